#include "services/gateway/transcode/number.h"

#include <limits>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace nastavnik::gateway {
namespace {

size_t SkipDigits(absl::string_view text, size_t at) {
  while (at < text.size() && absl::ascii_isdigit(text[at])) ++at;
  return at;
}

// Exponents beyond these limits decide nothing more: the number is zero, a fraction or too large.
int64_t Exponent(absl::string_view text) {
  constexpr int64_t kBeyond = 1 << 30;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  int64_t value = 0;
  for (const char c : text) value = std::min<int64_t>(kBeyond, value * 10 + (c - '0'));
  return negative ? -value : value;
}

}  // namespace

bool IsNumber(absl::string_view text) {
  size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  const size_t whole = at;
  at = SkipDigits(text, at);
  if (at == whole || (text[whole] == '0' && at > whole + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    const size_t fraction = ++at;
    at = SkipDigits(text, at);
    if (at == fraction) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const size_t exponent = at;
    at = SkipDigits(text, at);
    if (at == exponent) return false;
  }
  return at == text.size();
}

Number ParseNumber(absl::string_view token) {
  Number number;
  const bool minus = token[0] == '-';
  if (minus) token.remove_prefix(1);
  const size_t e = token.find_first_of("eE");
  int64_t exponent = e == absl::string_view::npos ? 0 : Exponent(token.substr(e + 1));
  const absl::string_view mantissa = token.substr(0, e);
  const size_t dot = mantissa.find('.');
  std::string digits(mantissa.substr(0, dot));
  if (dot != absl::string_view::npos) {
    digits.append(mantissa.data() + dot + 1, mantissa.size() - dot - 1);
    exponent -= static_cast<int64_t>(mantissa.size() - dot - 1);
  }
  while (!digits.empty() && digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) {  // zero, whatever the exponent
    number.integral = number.fits = true;
    return number;
  }
  number.negative = minus;
  number.integral = exponent >= 0;
  constexpr int64_t kMostDigits = 20;  // 2^64 has twenty
  if (!number.integral || static_cast<int64_t>(digits.size()) + exponent > kMostDigits)
    return number;
  digits.append(static_cast<size_t>(exponent), '0');
  number.fits = absl::SimpleAtoi(digits, &number.magnitude);
  return number;
}

std::optional<int64_t> Number::AsSigned() const {
  constexpr uint64_t kTop = std::numeric_limits<int64_t>::max();
  if (!integral || !fits || magnitude > kTop + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<int64_t>(negative ? 0 - magnitude : magnitude);
}

std::optional<uint64_t> Number::AsUnsigned() const {
  if (!integral || !fits || negative) return std::nullopt;
  return magnitude;
}

}  // namespace nastavnik::gateway
