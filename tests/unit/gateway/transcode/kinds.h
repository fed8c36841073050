#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "services/gateway/transcode/shape.h"

namespace nastavnik::gateway::testing {

// A message with a field of every kind, made at run time, with the well-known types as they are
// linked.
std::unique_ptr<google::protobuf::Message> NewKinds();
const Shape& KindsShape();

// Another such message, with everything that proto3 knows: each scalar alone, repeated, optional,
// in a oneof and in maps, each well-known type, messages inside themselves.
const google::protobuf::Descriptor* Everything();

// An empty message of a linked type or of one of these two.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor* type);

// JSON of `message` by protobuf's own printer, with default values, and back.
std::string PrintByProtobuf(const google::protobuf::Message& message);
absl::Status ReadByProtobuf(absl::string_view json, google::protobuf::Message& message);

}  // namespace nastavnik::gateway::testing
