// Path templates and the router, on every route of the contract: "GET\n/v1/...". A route that is
// found is found again, with the same values, at the path made of them; a path without a route has
// verbs that would do, or nothing is there. A template that is one is what it was made from.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "services/gateway/routes/catalog.h"
#include "services/gateway/routes/router.h"
#include "services/gateway/transcode/scanner.h"
#include "tests/fuzz/fuzz.h"

namespace nastavnik::gateway {
namespace {

const Router& Routes() {
  static const Router& router = *[] {
    auto* made = new Router;
    auto* catalog = new absl::StatusOr<std::unique_ptr<Catalog>>(Catalog::FromLinkedServices());
    fuzz::Require(catalog->ok(), "the contract is whole", catalog->status().ToString());
    for (const Route& route : (**catalog)->routes())
      fuzz::Require(made->Add(route).ok(), "one route each", route.path.text);
    return made;
  }();
  return router;
}

std::string Escape(absl::string_view text) {
  std::string out;
  for (const unsigned char c : text)
    absl::StrAppend(&out, "%", absl::BytesToHexString({reinterpret_cast<const char*>(&c), 1}));
  return out;
}

// The path with these values for its variables, percent-encoded wherever the template leaves it
// open.
std::string PathOf(const PathTemplate& path, const std::vector<std::string>& values) {
  std::vector<std::string> segments;
  for (const auto& segment : path.segments) segments.push_back(segment.literal);
  for (size_t i = 0; i < path.variables.size(); ++i) {
    std::vector<std::string> parts = absl::StrSplit(values[i], '/');
    const auto& variable = path.variables[i];
    for (size_t at = 0; at < parts.size(); ++at) {
      const size_t segment = variable.begin + at;
      if (segment >= variable.end || path.segments[segment].literal.empty())
        parts[at] = Escape(parts[at]);
    }
    segments[variable.begin] = absl::StrJoin(parts, "/");
    for (size_t at = variable.begin + 1; at < variable.end; ++at) segments[at] = "\n";
  }
  segments.erase(std::remove(segments.begin(), segments.end(), "\n"), segments.end());
  return absl::StrCat("/", absl::StrJoin(segments, "/"), path.verb.empty() ? "" : ":", path.verb);
}

void CheckRoute(absl::string_view verb, absl::string_view path) {
  const Router::Match match = Routes().Find(verb, path);
  if (match.route == nullptr) {
    for (const std::string& allowed : match.allowed)
      fuzz::Require(allowed != verb, "the verb would have done", allowed);
    return;
  }
  fuzz::Require(match.route->verb == verb, "a route of this verb");
  fuzz::Require(match.values.size() == match.route->path.variables.size(), "a value each");
  for (const std::string& value : match.values)
    fuzz::Require(!value.empty() && IsUtf8(value) && value.find('\0') == std::string::npos,
                  "a text");
  const std::string again = PathOf(match.route->path, match.values);
  const Router::Match second = Routes().Find(verb, again);
  fuzz::Require(second.route == match.route && second.values == match.values,
                "found again at its own path", again);
}

void CheckTemplate(absl::string_view text) {
  const auto path = ParsePathTemplate(text);
  if (!path.ok()) return;
  fuzz::Require(path->text == text && !path->segments.empty(), "as written");
  for (const auto& variable : path->variables)
    fuzz::Require(variable.begin < variable.end && variable.end <= path->segments.size() &&
                      !variable.field.empty(),
                  "a variable has a field and segments");
}

}  // namespace
}  // namespace nastavnik::gateway

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nastavnik::fuzz::Input input(data, size);
  const absl::string_view verb = input.Line();
  nastavnik::gateway::CheckRoute(verb, input.Rest());
  nastavnik::gateway::CheckTemplate(input.Rest());
  return 0;
}
