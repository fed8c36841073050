#include "services/gateway/openapi/generator/parameters.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "google/api/field_behavior.pb.h"

#include "services/gateway/openapi/generator/examples.h"
#include "services/gateway/openapi/generator/text_form.h"

namespace nastavnik::gateway {
namespace {

namespace json = boost::json;
namespace pb = google::protobuf;
using pb::FieldDescriptor;

json::object Header(const char* name, bool required, const char* about, json::object schema,
                    const char* example) {
  return {{"name", name},
          {"in", "header"},
          {"required", required},
          {"description", about},
          {"schema", std::move(schema)},
          {"example", example}};
}

json::object PathParameter(const std::string& name) {
  const TextForm form = PathPartForm(name);
  return {{"name", name},
          {"in", "path"},
          {"required", true},
          {"description", absl::StrCat("The part {", name, "} of the resource name.")},
          {"schema", TextSchema(form.min_length, form.max_length, form.pattern)},
          {"example", form.example}};
}

// Whether a query can carry the field as one value or a list of values.
bool IsPlain(const FieldDescriptor& field) {
  if (field.message_type() == nullptr) return true;
  const WellKnown known = ShapeOf(field.message_type()).known;
  return known == WellKnown::kTimestamp || known == WellKnown::kDuration ||
         known == WellKnown::kFieldMask || known == WellKnown::kWrapper;
}

json::object QueryParameter(const std::string& prefix, const FieldDescriptor& field,
                            Schemas& schemas) {
  json::object schema = schemas.Field(field);
  json::object parameter{{"name", absl::StrCat(prefix, field.json_name())}, {"in", "query"}};
  if (HasBehavior(field, google::api::REQUIRED)) parameter["required"] = true;
  if (const auto about = schema.find("description"); about != schema.end()) {
    parameter["description"] = about->value();
    schema.erase("description");
  }
  parameter["schema"] = std::move(schema);
  parameter["example"] = ExampleOf(field, Direction::kRequest);
  return parameter;
}

// Fields that a query may carry; those below a message one level deep, as "filter.state".
void AddQuery(const pb::Descriptor& message, const std::string& prefix, const Route& route,
              Schemas& schemas, json::array& all) {
  const Method& method = *route.method;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const bool taken = prefix.empty() && (absl::c_linear_search(route.taken, field.json_name()) ||
                                          &field == method.request_id || &field == method.etag);
    if (taken || field.is_map() || HasBehavior(field, google::api::OUTPUT_ONLY)) continue;
    if (IsPlain(field)) {
      all.push_back(QueryParameter(prefix, field, schemas));
    } else if (prefix.empty() && !field.is_repeated() &&
               ShapeOf(field.message_type()).known == WellKnown::kNone) {
      AddQuery(*field.message_type(), absl::StrCat(field.json_name(), "."), route, schemas, all);
    }
  }
}

void AddHeaders(const Route& route, json::array& all) {
  const Method& method = *route.method;
  if (method.request_id != nullptr) {
    all.push_back(Header("Idempotency-Key", method.rule.key_required(),
                         "A repeat with the same key has the same answer. A UUID before sign-in.",
                         TextSchema(1, 64, "^[\\x21-\\x7e]+$"),
                         "019a5c3e-7b10-7c4d-8e5f-0a1b2c3d4e5f"));
  }
  const json::object etag = TextSchema(3, 130, R"(^(W/)?"[^"]+"$)");
  if (method.etag != nullptr) {
    all.push_back(Header("If-Match", method.rule.etag_required(),
                         "ETag of what was read, in quotes.", etag, R"("v7-owner")"));
  }
  if (method.resume_token != nullptr) {
    all.push_back(Header("Last-Event-ID", false,
                         "Id of the last event, as a browser sends it that connects again; comes "
                         "before resumeToken.",
                         TextSchema(0, 400, "^[A-Za-z0-9_=-]*$"), "mT0a"));
  }
  if (method.response_etag != nullptr && route.verb == "GET") {
    all.push_back(Header("If-None-Match", false,
                         "ETag of what the caller has; 304 when it is still the same.",
                         TextSchema(1, 1024, R"re(^(\*|[^*]+)$)re"), R"("v7-owner")"));
  }
}

}  // namespace

json::array ParametersOf(const Route& route, const std::vector<std::string>& path_parameters,
                         Schemas& schemas) {
  json::array all;
  for (const std::string& name : path_parameters) all.push_back(PathParameter(name));
  if (!route.whole_body) AddQuery(*route.method->descriptor->input_type(), "", route, schemas, all);
  AddHeaders(route, all);
  for (const char* shared : {"XFields", "AcceptLanguage"})
    all.push_back(json::object{{"$ref", absl::StrCat("#/components/parameters/", shared)}});
  return all;
}

json::object SharedParameters() {
  return {{"XFields",
           Header("X-Fields", false,
                  "Members of the answer that are wanted, at most 100 paths of them; the query "
                  "parameter `fields` says the same.",
                  TextSchema(0, kLongestName, "^[A-Za-z0-9_.,* -]*$"), "*")},
          {"AcceptLanguage", Header("Accept-Language", false,
                                    "Language of problems: ru (also without this header) or en.",
                                    TextSchema(0, 256, "^[A-Za-z0-9*,;=. -]*$"), "ru")}};
}

}  // namespace nastavnik::gateway
