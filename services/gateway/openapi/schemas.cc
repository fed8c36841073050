#include "services/gateway/openapi/schemas.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "google/api/field_behavior.pb.h"

#include "nastavnik/access/v1/access.pb.h"
#include "services/gateway/transcode/shape.h"

namespace nastavnik::gateway {
namespace {

namespace json = boost::json;
namespace pb = google::protobuf;
using pb::FieldDescriptor;

// "nastavnik.registration.v1.User" -> "registration.User".
std::string ComponentName(const std::string& full_name) {
  absl::string_view name = full_name;
  absl::ConsumePrefix(&name, "nastavnik.");
  return absl::StrReplaceAll(name, {{".v1.", "."}});
}

json::object KnownSchema(const Shape& shape, const json::object& wrapped) {
  switch (shape.known) {
    case WellKnown::kTimestamp:
      return {{"type", "string"}, {"format", "date-time"}};
    case WellKnown::kDuration:
      return {{"type", "string"}, {"pattern", R"(^-?[0-9]+(\.[0-9]{1,9})?s$)"}};
    case WellKnown::kFieldMask:
      return {{"type", "string"}, {"description", "Paths in lowerCamelCase, separated by commas."}};
    case WellKnown::kStruct:
      return {{"type", "object"}, {"additionalProperties", true}};
    case WellKnown::kListValue:
      return {{"type", "array"}, {"items", json::object()}};
    case WellKnown::kAny:
      return {{"type", "object"},
              {"required", {"@type"}},
              {"properties", {{"@type", {{"type", "string"}}}}},
              {"additionalProperties", true}};
    case WellKnown::kWrapper:
      return wrapped;
    default:
      return {};  // any value
  }
}

void AddLimits(const FieldDescriptor& field, json::object& schema, json::object& items) {
  const auto& limits = field.options().GetExtension(access::v1::limits);
  if (limits.max_length() > 0) items["maxLength"] = limits.max_length();
  if (limits.min_length() > 0) items["minLength"] = limits.min_length();
  if (!limits.pattern().empty()) items["pattern"] = absl::StrCat("^(?:", limits.pattern(), ")$");
  if (limits.has_range()) items["minimum"] = limits.min_value();
  if (limits.has_range()) items["maximum"] = limits.max_value();
  if (limits.max_items() > 0) schema["maxItems"] = limits.max_items();
  if (limits.min_items() > 0) schema["minItems"] = limits.min_items();
}

}  // namespace

bool HasBehavior(const FieldDescriptor& field, int behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

json::object Schemas::Ref(const pb::Descriptor& message) {
  const Shape& shape = ShapeOf(&message);
  if (shape.known != WellKnown::kNone) {
    return KnownSchema(
        shape, shape.known == WellKnown::kWrapper ? Value(*shape.fields[0].field) : json::object());
  }
  const std::string name = ComponentName(message.full_name());
  if (!components_.contains(name)) {
    components_[name] = json::object();  // it may contain itself
    json::object schema = Object(message);
    components_[name] = std::move(schema);
  }
  return {{"$ref", absl::StrCat("#/components/schemas/", name)}};
}

json::object Schemas::Object(const pb::Descriptor& message,
                             const std::vector<std::string>& without) {
  json::object properties;
  json::array required;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (std::find(without.begin(), without.end(), field.name()) != without.end()) continue;
    properties[field.json_name()] = Field(field);
    if (HasBehavior(field, google::api::REQUIRED)) required.emplace_back(field.json_name());
  }
  json::object schema{{"type", "object"}};
  if (const std::string comment = comments_.Of(message); !comment.empty())
    schema["description"] = comment;
  if (!properties.empty()) schema["properties"] = std::move(properties);
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

json::object Schemas::Enum(const pb::EnumDescriptor& type) {
  const std::string name = ComponentName(type.full_name());
  if (!components_.contains(name)) {
    json::array values;
    for (int i = 0; i < type.value_count(); ++i) values.emplace_back(type.value(i)->name());
    json::object schema{{"type", "string"}, {"enum", std::move(values)}};
    if (const std::string comment = comments_.Of(type); !comment.empty())
      schema["description"] = comment;
    components_[name] = std::move(schema);
  }
  return {{"$ref", absl::StrCat("#/components/schemas/", name)}};
}

json::object Schemas::Value(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Ref(*field.message_type());
    case FieldDescriptor::CPPTYPE_ENUM:
      return Enum(*field.enum_type());
    case FieldDescriptor::CPPTYPE_BOOL:
      return {{"type", "boolean"}};
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return {{"type", "number"}};
    case FieldDescriptor::CPPTYPE_INT32:
      return {{"type", "integer"}, {"format", "int32"}};
    case FieldDescriptor::CPPTYPE_UINT32:
      return {{"type", "integer"}, {"minimum", 0}};
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT64:
      return {{"type", "string"}, {"pattern", "^-?[0-9]+$"}};
    default:
      if (field.type() == FieldDescriptor::TYPE_BYTES)
        return {{"type", "string"}, {"contentEncoding", "base64"}};
      return {{"type", "string"}};
  }
}

json::object Schemas::Field(const FieldDescriptor& field) {
  json::object schema;
  json::object limits_of_list;
  if (field.is_map()) {
    schema = {{"type", "object"},
              {"additionalProperties", Value(*field.message_type()->map_value())}};
  } else {
    json::object value = Value(field);
    AddLimits(field, limits_of_list, value);
    if (field.is_repeated()) {
      schema = {{"type", "array"}, {"items", std::move(value)}};
      for (auto& limit : limits_of_list) schema[limit.key()] = limit.value();
    } else {
      schema = std::move(value);
    }
  }
  if (const std::string comment = comments_.Of(field); !comment.empty())
    schema["description"] = comment;
  if (HasBehavior(field, google::api::OUTPUT_ONLY)) schema["readOnly"] = true;
  return schema;
}

}  // namespace nastavnik::gateway
