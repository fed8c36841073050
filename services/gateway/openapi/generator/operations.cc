#include "services/gateway/openapi/generator/operations.h"

#include <utility>

#include <re2/re2.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/api/field_behavior.pb.h"

#include "services/gateway/openapi/generator/comments.h"
#include "services/gateway/openapi/generator/examples.h"
#include "services/gateway/openapi/generator/parameters.h"
#include "services/gateway/openapi/generator/problems.h"

namespace nastavnik::gateway {
namespace {

namespace json = boost::json;
namespace pb = google::protobuf;
using access::v1::AccessRule;
using access::v1::Grant;

json::object Security(const char* scheme, const char* with = nullptr) {
  json::object all{{scheme, json::array()}};
  if (with != nullptr) all[with] = json::array();
  return all;
}

// Bearer token, or the cookie of the session; a call by cookie that may change something proves
// that it comes from our page.
json::array SecurityOf(const Route& route) {
  const auto& grants = route.method->rule.any_of();
  if (absl::c_any_of(grants, [](const Grant& grant) { return grant.role() == Grant::ANYONE; }))
    return {};
  return {Security("bearer"), Security("session", route.verb == "GET" ? nullptr : "csrf")};
}

// Budget of the operation's class at the 99th percentile; none for a class without one.
json::object SloOf(const Route& route) {
  const auto slo = [](const char* kind, int milliseconds) {
    return json::object{{"class", kind}, {"p99Milliseconds", milliseconds}};
  };
  const AccessRule::Priority priority = route.method->rule.priority();
  if (priority == AccessRule::SUBMIT) return slo("submit", 300);
  if (priority == AccessRule::AUTOSAVE) return slo("autosave", 100);
  if (priority == AccessRule::EXPORT) return slo("export", 500);
  if (route.verb != "GET") return {};
  const bool list = route.method->descriptor->input_type()->FindFieldByName("page_size") != nullptr;
  return list ? slo("list", 150) : slo("read", 50);
}

// "over state, title, submitTime." -> ["state", "title", "submitTime"]; [] without such a comment.
json::array FieldsIn(const Route& route, const char* field, const char* pattern) {
  json::array names;
  const pb::FieldDescriptor* found = route.method->descriptor->input_type()->FindFieldByName(field);
  std::string list;
  if (found == nullptr || !RE2::PartialMatch(CommentOf(*found), pattern, &list)) return names;
  RE2::GlobalReplace(&list, " or | and ", ", ");
  for (const absl::string_view name : absl::StrSplit(list, ", ", absl::SkipEmpty()))
    names.emplace_back(json::string_view(name.data(), name.size()));
  return names;
}

void AddRule(const Route& route, json::object& operation) {
  const Method& method = *route.method;
  json::array roles;
  for (const Grant& grant : method.rule.any_of())
    roles.emplace_back(Grant::Role_Name(grant.role()));
  operation["x-action"] = method.rule.action();
  operation["x-roles"] = std::move(roles);
  operation["x-priority"] = AccessRule::Priority_Name(method.rule.priority());
  if (json::object slo = SloOf(route); !slo.empty()) operation["x-slo"] = std::move(slo);
  if (method.staff_only) operation["x-listener"] = "staff";
  if (method.rule.factor() == AccessRule::FRESH) operation["x-fresh-factor"] = true;
  if (method.rule.two_persons()) operation["x-two-persons"] = true;
  if (json::array names = FieldsIn(route, "filter", R"(over ([A-Za-z, ]+)\.)"); !names.empty())
    operation["x-filterable"] = std::move(names);
  if (json::array names = FieldsIn(route, "order_by", R"(Order by ([A-Za-z, ]+?), each)");
      !names.empty())
    operation["x-orderable"] = std::move(names);
}

json::object BodyOf(const Route& route, Schemas& schemas) {
  const Method& method = *route.method;
  json::object content;
  if (route.whole_body) {
    std::vector<std::string> without;
    for (const Route::FieldPath& path : route.variables) without.push_back(path[0]->name());
    if (method.request_id != nullptr) without.push_back(method.request_id->name());
    if (method.etag != nullptr) without.push_back(method.etag->name());
    const pb::Descriptor& message = *method.descriptor->input_type();
    content = {{"schema", schemas.Object(message, without)},
               {"example", ExampleOf(message, Direction::kRequest, without)}};
  } else {
    const pb::Descriptor& message = *route.body_field->message->descriptor;
    content = {{"schema", schemas.Ref(message)},
               {"example", ExampleOf(message, Direction::kRequest)}};
  }
  return {{"required", true}, {"content", {{"application/json", std::move(content)}}}};
}

json::object MessageOf(const Method& method, Schemas& schemas) {
  const pb::Descriptor& message = *method.descriptor->output_type();
  return {
      {"application/json",
       {{"schema", schemas.Ref(message)}, {"example", ExampleOf(message, Direction::kAnswer)}}}};
}

// Server-sent events: of a message with a resume_token, the data are its only other message.
json::object StreamOf(const Method& method, Schemas& schemas) {
  const pb::Descriptor* data = method.descriptor->output_type();
  for (int i = 0; method.response_token != nullptr && i < data->field_count(); ++i) {
    const pb::FieldDescriptor& field = *method.descriptor->output_type()->field(i);
    if (field.message_type() != nullptr && !field.is_repeated()) {
      data = field.message_type();
      break;
    }
  }
  const std::string example = absl::StrCat(
      "retry: 3000\n\nid: mT0a\ndata: ", json::serialize(ExampleOf(*data, Direction::kAnswer)),
      "\n\n");
  return {{"text/event-stream",
           {{"schema",
             {{"type", "string"},
              {"maxLength", 2147483647},  // it has no end
              {"description", "Events as the HTML standard has them; each one's data is JSON."},
              {"x-event-data", schemas.Ref(*data)}}},
            {"example", example}}}};
}

json::object AnswerOf(const Route& route, Schemas& schemas) {
  const Method& method = *route.method;
  std::vector<std::string> headers;
  if (method.response_etag != nullptr) headers.emplace_back("ETag");
  if (method.request_id != nullptr) headers.emplace_back("Idempotent-Replayed");
  const std::string about = CommentOf(*method.descriptor->output_type());
  json::object answer{
      {"description", about.empty() ? "Done." : about},
      {"headers", HeadersOfAnswer(headers)},
      {"content", method.streams() ? StreamOf(method, schemas) : MessageOf(method, schemas)}};
  if (method.descriptor->options().deprecated()) {
    for (auto& header : DeprecationHeaders()) answer["headers"].as_object().insert(header);
  }
  return answer;
}

json::object Responses(const Route& route, Schemas& schemas) {
  json::object responses{{"200", AnswerOf(route, schemas)}};
  if (route.method->response_etag != nullptr && route.verb == "GET")
    responses["304"] = json::object{{"description", "Still the same as If-None-Match says."}};
  for (const auto& [reason, status] : ReasonsOf(route)) {
    json::value& response = responses[std::to_string(status)];
    if (response.is_null()) {
      response =
          json::object{{"$ref", absl::StrCat("#/components/responses/", ProblemName(status))},
                       {"description", reason}};
    } else {
      json::value& about = response.as_object()["description"];
      about = absl::StrCat(std::string(about.as_string()), ", ", reason);
    }
  }
  for (const char* status : {"4XX", "5XX"})
    responses[status] = json::object{{"$ref", "#/components/responses/Problem"}};
  return responses;
}

}  // namespace

json::object OperationOf(const Route& route, const std::vector<std::string>& path_parameters,
                         Schemas& schemas) {
  const pb::MethodDescriptor& method = *route.method->descriptor;
  const std::string comment = CommentOf(method);
  json::array reasons;
  for (const ProblemReason& reason : ReasonsOf(route)) {
    if (!absl::c_linear_search(reasons, json::value(reason.reason)))
      reasons.emplace_back(reason.reason);
  }
  json::object operation{
      {"operationId", absl::StrCat(method.service()->name(), "_", method.name())},
      {"tags", json::array{json::string(method.service()->name())}},
      {"summary", comment.substr(0, comment.find(". "))},
      {"description", comment},
      {"parameters", ParametersOf(route, path_parameters, schemas)}};
  if (method.options().deprecated()) operation["deprecated"] = true;
  if (route.TakesBody()) operation["requestBody"] = BodyOf(route, schemas);
  operation["responses"] = Responses(route, schemas);
  operation["security"] = SecurityOf(route);
  AddRule(route, operation);
  operation["x-reasons"] = std::move(reasons);
  return operation;
}

}  // namespace nastavnik::gateway
