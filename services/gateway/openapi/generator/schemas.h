#pragma once

#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "google/protobuf/descriptor.h"

namespace nastavnik::gateway {

// JSON Schemas of messages as the gateway reads and writes them. A message that is asked for goes
// to `components` with everything it holds.
class Schemas {
 public:
  // {"$ref": ...} to a message's schema, or the schema itself of a well-known type.
  boost::json::object Ref(const google::protobuf::Descriptor& message);
  // A field with its comment and limits.
  boost::json::object Field(const google::protobuf::FieldDescriptor& field);
  // The object of a message without the fields of these proto names.
  boost::json::object Object(const google::protobuf::Descriptor& message,
                             const std::vector<std::string>& without = {});

  boost::json::object TakeComponents() { return std::move(components_); }

 private:
  boost::json::object Enum(const google::protobuf::EnumDescriptor& type);
  boost::json::object Value(const google::protobuf::FieldDescriptor& field);
  void AddRange(const google::protobuf::FieldDescriptor& field, boost::json::object& schema);

  boost::json::object components_;
};

// Whether google.api.field_behavior of the field has `behavior`.
bool HasBehavior(const google::protobuf::FieldDescriptor& field, int behavior);

// {"type": "string"} with length and pattern.
boost::json::object TextSchema(int min_length, int max_length, const std::string& pattern,
                               const std::string& about = "");

}  // namespace nastavnik::gateway
