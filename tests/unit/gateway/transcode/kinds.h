#pragma once

#include <memory>
#include <string>

#include "google/protobuf/message.h"

#include "services/gateway/transcode/shape.h"

namespace nastavnik::gateway::testing {

// A message with a field of every kind, made at run time, with the well-known types as they are
// linked.
std::unique_ptr<google::protobuf::Message> NewKinds();
const Shape& KindsShape();

// JSON of `message` by protobuf's own printer, with default values.
std::string PrintByProtobuf(const google::protobuf::Message& message);

}  // namespace nastavnik::gateway::testing
