#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace nastavnik::gateway {

// A path of google.api.http: "/v1/{name=seasons/*/applications/*}:submit".
struct PathTemplate {
  enum class Kind { kLiteral, kOne, kRest };  // kRest is "**": one segment or more, last

  struct Segment {
    Kind kind;
    std::string literal;
  };
  // A field that takes the segments [begin, end) joined by "/".
  struct Variable {
    std::string field;  // "name", "application.name"
    size_t begin;
    size_t end;
  };

  std::vector<Segment> segments;
  std::vector<Variable> variables;
  std::string verb;  // "submit", without the colon
  std::string text;  // as written
};

// INVALID_ARGUMENT with the fault when `text` is not such a path.
absl::StatusOr<PathTemplate> ParsePathTemplate(absl::string_view text);

}  // namespace nastavnik::gateway
