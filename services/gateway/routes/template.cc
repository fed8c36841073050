#include "services/gateway/routes/template.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/status/macros.h"

namespace nastavnik::gateway {
namespace {

absl::Status Fault(absl::string_view text, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("path template ", text, ": ", what));
}

absl::Status AddSegments(absl::string_view text, absl::string_view part, PathTemplate& out) {
  for (const absl::string_view segment : absl::StrSplit(part, '/')) {
    if (segment.empty()) return Fault(text, "empty segment");
    if (!out.segments.empty() && out.segments.back().kind == PathTemplate::Kind::kRest) {
      return Fault(text, "** must be last");
    }
    const auto kind = segment == "*"    ? PathTemplate::Kind::kOne
                      : segment == "**" ? PathTemplate::Kind::kRest
                                        : PathTemplate::Kind::kLiteral;
    out.segments.push_back(
        {kind, kind == PathTemplate::Kind::kLiteral ? std::string(segment) : ""});
  }
  return absl::OkStatus();
}

// "{name=seasons/*}" without its braces.
absl::Status AddVariable(absl::string_view text, absl::string_view inside, PathTemplate& out) {
  const size_t equals = inside.find('=');
  PathTemplate::Variable variable;
  variable.field = std::string(inside.substr(0, equals));
  if (variable.field.empty()) return Fault(text, "variable without a field");
  variable.begin = out.segments.size();
  RETURN_IF_ERROR(
      AddSegments(text, equals == absl::string_view::npos ? "*" : inside.substr(equals + 1), out));
  variable.end = out.segments.size();
  out.variables.push_back(std::move(variable));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PathTemplate> ParsePathTemplate(absl::string_view text) {
  PathTemplate out;
  out.text = std::string(text);
  absl::string_view rest = text;
  while (!rest.empty() && rest[0] != ':') {
    if (rest[0] != '/') return Fault(text, "a slash is missing");
    rest.remove_prefix(1);
    if (!rest.empty() && rest[0] == '{') {
      const size_t close = rest.find('}');
      if (close == absl::string_view::npos) return Fault(text, "a brace is not closed");
      RETURN_IF_ERROR(AddVariable(text, rest.substr(1, close - 1), out));
      rest.remove_prefix(close + 1);
    } else {
      const size_t end = std::min(rest.find_first_of("/:{"), rest.size());
      RETURN_IF_ERROR(AddSegments(text, rest.substr(0, end), out));
      rest.remove_prefix(end);
    }
  }
  if (out.segments.empty()) return Fault(text, "no segments");
  if (!rest.empty()) out.verb = std::string(rest.substr(1));
  if (!rest.empty() && (out.verb.empty() || out.verb.find_first_of("/{}:") != std::string::npos)) {
    return Fault(text, "not a verb");
  }
  return out;
}

}  // namespace nastavnik::gateway
