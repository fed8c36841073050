#include "services/gateway/openapi/openapi.h"

#include <algorithm>
#include <set>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "google/api/field_behavior.pb.h"
#include "services/gateway/openapi/schemas.h"

namespace nastavnik::gateway {
namespace {

namespace json = boost::json;
namespace pb = google::protobuf;
using access::v1::AccessRule;
using access::v1::Grant;
using pb::FieldDescriptor;

constexpr char kAbout[] =
    "REST API of Nastavnik. Objects are ProtoJSON in lowerCamelCase; unknown members, duplicate "
    "keys and unknown query "
    "parameters are refused. Every POST that changes something carries Idempotency-Key; PATCH, "
    "DELETE and final verbs "
    "carry If-Match. Errors are application/problem+json (RFC 9457) with all field violations at "
    "once, worded in the "
    "language of Accept-Language (ru, en).";

std::string Singular(absl::string_view plural) {
  if (absl::EndsWith(plural, "ies")) return absl::StrCat(plural.substr(0, plural.size() - 3), "y");
  return std::string(absl::EndsWith(plural, "s") ? plural.substr(0, plural.size() - 1) : plural);
}

json::object Header(const char* name, const char* about, bool required) {
  return {{"name", name},
          {"in", "header"},
          {"required", required},
          {"description", about},
          {"schema", {{"type", "string"}}}};
}

bool OpenToAll(const AccessRule& rule) {
  return std::any_of(rule.any_of().begin(), rule.any_of().end(),
                     [](const Grant& g) { return g.role() == Grant::ANYONE; });
}

json::object ProblemSchema() {
  const auto text = [](const char* about) {
    return json::object{{"type", "string"}, {"description", about}};
  };
  const json::object violation{
      {"type", "object"},
      {"required", {"field", "reason", "message"}},
      {"properties",
       {{"field", text("Path of the field in the request.")},
        {"pointer", text("JSON pointer into the body, when the body brought it.")},
        {"reason", text("UPPER_SNAKE: REQUIRED, TOO_LONG, UNKNOWN_FIELD ...")},
        {"message", text("For a person, in the language of the answer.")}}}};
  return {{"type", "object"},
          {"description", "What went wrong (RFC 9457)."},
          {"required", {"type", "title", "status", "code", "reason", "requestId", "errors"}},
          {"properties",
           {{"type", text("Address of the reason's page.")},
            {"title", text("The reason, for a person.")},
            {"status", {{"type", "integer"}}},
            {"detail", text("This case, for a person.")},
            {"instance", text("Path of the request.")},
            {"code", text("Canonical gRPC code.")},
            {"reason", text("UPPER_SNAKE, to program against.")},
            {"domain", text("nastavnik")},
            {"metadata", {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}}},
            {"requestId", text("Tell it to the support.")},
            {"traceId", text("Trace of the request.")},
            {"violatedPolicies",
             {{"type", "array"},
              {"description",
               "Of a 429: names of the limits that are used up, as in RateLimit-Policy."},
              {"items", {{"type", "string"}}}}},
            {"errors", {{"type", "array"}, {"items", violation}}}}}};
}

class Writer {
 public:
  Writer(const Catalog& catalog, Reader reader)
      : catalog_(catalog), reader_(reader), schemas_(comments_) {}

  json::object Document(absl::string_view version) {
    json::object paths;
    json::array tags;
    std::set<std::string> tagged;
    for (const Route& route : catalog_.routes()) {
      const Method& method = *route.method;
      if (method.staff_only && reader_ == Reader::kPublic) continue;
      const pb::ServiceDescriptor& service = *method.descriptor->service();
      if (tagged.insert(service.name()).second) {
        tags.push_back(
            json::object{{"name", service.name()}, {"description", comments_.Of(service)}});
      }
      std::vector<std::string> parameters;
      const std::string path = OpenApiPath(route.path, &parameters);
      json::value& item = paths[path];
      if (!item.is_object()) item = json::object();
      item.as_object()[absl::AsciiStrToLower(route.verb)] = Operation(route, parameters);
    }
    json::object schemas = schemas_.TakeComponents();
    schemas["Problem"] = ProblemSchema();
    const json::object problem{
        {"description", "The request failed."},
        {"content",
         {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", "Nastavnik"},
              {"version", std::string(version)},
              {"description", kAbout},
              {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
            {"servers", json::array{json::object{{"url", "/"}}}},
            {"tags", std::move(tags)},
            {"paths", std::move(paths)},
            {"components",
             {{"schemas", std::move(schemas)},
              {"responses", {{"Problem", problem}}},
              {"securitySchemes",
               {{"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}}}}}}};
  }

 private:
  json::object Operation(const Route& route, const std::vector<std::string>& path_parameters) {
    const Method& method = *route.method;
    const std::string comment = comments_.Of(*method.descriptor);
    json::object operation{
        {"operationId",
         absl::StrCat(method.descriptor->service()->name(), "_", method.descriptor->name())},
        {"tags", json::array{json::string(method.descriptor->service()->name())}},
        {"summary", comment.substr(0, comment.find(". "))},
        {"description", comment},
        {"parameters", Parameters(route, path_parameters)}};
    if (route.TakesBody()) operation["requestBody"] = Body(route);
    operation["responses"] = Responses(route);
    operation["security"] = OpenToAll(method.rule)
                                ? json::array()
                                : json::array{json::object{{"bearer", json::array()}}};
    AddRule(method, operation);
    return operation;
  }

  static void AddRule(const Method& method, json::object& operation) {
    json::array roles;
    for (const Grant& grant : method.rule.any_of())
      roles.emplace_back(Grant::Role_Name(grant.role()));
    operation["x-action"] = method.rule.action();
    operation["x-roles"] = std::move(roles);
    if (method.staff_only) operation["x-listener"] = "staff";
    if (method.rule.factor() == AccessRule::FRESH) operation["x-fresh-factor"] = true;
    if (method.rule.two_persons()) operation["x-two-persons"] = true;
  }

  json::array Parameters(const Route& route, const std::vector<std::string>& path_parameters) {
    const Method& method = *route.method;
    json::array all;
    for (const std::string& name : path_parameters) {
      all.push_back(json::object{{"name", name},
                                 {"in", "path"},
                                 {"required", true},
                                 {"schema", {{"type", "string"}, {"minLength", 1}}}});
    }
    if (!route.whole_body) AddQuery(*method.descriptor->input_type(), "", route, all);
    const AccessRule& rule = method.rule;
    if (method.request_id != nullptr) {
      all.push_back(Header("Idempotency-Key",
                           "1 to 64 visible ASCII characters; a repeat with the same key has the "
                           "same answer. A UUID before sign-in.",
                           rule.key_required()));
    }
    if (method.etag != nullptr)
      all.push_back(Header("If-Match", "ETag of what was read, in quotes.", rule.etag_required()));
    if (method.response_etag != nullptr && route.verb == "GET") {
      all.push_back(Header("If-None-Match",
                           "ETag of what the caller has; 304 when it is still the same.", false));
    }
    return all;
  }

  // Fields that a query may carry; those below a message one level deep, as "filter.state".
  void AddQuery(const pb::Descriptor& message, const std::string& prefix, const Route& route,
                json::array& all) {
    const Method& method = *route.method;
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      const bool taken = prefix.empty() && (std::count(route.taken.begin(), route.taken.end(),
                                                       field.json_name()) > 0 ||
                                            &field == method.request_id || &field == method.etag);
      if (taken || field.is_map() || HasBehavior(field, google::api::OUTPUT_ONLY)) continue;
      const WellKnown known =
          field.message_type() == nullptr ? WellKnown::kNone : ShapeOf(field.message_type()).known;
      const bool scalar = field.message_type() == nullptr || known == WellKnown::kTimestamp ||
                          known == WellKnown::kDuration || known == WellKnown::kFieldMask ||
                          known == WellKnown::kWrapper;
      if (!scalar) {
        if (prefix.empty() && known == WellKnown::kNone && !field.is_repeated()) {
          AddQuery(*field.message_type(), absl::StrCat(field.json_name(), "."), route, all);
        }
        continue;
      }
      json::object schema = schemas_.Field(field);
      json::object parameter{{"name", absl::StrCat(prefix, field.json_name())}, {"in", "query"}};
      if (HasBehavior(field, google::api::REQUIRED)) parameter["required"] = true;
      if (const auto about = schema.find("description"); about != schema.end()) {
        parameter["description"] = about->value();
        schema.erase("description");
      }
      parameter["schema"] = std::move(schema);
      all.push_back(std::move(parameter));
    }
  }

  json::object Body(const Route& route) {
    const Method& method = *route.method;
    json::object schema;
    if (route.whole_body) {
      std::vector<std::string> without;
      for (const Route::FieldPath& path : route.variables) without.push_back(path[0]->name());
      if (method.request_id != nullptr) without.push_back(method.request_id->name());
      if (method.etag != nullptr) without.push_back(method.etag->name());
      schema = schemas_.Object(*method.descriptor->input_type(), without);
    } else {
      schema = schemas_.Ref(*route.body_field->message->descriptor);
    }
    return {{"required", true},
            {"content", {{"application/json", {{"schema", std::move(schema)}}}}}};
  }

  json::object Responses(const Route& route) {
    const Method& method = *route.method;
    json::object ok{
        {"description", "Done."},
        {"content",
         {{"application/json", {{"schema", schemas_.Ref(*method.descriptor->output_type())}}}}}};
    if (method.response_etag != nullptr) {
      ok["headers"] = json::object{{"ETag",
                                    {{"description", "Version of the object, for If-Match."},
                                     {"schema", {{"type", "string"}}}}}};
    }
    json::object responses{{"200", std::move(ok)}};
    if (method.response_etag != nullptr && route.verb == "GET")
      responses["304"] = json::object{{"description", "Still the same."}};
    responses["4XX"] = json::object{{"$ref", "#/components/responses/Problem"}};
    responses["5XX"] = json::object{{"$ref", "#/components/responses/Problem"}};
    return responses;
  }

  const Catalog& catalog_;
  const Reader reader_;
  const Comments comments_;
  Schemas schemas_;
};

}  // namespace

std::string OpenApiPath(const PathTemplate& path, std::vector<std::string>* parameters) {
  std::string out;
  for (size_t i = 0; i < path.segments.size(); ++i) {
    if (path.segments[i].kind == PathTemplate::Kind::kLiteral) {
      absl::StrAppend(&out, "/", path.segments[i].literal);
      continue;
    }
    const bool named = i > 0 && path.segments[i - 1].kind == PathTemplate::Kind::kLiteral;
    std::string name = named ? Singular(path.segments[i - 1].literal) : absl::StrCat("part", i);
    for (const PathTemplate::Variable& variable : path.variables) {
      const bool alone = variable.begin == i && variable.end == i + 1;
      if (alone) name = variable.field.substr(variable.field.rfind('.') + 1);
    }
    absl::StrAppend(&out, "/{", name, "}");
    parameters->push_back(std::move(name));
  }
  if (!path.verb.empty()) absl::StrAppend(&out, ":", path.verb);
  return out;
}

std::string OpenApiJson(const Catalog& catalog, Reader reader, absl::string_view version) {
  return json::serialize(Writer(catalog, reader).Document(version));
}

}  // namespace nastavnik::gateway
