#include "common/page/page.h"

#include <sodium.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/status/error.h"

namespace nastavnik::page {
namespace {

constexpr int kDefaultSize = 50;
constexpr int kMaxSize = 1000;
constexpr size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(Tokens::kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// The scope goes into the seal as additional data: a token of another scope does not open.
std::string Bind(const Scope& scope) {
  std::string hash(crypto_generichash_BYTES, '\0');
  crypto_generichash(Bytes(hash), hash.size(), Bytes(scope.arguments), scope.arguments.size(),
                     nullptr, 0);
  return absl::StrCat(scope.method, "\n", scope.principal.ToString(), "\n", hash);
}

std::string Join(const Key& key) {
  std::string out;
  for (const std::string& part : key) absl::StrAppend(&out, part.size(), ":", part);
  return out;
}

// Reads what Join wrote; it was sealed by us, so it is whole.
Key Split(absl::string_view text) {
  Key key;
  while (!text.empty()) {
    const size_t colon = text.find(':');
    size_t size = 0;
    if (colon == absl::string_view::npos || !absl::SimpleAtoi(text.substr(0, colon), &size))
      return key;
    key.emplace_back(text.substr(colon + 1, size));
    text.remove_prefix(std::min(text.size(), colon + 1 + size));
  }
  return key;
}

absl::Status TokenInvalid() {
  return ToStatus(
      {.code = absl::StatusCode::kInvalidArgument,
       .reason = "PAGE_TOKEN_INVALID",
       .message =
           "Неверная закладка страницы: повторите запрос, который её выдал, без изменений."});
}

}  // namespace

absl::StatusOr<int> PageSize(int32_t requested) {
  if (requested < 0) {
    return FieldsInvalid(
        {{"pageSize", "OUT_OF_RANGE", "Размер страницы не может быть отрицательным."}});
  }
  return requested == 0 ? kDefaultSize : std::min(requested, kMaxSize);
}

absl::StatusOr<Tokens> Tokens::FromFile(const std::string& path) {
  std::ifstream file(path);
  std::string hex;
  file >> hex;
  const bool is_hex = hex.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (hex.size() != 2 * kKeyBytes || !is_hex) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": 64 hexadecimal digits expected"));
  }
  const std::string bytes = absl::HexStringToBytes(hex);
  std::array<uint8_t, kKeyBytes> key;
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return Tokens(key);
}

std::string Tokens::Seal(const Scope& scope, const Key& last) const {
  const std::string bound = Bind(scope);
  const std::string text = Join(last);
  std::string token(kNonce + text.size() + kTag, '\0');
  randombytes_buf(token.data(), kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(token) + kNonce, nullptr, Bytes(text),
                                             text.size(), Bytes(bound), bound.size(), nullptr,
                                             Bytes(token), key_.data());
  return absl::WebSafeBase64Escape(token);
}

absl::StatusOr<Key> Tokens::Open(const Scope& scope, absl::string_view token) const {
  if (token.empty()) return Key{};
  std::string sealed;
  if (!absl::WebSafeBase64Unescape(token, &sealed) || sealed.size() < kNonce + kTag)
    return TokenInvalid();
  const std::string bound = Bind(scope);
  std::string text(sealed.size() - kNonce - kTag, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(text), nullptr, nullptr, Bytes(sealed) + kNonce, sealed.size() - kNonce,
          Bytes(bound), bound.size(), Bytes(sealed), key_.data()) != 0) {
    return TokenInvalid();
  }
  return Split(text);
}

}  // namespace nastavnik::page
