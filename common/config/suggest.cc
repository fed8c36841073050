#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"

#include "common/config/setting.h"

namespace nastavnik::config {
namespace {

// Levenshtein, with one row of the table.
size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string Suggest(absl::string_view wrong, const std::vector<std::string>& names) {
  size_t best = 3;
  absl::string_view nearest;
  for (const std::string& name : names) {
    const size_t distance = EditDistance(wrong, name);
    if (distance < best) {
      best = distance;
      nearest = name;
    }
  }
  return nearest.empty() ? "" : absl::StrCat("; did you mean \"", nearest, "\"?");
}

}  // namespace nastavnik::config
