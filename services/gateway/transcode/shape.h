#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace nastavnik::gateway {

// Messages whose JSON is not an object of their fields.
enum class WellKnown {
  kNone,
  kTimestamp,
  kDuration,
  kFieldMask,
  kStruct,
  kValue,
  kListValue,
  kWrapper,  // google.protobuf.StringValue and the like: the JSON of their one field
  kAny,
};

struct Shape;

// What reader and writer need of a field, worked out once.
struct FieldShape {
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::string json_name;             // lowerCamelCase
  std::string quoted;                // "\"jsonName\":"
  const Shape* message = nullptr;    // of a message field; of a map field, the entry
  const Shape* map_value = nullptr;  // of a map whose values are messages
  bool output_only = false;          // google.api.field_behavior says so
};

// What reader and writer need of a message. Lives as long as the process; safe to share.
struct Shape {
  const google::protobuf::Descriptor* descriptor = nullptr;
  WellKnown known = WellKnown::kNone;
  std::vector<FieldShape> fields;  // as declared
  absl::flat_hash_map<std::string, const FieldShape*> by_json;

  // Field by its JSON name, or null.
  const FieldShape* Find(absl::string_view json_name) const;
  // The JSON name that looks most like `name`, or "".
  std::string Nearest(absl::string_view name) const;
};

// Shape of a message and of everything below it, whose descriptor must live as long as the process.
// Thread-safe; the first call for a message does the work.
const Shape& ShapeOf(const google::protobuf::Descriptor* descriptor);

// The candidate with the smallest edit distance to `name`, if it is small enough to be a slip; else
// "".
std::string NearestName(absl::string_view name, const std::vector<std::string>& candidates);

}  // namespace nastavnik::gateway
