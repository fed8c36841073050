#include "services/gateway/openapi/generator/openapi.h"

#include <set>
#include <utility>

#include <boost/json/array.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "services/gateway/openapi/generator/comments.h"
#include "services/gateway/openapi/generator/operations.h"
#include "services/gateway/openapi/generator/parameters.h"
#include "services/gateway/openapi/generator/problems.h"

namespace nastavnik::gateway {
namespace {

namespace json = boost::json;

constexpr char kAbout[] =
    "REST API of Nastavnik. Objects are ProtoJSON in lowerCamelCase; unknown members, duplicate "
    "keys and unknown query parameters are refused. Every POST that changes something carries "
    "Idempotency-Key; PATCH, DELETE and final verbs carry If-Match. Errors are "
    "application/problem+json (RFC 9457) with all field violations at once, worded in the language "
    "of Accept-Language (ru, en); /docs/errors explains every reason.";

std::string Singular(absl::string_view plural) {
  if (absl::EndsWith(plural, "ies")) return absl::StrCat(plural.substr(0, plural.size() - 3), "y");
  return std::string(absl::EndsWith(plural, "s") ? plural.substr(0, plural.size() - 1) : plural);
}

json::object Info(absl::string_view version) {
  return {{"title", "Nastavnik"},
          {"version", std::string(version)},
          {"description", kAbout},
          {"contact", {{"name", "Nastavnik"}}},
          {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
}

json::object Server(Reader reader) {
  return {{"url", "/"},
          {"description", "The host that this was read from: production, staging or local."},
          {"x-internal", reader == Reader::kStaff}};
}

json::object SecuritySchemes() {
  const auto key = [](const char* in, const char* name, const char* about) {
    return json::object{{"type", "apiKey"}, {"in", in}, {"name", name}, {"description", about}};
  };
  return {{"bearer",
           {{"type", "http"},
            {"scheme", "bearer"},
            {"bearerFormat", "JWT"},
            {"description",
             "Access token of a session, signed with Ed25519 and checked as RFC8725 "
             "asks; short-lived, see AccountService_RefreshSession."}}},
          {"session", key("cookie", "__Host-nastavnik-session", "Session of a browser: HttpOnly.")},
          {"csrf", key("header", "X-CSRF-Token",
                       "Goes with the cookie on everything but GET: shows that the call comes from "
                       "our own page.")}};
}

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

json::object OpenApi(const Catalog& catalog, Reader reader, absl::string_view version) {
  json::object paths;
  json::array tags;
  std::set<std::string> tagged;
  Schemas schemas;
  for (const Route& route : catalog.routes()) {
    if (route.method->staff_only && reader == Reader::kPublic) continue;
    const auto& service = *route.method->descriptor->service();
    if (tagged.insert(service.name()).second)
      tags.push_back(json::object{{"name", service.name()}, {"description", CommentOf(service)}});
    std::vector<std::string> parameters;
    const std::string path = OpenApiPath(route.path, &parameters);
    json::value& item = paths[path];
    if (!item.is_object()) item = json::object();
    item.as_object()[absl::AsciiStrToLower(route.verb)] = OperationOf(route, parameters, schemas);
  }
  json::object components{{"schemas", schemas.TakeComponents()},
                          {"responses", ProblemResponses()},
                          {"headers", HeaderComponents()},
                          {"parameters", SharedParameters()},
                          {"securitySchemes", SecuritySchemes()}};
  components["schemas"].as_object()["Problem"] = ProblemSchema();
  return {{"openapi", "3.1.0"},
          {"info", Info(version)},
          {"servers", json::array{Server(reader)}},
          {"tags", std::move(tags)},
          {"paths", std::move(paths)},
          {"components", std::move(components)}};
}

}  // namespace nastavnik::gateway
