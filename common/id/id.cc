#include "common/id/id.h"

#include <sodium.h>

#include "absl/time/clock.h"

namespace nastavnik {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool IsDashPlace(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

std::string Uuid::ToString() const {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    text.push_back(kHex[bytes[i] >> 4]);
    text.push_back(kHex[bytes[i] & 15]);
  }
  return text;
}

Uuid NewUuid() {
  Uuid uuid;
  randombytes_buf(uuid.bytes.data(), uuid.bytes.size());
  uint64_t ms = static_cast<uint64_t>(absl::ToUnixMillis(absl::Now()));
  for (int i = 5; i >= 0; --i, ms >>= 8) uuid.bytes[i] = static_cast<uint8_t>(ms);
  uuid.bytes[6] = (uuid.bytes[6] & 0x0f) | 0x70;
  uuid.bytes[8] = (uuid.bytes[8] & 0x3f) | 0x80;
  return uuid;
}

absl::Time TimeOf(const Uuid& uuid) {
  int64_t ms = 0;
  for (int i = 0; i < 6; ++i) ms = ms << 8 | uuid.bytes[i];
  return absl::FromUnixMillis(ms);
}

std::optional<Uuid> ParseUuid(absl::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid uuid;
  size_t nibble = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsDashPlace(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int value = HexValue(text[i]);
    if (value < 0) return std::nullopt;
    uuid.bytes[nibble / 2] |= static_cast<uint8_t>(nibble % 2 == 0 ? value << 4 : value);
    ++nibble;
  }
  return uuid;
}

bool IsDocumentId(absl::string_view text) {
  if (text.empty() || text.size() > 39 || text[0] == '-') return false;
  for (const char c : text) {
    if (!(c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))) return false;
  }
  return true;
}

}  // namespace nastavnik
