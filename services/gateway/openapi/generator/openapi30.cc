#include "services/gateway/openapi/generator/openapi30.h"

#include <string>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace nastavnik::gateway {
namespace {

namespace json = boost::json;

json::value Convert(const json::value& value);

// {"type": ["string", "null"]} -> {"type": "string", "nullable": true}
void ConvertType(json::object& schema) {
  const auto type = schema.find("type");
  if (type == schema.end() || !type->value().is_array()) return;
  json::array left;
  for (const json::value& name : type->value().as_array()) {
    if (name == "null") {
      schema["nullable"] = true;
    } else {
      left.push_back(name);
    }
  }
  if (left.size() == 1) schema["type"] = left[0];
}

// {"exclusiveMinimum": 1} -> {"minimum": 1, "exclusiveMinimum": true}
void ConvertBound(json::object& schema, const char* exclusive, const char* plain) {
  const auto bound = schema.find(exclusive);
  if (bound == schema.end() || !bound->value().is_number()) return;
  const json::value limit = bound->value();
  schema[plain] = limit;
  schema[exclusive] = true;
}

void ConvertKeywords(json::object& schema) {
  ConvertType(schema);
  ConvertBound(schema, "exclusiveMinimum", "minimum");
  ConvertBound(schema, "exclusiveMaximum", "maximum");
  if (const auto constant = schema.find("const"); constant != schema.end()) {
    const json::value only = constant->value();
    schema.erase("const");
    schema["enum"] = json::array{only};
  }
  if (const auto examples = schema.find("examples");
      examples != schema.end() && examples->value().is_array()) {
    const json::value first = examples->value().as_array().at(0);
    schema.erase("examples");
    schema["example"] = first;
  }
  if (schema.erase("contentEncoding") > 0) schema["format"] = "byte";
}

// What stands beside a reference is ignored in 3.0: a schema holds it in allOf, any other reference
// goes without.
json::object ConvertReference(json::object reference) {
  const json::value target = reference.at("$ref");
  const bool schema = std::string(target.as_string()).rfind("#/components/schemas/", 0) == 0;
  if (reference.size() == 1 || !schema) return {{"$ref", target}};
  reference.erase("$ref");
  reference["allOf"] = json::array{json::object{{"$ref", target}}};
  return reference;
}

// Members named by us, not by the specification: none of them is a keyword.
json::object ConvertEach(const json::object& named) {
  json::object converted;
  for (const auto& member : named) converted[member.key()] = Convert(member.value());
  return converted;
}

json::object Convert(const json::object& object) {
  json::object converted;
  for (const auto& member : object) {
    const bool example = member.key() == "example" || member.key() == "examples";
    const bool names = member.key() == "properties" && member.value().is_object();
    converted[member.key()] = example ? member.value()
                              : names ? json::value(ConvertEach(member.value().as_object()))
                                      : Convert(member.value());
  }
  if (const auto reference = converted.find("$ref");
      reference != converted.end() && reference->value().is_string())
    return ConvertReference(std::move(converted));
  ConvertKeywords(converted);
  return converted;
}

json::value Convert(const json::value& value) {
  if (value.is_object()) return Convert(value.as_object());
  if (!value.is_array()) return value;
  json::array converted;
  for (const json::value& entry : value.as_array()) converted.push_back(Convert(entry));
  return converted;
}

}  // namespace

json::object ToOpenApi30(const json::object& openapi31) {
  json::object converted = Convert(openapi31);
  converted["openapi"] = "3.0.3";
  converted.erase("webhooks");
  converted.erase("jsonSchemaDialect");
  json::object& license = converted["info"].as_object()["license"].as_object();
  if (license.erase("identifier") > 0)
    license["url"] = "https://www.apache.org/licenses/LICENSE-2.0";
  return converted;
}

}  // namespace nastavnik::gateway
