#include "services/gateway/openapi/generator/schemas.h"

#include <algorithm>
#include <limits>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "google/api/field_behavior.pb.h"

#include "nastavnik/access/v1/access.pb.h"
#include "services/gateway/openapi/generator/comments.h"
#include "services/gateway/openapi/generator/examples.h"
#include "services/gateway/openapi/generator/text_form.h"
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

constexpr int kMostEntries = 10'000;  // of a list without a limit of its own
constexpr int kMostMembers = 1'000;   // of open content

json::object KnownSchema(const Shape& shape, const json::object& wrapped) {
  switch (shape.known) {
    case WellKnown::kTimestamp:
      return {{"type", "string"}, {"format", "date-time"}, {"maxLength", 35}};
    case WellKnown::kDuration:
      return TextSchema(2, 24, R"(^-?[0-9]+(\.[0-9]{1,9})?s$)");
    case WellKnown::kFieldMask:
      return TextSchema(0, 4096, "^[A-Za-z0-9_.,-]*$",
                        "Paths in lowerCamelCase, separated by commas.");
    case WellKnown::kStruct:
      return {{"type", "object"}, {"additionalProperties", true}, {"maxProperties", kMostMembers}};
    case WellKnown::kListValue:
      return {{"type", "array"}, {"items", json::object()}, {"maxItems", kMostEntries}};
    case WellKnown::kAny:
      return {{"type", "object"},
              {"required", {"@type"}},
              {"properties", {{"@type", TextSchema(1, 256, kAnyText)}}},
              {"additionalProperties", true},
              {"maxProperties", kMostMembers}};
    case WellKnown::kWrapper:
      return wrapped;
    default:
      return {};  // any value
  }
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
    schema["examples"] = json::array{ExampleOf(message, Direction::kAnswer)};
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
  if (const std::string comment = CommentOf(message); !comment.empty())
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
    if (const std::string comment = CommentOf(type); !comment.empty())
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
    case FieldDescriptor::CPPTYPE_UINT32: {
      json::object schema{{"type", "integer"}, {"format", "int32"}};
      AddRange(field, schema);
      return schema;
    }
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT64:
      return TextSchema(1, 20, "^-?[0-9]+$");
    default: {
      if (field.type() == FieldDescriptor::TYPE_BYTES) {
        json::object schema = TextSchema(0, kLongestText, "^[A-Za-z0-9+/_=-]*$");
        schema["contentEncoding"] = "base64";
        return schema;
      }
      const TextForm form = TextFormOf(field);
      return TextSchema(form.min_length, form.max_length, form.pattern);
    }
  }
}

void Schemas::AddRange(const FieldDescriptor& field, json::object& schema) {
  const auto& limits = field.options().GetExtension(access::v1::limits);
  const bool is_unsigned = field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32;
  const bool never_negative = is_unsigned || field.name() == "page_size";
  const int64_t least = never_negative ? 0 : std::numeric_limits<int32_t>::min();
  const int64_t most = is_unsigned ? std::numeric_limits<uint32_t>::max()
                                   : int64_t{std::numeric_limits<int32_t>::max()};
  schema["minimum"] = limits.has_range() ? limits.min_value() : least;
  schema["maximum"] = limits.has_range() ? limits.max_value() : most;
  if (is_unsigned) schema["format"] = "int64";
}

json::object Schemas::Field(const FieldDescriptor& field) {
  const auto& limits = field.options().GetExtension(access::v1::limits);
  json::object schema;
  if (field.is_map()) {
    schema = {{"type", "object"},
              {"additionalProperties", Value(*field.message_type()->map_value())},
              {"maxProperties", kMostMembers}};
  } else if (field.is_repeated()) {
    schema = {{"type", "array"}, {"items", Value(field)}};
    if (limits.min_items() > 0) schema["minItems"] = limits.min_items();
    schema["maxItems"] = limits.max_items() > 0 ? limits.max_items() : kMostEntries;
  } else {
    schema = Value(field);
  }
  if (const std::string comment = CommentOf(field); !comment.empty())
    schema["description"] = comment;
  if (!limits.pattern_hint().empty()) schema["x-hint-ru"] = limits.pattern_hint();
  if (HasBehavior(field, google::api::OUTPUT_ONLY)) schema["readOnly"] = true;
  if (field.options().GetExtension(access::v1::secret)) schema["writeOnly"] = true;
  if (field.options().deprecated()) schema["deprecated"] = true;
  return schema;
}

json::object TextSchema(int min_length, int max_length, const std::string& pattern,
                        const std::string& about) {
  json::object schema{{"type", "string"}};
  if (min_length > 0) schema["minLength"] = min_length;
  schema["maxLength"] = max_length;
  schema["pattern"] = pattern;
  if (!about.empty()) schema["description"] = about;
  return schema;
}

}  // namespace nastavnik::gateway
