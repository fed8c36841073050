#include "services/gateway/openapi/generator/problems.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"

#include "nastavnik/common/v1/errors.pb.h"
#include "services/gateway/openapi/generator/schemas.h"
#include "services/gateway/openapi/generator/text_form.h"

namespace nastavnik::gateway {
namespace {

namespace json = boost::json;
using access::v1::AccessRule;
using access::v1::Grant;

// Every reason that ReasonsOf can tell; the first of a status is its example.
const std::vector<ProblemReason>& All() {
  static const auto& all = *new std::vector<ProblemReason>{
      {"FIELD_INVALID", 400},
      {"MALFORMED_BODY", 400},
      {"IDEMPOTENCY_KEY_REQUIRED", 400},
      {"PAGE_TOKEN_INVALID", 400},
      {"STAGE_NOT_OPEN", 400},
      {"STAGE_CLOSED", 400},
      {"STAGE_NOT_FROZEN", 400},
      {"SECOND_PERSON_REQUIRED", 400},
      {"UNAUTHENTICATED", 401},
      {"PERMISSION_DENIED", 403},
      {"FRESH_FACTOR_REQUIRED", 403},
      {"NOT_FOUND", 404},
      {"ETAG_MISMATCH", 409},
      {"REQUEST_IN_PROGRESS", 409},
      {"ETAG_MISMATCH", 412},
      {"BODY_TOO_LARGE", 413},
      {"UNSUPPORTED_MEDIA_TYPE", 415},
      {"IDEMPOTENCY_KEY_REUSED", 422},
      {"IF_MATCH_REQUIRED", 428},
      {"RATE_LIMITED", 429},
      {"INTERNAL", 500},
      {"UNAVAILABLE", 503},
      {"STAGE_CHANGING", 503},
      {"DEADLINE_EXCEEDED", 504},
  };
  return all;
}

bool OpenToAll(const AccessRule& rule) {
  return absl::c_any_of(rule.any_of(), [](const Grant& g) { return g.role() == Grant::ANYONE; });
}

bool Wants(const AccessRule& rule, Grant::Condition condition) {
  return absl::c_any_of(rule.any_of(), [&](const Grant& grant) {
    return absl::c_linear_search(grant.all_of(), condition);
  });
}

bool Applies(const std::string& reason, const Route& route) {
  const Method& method = *route.method;
  const AccessRule& rule = method.rule;
  if (reason == "MALFORMED_BODY" || reason == "BODY_TOO_LARGE" ||
      reason == "UNSUPPORTED_MEDIA_TYPE")
    return route.TakesBody();
  if (reason == "IDEMPOTENCY_KEY_REQUIRED") return rule.key_required();
  if (reason == "IDEMPOTENCY_KEY_REUSED" || reason == "REQUEST_IN_PROGRESS")
    return method.request_id != nullptr;
  if (reason == "PAGE_TOKEN_INVALID")
    return method.descriptor->input_type()->FindFieldByName("page_token") != nullptr;
  if (reason == "STAGE_NOT_OPEN" || reason == "STAGE_CLOSED" || reason == "STAGE_CHANGING")
    return Wants(rule, Grant::STAGE_OPEN);
  if (reason == "STAGE_NOT_FROZEN") return Wants(rule, Grant::STAGE_FROZEN);
  if (reason == "SECOND_PERSON_REQUIRED") return rule.two_persons();
  if (reason == "PERMISSION_DENIED") return !OpenToAll(rule);
  if (reason == "FRESH_FACTOR_REQUIRED") return rule.factor() == AccessRule::FRESH;
  if (reason == "NOT_FOUND") return !rule.object().empty() || !route.variables.empty();
  if (reason == "ETAG_MISMATCH") return method.etag != nullptr;
  if (reason == "IF_MATCH_REQUIRED") return rule.etag_required();
  return true;  // any call may be wrong, unauthenticated (a bad token), too many, or meet trouble
}

json::object ProblemExample(const ProblemReason& reason) {
  common::v1::Reason value = common::v1::INTERNAL;
  common::v1::Reason_Parse(reason.reason, &value);
  const common::v1::ErrorText& text =
      common::v1::Reason_descriptor()->FindValueByNumber(value)->options().GetExtension(
          common::v1::error);
  json::array errors;
  if (reason.reason == "FIELD_INVALID") {
    errors.push_back(json::object{{"field", "pageSize"},
                                  {"reason", "OUT_OF_RANGE"},
                                  {"message", "Число от 0 до 2147483647."}});
  }
  return {{"type", absl::StrCat("/docs/errors/", reason.reason)},
          {"title", text.ru()},
          {"status", reason.status},
          {"detail", absl::StrCat(text.ru(), ".")},
          {"instance", "/v1/users/me"},
          {"code", google::rpc::Code_Name(text.code())},
          {"reason", reason.reason},
          {"domain", "nastavnik"},
          {"metadata", json::object()},
          {"requestId", "019a5c3e-7b10-7a01-8b02-0c03d04e05f6"},
          {"traceId", "4bf92f3577b34da6a3ce929d0e0e4736"},
          {"errors", std::move(errors)}};
}

json::object ProblemResponse(const std::string& about, int status, const json::value& example) {
  std::vector<std::string> more;
  if (status == 429 || status == 503 || status == 409) more.emplace_back("Retry-After");
  return {{"description", about},
          {"headers", HeadersOfAnswer(more)},
          {"content",
           {{"application/problem+json",
             {{"schema", {{"$ref", "#/components/schemas/Problem"}}}, {"example", example}}}}}};
}

json::object Header(const char* about, json::object schema, json::value example) {
  return {{"description", about}, {"schema", std::move(schema)}, {"example", std::move(example)}};
}

}  // namespace

std::vector<ProblemReason> ReasonsOf(const Route& route) {
  std::vector<ProblemReason> reasons;
  for (const ProblemReason& reason : All()) {
    if (Applies(reason.reason, route)) reasons.push_back(reason);
  }
  return reasons;
}

std::string ProblemName(int status) { return absl::StrCat("Problem", status); }

json::object ProblemSchema() {
  const auto text = [](const char* about, int most = kLongestName) {
    return TextSchema(0, most, kAnyText, about);
  };
  const json::object violation{
      {"type", "object"},
      {"description", "One thing wrong with one field."},
      {"required", {"field", "reason", "message"}},
      {"properties",
       {{"field", text("Path of the field in the request.")},
        {"pointer", text("JSON pointer into the body, when the body brought it.")},
        {"reason", text("UPPER_SNAKE: REQUIRED, TOO_LONG, UNKNOWN_FIELD ...", 64)},
        {"message", text("For a person, in the language of the answer.")}}}};
  const json::object metadata{{"type", "object"},
                              {"description", "Facts by lowerCamelCase key."},
                              {"maxProperties", 100},
                              {"additionalProperties", text("One fact.", kLongestText)}};
  const json::object status{{"type", "integer"},
                            {"format", "int32"},
                            {"minimum", 400},
                            {"maximum", 599},
                            {"description", "The HTTP status."}};
  return {{"type", "object"},
          {"description", "What went wrong (RFC 9457)."},
          {"required", {"type", "title", "status", "code", "reason", "requestId", "errors"}},
          {"properties",
           {{"type", text("Address of the reason's page.")},
            {"title", text("The reason, for a person.")},
            {"status", status},
            {"detail", text("This case, for a person.", kLongestText)},
            {"instance", text("Path of the request.")},
            {"code", text("Canonical gRPC code.", 32)},
            {"reason", text("UPPER_SNAKE, to program against.", 64)},
            {"domain", text("Whose reason it is: nastavnik.", 64)},
            {"metadata", metadata},
            {"requestId", text("Tell it to the support.", 64)},
            {"traceId", text("Trace of the request.", 64)},
            {"violatedPolicies",
             {{"type", "array"},
              {"description",
               "Of a 429: names of the limits that are used up, as in RateLimit-Policy."},
              {"maxItems", 10},
              {"items", text("Name of a limit.", 64)}}},
            {"errors",
             {{"type", "array"},
              {"description", "All violations at once."},
              {"maxItems", 10000},
              {"items", violation}}}}},
          {"examples", json::array{ProblemExample(All()[0])}}};
}

json::object HeaderComponents() {
  const json::object seconds{
      {"type", "integer"}, {"format", "int32"}, {"minimum", 0}, {"maximum", 86400}};
  return {
      {"RateLimit", Header("What is left of a limit, and the seconds until it is whole again "
                           "(IETF draft RateLimit header fields).",
                           TextSchema(0, 256, R"(^[\x20-\x7e]*$)"), R"("default";r=50;t=30)")},
      {"RateLimit-Policy",
       Header("The limit: calls in a window of seconds.", TextSchema(0, 256, R"(^[\x20-\x7e]*$)"),
              R"("default";q=100;w=60)")},
      {"Retry-After", Header("Seconds after which to repeat.", seconds, 2)},
      {"Access-Control-Allow-Origin",
       Header("The origin of the page that called, when it may.",
              TextSchema(0, 256, R"(^[\x21-\x7e]*$)"), "https://konkurs.example.ru")},
      {"ETag", Header("Version of the object: send it back as If-Match.",
                      TextSchema(2, 130, R"(^(W/)?"[^"]*"$)"), R"("v7-owner")")},
      {"Idempotent-Replayed", Header("The answer is that of an earlier call with the same key.",
                                     {{"type", "string"}, {"enum", {"true"}}}, "true")},
  };
}

json::object DeprecationHeaders() {
  return {
      {"Deprecation", Header("Since when: @ and Unix seconds (RFC 9745).",
                             TextSchema(2, 16, "^@[0-9]+$"), "@1819756800")},
      {"Sunset", Header("After when it may be gone (RFC 8594).",
                        TextSchema(0, 64, R"(^[\x20-\x7e]*$)"), "Fri, 01 Sep 2028 00:00:00 GMT")},
      {"Link", Header("Where it is explained.", TextSchema(0, 512, R"(^[\x20-\x7e]*$)"),
                      R"(</docs>; rel="deprecation"; type="text/html")")},
  };
}

json::object HeadersOfAnswer(const std::vector<std::string>& more) {
  json::object headers;
  std::vector<std::string> names{"RateLimit", "RateLimit-Policy", "Access-Control-Allow-Origin"};
  names.insert(names.end(), more.begin(), more.end());
  for (const std::string& name : names)
    headers[name] = json::object{{"$ref", absl::StrCat("#/components/headers/", name)}};
  return headers;
}

json::object ProblemResponses() {
  json::object responses;
  for (const ProblemReason& reason : All()) {
    const std::string name = ProblemName(reason.status);
    if (responses.contains(name)) continue;
    std::string about = "Refused:";
    for (const ProblemReason& other : All()) {
      if (other.status == reason.status) absl::StrAppend(&about, " ", other.reason);
    }
    responses[name] = ProblemResponse(about + ".", reason.status, ProblemExample(reason));
  }
  responses["Problem"] = ProblemResponse("Refused for another reason; /docs/errors lists all.", 400,
                                         ProblemExample(All()[0]));
  return responses;
}

}  // namespace nastavnik::gateway
