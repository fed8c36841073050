#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "google/protobuf/descriptor.h"

namespace nastavnik::gateway {

// Whether an example is sent by a caller (without what the platform sets) or answered.
enum class Direction { kRequest, kAnswer };

// A message as JSON that fits its schema: the same in every build, each list with one entry, of a
// oneof its first member, a message inside itself left out. Without the fields of these proto
// names.
boost::json::value ExampleOf(const google::protobuf::Descriptor& message, Direction direction,
                             const std::vector<std::string>& without = {});
// One field of it.
boost::json::value ExampleOf(const google::protobuf::FieldDescriptor& field, Direction direction);

}  // namespace nastavnik::gateway
