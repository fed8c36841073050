#include "services/registration/domain/season/decimal.h"

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

#include "common/json/json.h"

namespace nastavnik::season {

std::optional<int64_t> ParseDecimal(absl::string_view text, int scale) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  const size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  const absl::string_view fraction = point == absl::string_view::npos ? "" : text.substr(point + 1);
  if (whole.empty() || (point != absl::string_view::npos && fraction.empty())) return std::nullopt;
  if (static_cast<int>(fraction.size()) > scale || whole.size() > 16) return std::nullopt;
  int64_t units = 0;
  for (const absl::string_view part : {whole, fraction}) {
    for (const char c : part) {
      if (!absl::ascii_isdigit(c)) return std::nullopt;
      units = units * 10 + (c - '0');
      if (units > json::kMaxInteger) return std::nullopt;
    }
  }
  for (size_t i = fraction.size(); i < static_cast<size_t>(scale); ++i) {
    units *= 10;
    if (units > json::kMaxInteger) return std::nullopt;
  }
  return negative ? -units : units;
}

}  // namespace nastavnik::season
