#include "services/submission/domain/form/formats.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/json/json.h"

namespace nastavnik::submission {
namespace {

bool AllDigits(absl::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

bool HasSpace(absl::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return absl::ascii_isspace(c); });
}

bool IsDomain(absl::string_view host) {
  return host.find('.') != absl::string_view::npos && host.front() != '.' && host.back() != '.' &&
         !absl::StrContains(host, "..") && !absl::StrContains(host, "@");
}

}  // namespace

std::optional<int64_t> ParseDecimal(absl::string_view text, int scale) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  const size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  const absl::string_view part = point == absl::string_view::npos ? "" : text.substr(point + 1);
  if (!AllDigits(whole) || (point != absl::string_view::npos && !AllDigits(part)))
    return std::nullopt;
  if (part.size() > static_cast<size_t>(scale) || whole.size() > 16) return std::nullopt;
  int64_t units = 0;
  if (!absl::SimpleAtoi(absl::StrCat(whole, part, std::string(scale - part.size(), '0')), &units))
    return std::nullopt;
  if (units > json::kMaxInteger) return std::nullopt;
  return negative ? -units : units;
}

std::string FormatDecimal(int64_t units, int scale) {
  std::string digits = absl::StrCat(units < 0 ? -units : units);
  if (scale > 0) {
    if (digits.size() <= static_cast<size_t>(scale))
      digits.insert(0, scale + 1 - digits.size(), '0');
    digits.insert(digits.size() - scale, ".");
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return units < 0 ? absl::StrCat("-", digits) : digits;
}

std::optional<absl::CivilDay> ParseDate(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int year = 0, month = 0, day = 0;
  if (!AllDigits(text.substr(0, 4)) || !AllDigits(text.substr(5, 2)) || !AllDigits(text.substr(8)))
    return std::nullopt;
  if (!absl::SimpleAtoi(text.substr(0, 4), &year) || !absl::SimpleAtoi(text.substr(5, 2), &month) ||
      !absl::SimpleAtoi(text.substr(8), &day)) {
    return std::nullopt;
  }
  const absl::CivilDay date(year, month, day);
  const bool exists = date.year() == year && date.month() == month && date.day() == day;
  return exists && year >= 1900 && year < 2200 ? std::optional(date) : std::nullopt;
}

bool IsEmail(absl::string_view text) {
  const size_t at = text.rfind('@');
  if (at == absl::string_view::npos || text.size() > 254 || HasSpace(text)) return false;
  const absl::string_view local = text.substr(0, at);
  const absl::string_view host = text.substr(at + 1);
  return !local.empty() && local.size() <= 64 && !absl::StrContains(local, "@") &&
         local.front() != '.' && local.back() != '.' && !host.empty() && IsDomain(host);
}

bool IsUrl(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "https://") && !absl::ConsumePrefix(&text, "http://"))
    return false;
  const absl::string_view host = text.substr(0, text.find_first_of("/?#:"));
  return !host.empty() && IsDomain(host) && !HasSpace(text);
}

bool IsPhone(absl::string_view text) {
  return absl::ConsumePrefix(&text, "+") && AllDigits(text) && text.size() >= 7 &&
         text.size() <= 15 && text[0] != '0';
}

bool IsRegionId(absl::string_view text) {
  return absl::ConsumePrefix(&text, "ru-") && text.size() == 2 && AllDigits(text);
}

}  // namespace nastavnik::submission
