#include "common/trace/context.h"

#include <sodium.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace nastavnik::trace {
namespace {

template <size_t N>
std::string Hex(const std::array<uint8_t, N>& bytes) {
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(bytes.data()), N));
}

bool IsLowerHex(absl::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

// False for what is not hexadecimal and for all zeros, which the standard forbids.
template <size_t N>
bool ParseHex(absl::string_view text, std::array<uint8_t, N>& bytes) {
  if (!IsLowerHex(text)) return false;
  const std::string raw = absl::HexStringToBytes(text);
  std::copy(raw.begin(), raw.end(), bytes.begin());
  return bytes != std::array<uint8_t, N>{};
}

}  // namespace

std::string Context::TraceId() const { return Hex(trace); }
std::string Context::SpanId() const { return Hex(span); }
std::string Context::Traceparent() const {
  return absl::StrCat("00-", TraceId(), "-", SpanId(), sampled ? "-01" : "-00");
}

Context Context::Child() const {
  Context child = *this;
  randombytes_buf(child.span.data(), child.span.size());
  return child;
}

Context NewContext() {
  Context context;
  randombytes_buf(context.trace.data(), context.trace.size());
  return context.Child();
}

std::optional<Context> ParseTraceparent(absl::string_view header) {
  // version "-" trace "-" span "-" flags; what later versions add begins with another dash
  constexpr size_t kSize = 2 + 1 + 32 + 1 + 16 + 1 + 2;
  if (header.size() < kSize) return std::nullopt;
  const absl::string_view version = header.substr(0, 2);
  const absl::string_view flags = header.substr(53, 2);
  if (!IsLowerHex(version) || version == "ff" || !IsLowerHex(flags)) return std::nullopt;
  if (header.size() > kSize && (version == "00" || header[kSize] != '-')) return std::nullopt;
  if (header[2] != '-' || header[35] != '-' || header[52] != '-') return std::nullopt;
  Context context;
  if (!ParseHex(header.substr(3, 32), context.trace)) return std::nullopt;
  if (!ParseHex(header.substr(36, 16), context.span)) return std::nullopt;
  context.sampled = (absl::HexStringToBytes(flags)[0] & 1) != 0;
  return context;
}

}  // namespace nastavnik::trace
