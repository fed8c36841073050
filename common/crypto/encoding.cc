#include "common/crypto/encoding.h"

#include <sodium.h>

namespace nastavnik::crypto {
namespace {

int Variant(Base64 alphabet) {
  return alphabet == Base64::kStandard ? sodium_base64_VARIANT_ORIGINAL
                                       : sodium_base64_VARIANT_URLSAFE_NO_PADDING;
}

}  // namespace

std::string HexEncode(absl::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

std::optional<std::string> HexDecode(absl::string_view text) {
  std::string bytes(text.size() / 2, '\0');
  size_t size = 0;
  const int failed = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                    text.data(), text.size(), nullptr, &size, nullptr);
  if (failed != 0 || size * 2 != text.size()) return std::nullopt;
  return bytes;
}

std::string Base64Encode(absl::string_view bytes, Base64 alphabet) {
  std::string text(sodium_base64_encoded_len(bytes.size(), Variant(alphabet)),
                   '\0');  // counts a final NUL
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), Variant(alphabet));
  text.pop_back();
  return text;
}

std::optional<std::string> Base64Decode(absl::string_view text, Base64 alphabet) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  size_t size = 0;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, Variant(alphabet));
  if (failed != 0) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

}  // namespace nastavnik::crypto
