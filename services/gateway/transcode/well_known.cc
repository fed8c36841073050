#include "services/gateway/transcode/well_known.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace nastavnik::gateway {
namespace {

constexpr int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr int64_t kLongestDuration = 315576000000;
constexpr int32_t kLastNano = 999999999;

// Takes exactly `digits` digits from the front of `text`.
bool Take(absl::string_view& text, int digits, int* value) {
  *value = 0;
  if (text.size() < static_cast<size_t>(digits)) return false;
  for (int i = 0; i < digits; ++i) {
    if (!absl::ascii_isdigit(text[i])) return false;
    *value = *value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return true;
}

bool Take(absl::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

// ".5" and the like, after the dot was seen to be there or not.
bool TakeFraction(absl::string_view& text, int32_t* nanos) {
  *nanos = 0;
  if (!Take(text, '.')) return true;
  int digits = 0;
  for (; !text.empty() && absl::ascii_isdigit(text[0]); text.remove_prefix(1)) {
    if (++digits > 9) return false;
    *nanos = *nanos * 10 + (text[0] - '0');
  }
  if (digits == 0) return false;
  for (; digits < 9; ++digits) *nanos *= 10;
  return true;
}

bool TakeOffset(absl::string_view& text, int* minutes) {
  *minutes = 0;
  if (Take(text, 'Z') || Take(text, 'z')) return true;
  const bool minus = !text.empty() && text[0] == '-';
  int hour = 0, minute = 0;
  if (!(Take(text, '+') || Take(text, '-')) || !Take(text, 2, &hour) || !Take(text, ':') ||
      !Take(text, 2, &minute)) {
    return false;
  }
  *minutes = (hour * 60 + minute) * (minus ? -1 : 1);
  return hour < 24 && minute < 60;
}

void AppendFraction(int32_t nanos, std::string* out) {
  if (nanos == 0) return;
  const int digits = nanos % 1000000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9;
  char text[16];
  snprintf(text, sizeof text, ".%09d", nanos);
  out->append(text, static_cast<size_t>(digits) + 1);
}

void AppendTwo(int value, char after, std::string* out) {
  out->push_back(static_cast<char>('0' + value / 10));
  out->push_back(static_cast<char>('0' + value % 10));
  out->push_back(after);
}

}  // namespace

bool ParseTimestamp(absl::string_view text, SecondsNanos* out) {
  int year, month, day, hour, minute, second, offset;
  if (!Take(text, 4, &year) || !Take(text, '-') || !Take(text, 2, &month) || !Take(text, '-') ||
      !Take(text, 2, &day)) {
    return false;
  }
  if (!(Take(text, 'T') || Take(text, 't')) || !Take(text, 2, &hour) || !Take(text, ':') ||
      !Take(text, 2, &minute) || !Take(text, ':') || !Take(text, 2, &second)) {
    return false;
  }
  if (!TakeFraction(text, &out->nanos) || !TakeOffset(text, &offset) || !text.empty()) return false;
  const absl::CivilSecond civil(year, month, day, hour, minute, second);
  if (civil.year() != year || civil.month() != month || civil.day() != day || hour > 23 ||
      minute > 59 || second > 59) {
    return false;  // normalised away: no such day or second
  }
  out->seconds = civil - absl::CivilSecond(1970, 1, 1) - int64_t{offset} * 60;
  return out->seconds >= kFirstSecond && out->seconds <= kLastSecond;
}

void AppendTimestamp(SecondsNanos time, std::string* out) {
  time.seconds = std::clamp(time.seconds, kFirstSecond, kLastSecond);
  time.nanos = std::clamp(time.nanos, 0, kLastNano);
  const absl::CivilSecond civil = absl::CivilSecond(1970, 1, 1) + time.seconds;
  const int year = static_cast<int>(civil.year());
  AppendTwo(year / 100, '-', out);
  out->pop_back();
  AppendTwo(year % 100, '-', out);
  AppendTwo(civil.month(), '-', out);
  AppendTwo(civil.day(), 'T', out);
  AppendTwo(civil.hour(), ':', out);
  AppendTwo(civil.minute(), ':', out);
  AppendTwo(civil.second(), 'Z', out);
  out->pop_back();
  AppendFraction(time.nanos, out);
  out->push_back('Z');
}

bool ParseDuration(absl::string_view text, SecondsNanos* out) {
  const bool minus = Take(text, '-');
  const size_t digits = text.find_first_not_of("0123456789");
  if (digits == 0 || digits == absl::string_view::npos ||
      !absl::SimpleAtoi(text.substr(0, digits), &out->seconds)) {
    return false;
  }
  text.remove_prefix(digits);
  if (!TakeFraction(text, &out->nanos) || text != "s" || out->seconds > kLongestDuration)
    return false;
  if (minus) {
    out->seconds = -out->seconds;
    out->nanos = -out->nanos;
  }
  return true;
}

void AppendDuration(SecondsNanos duration, std::string* out) {
  duration.seconds = std::clamp(duration.seconds, -kLongestDuration, kLongestDuration);
  duration.nanos = std::clamp(duration.nanos, -kLastNano, kLastNano);
  if (duration.seconds < 0 || duration.nanos < 0) {
    out->push_back('-');
    duration = {std::abs(duration.seconds), std::abs(duration.nanos)};
  }
  absl::StrAppend(out, duration.seconds);
  AppendFraction(duration.nanos, out);
  out->push_back('s');
}

bool MaskPathToSnake(absl::string_view camel, std::string* snake) {
  snake->clear();
  for (const char c : camel) {
    if (absl::ascii_isupper(c)) {
      snake->push_back('_');
      snake->push_back(absl::ascii_tolower(c));
    } else if (absl::ascii_isalnum(c) || c == '.' || c == '-' || c == '*') {
      snake->push_back(c);
    } else {
      return false;
    }
  }
  return !snake->empty() && camel[0] != '.' && camel[camel.size() - 1] != '.';
}

std::string MaskPathToCamel(absl::string_view snake) {
  std::string camel;
  bool raise = false;
  for (const char c : snake) {
    if (c == '_') {
      raise = true;
      continue;
    }
    camel.push_back(raise ? absl::ascii_toupper(c) : c);
    raise = false;
  }
  return camel;
}

bool DecodeBase64(absl::string_view text, std::string* bytes) {
  if (text.find_first_of("-_") != absl::string_view::npos)
    return absl::WebSafeBase64Unescape(text, bytes);
  return absl::Base64Unescape(text, bytes);
}

}  // namespace nastavnik::gateway
