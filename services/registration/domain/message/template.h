#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// Texts of mails. A season document may reword any of them; placeholders are {{name}} and only a
// template's own load.
namespace nastavnik::message {

struct Template {
  absl::string_view id;
  absl::string_view subject;
  absl::string_view body;
};

// The template with this id; null for an unknown one.
const Template* Find(absl::string_view id);
// Every id, for suggestions.
std::vector<std::string> Ids();

// Placeholders of `text`, in order.
std::vector<std::string> Placeholders(absl::string_view text);
// Placeholders of `text` that `base` does not offer: its own and {{name}}, {{contest}}, {{number}},
// {{title}}, {{link}}. A null base offers all.
std::vector<std::string> UnknownPlaceholders(const Template* base, absl::string_view text);

// `text` with placeholders replaced; a missing value becomes nothing, line breaks in a value become
// spaces.
std::string Render(absl::string_view text, const std::map<std::string, std::string>& values);

}  // namespace nastavnik::message
