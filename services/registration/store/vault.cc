#include "services/registration/store/vault.h"

#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"

namespace nastavnik::registration {
namespace {

constexpr char kAsItIs = '\x01';

absl::string_view BytesOf(const Uuid& uuid) {
  return {reinterpret_cast<const char*>(uuid.bytes.data()), uuid.bytes.size()};
}

}  // namespace

absl::StatusOr<Vault> Vault::FromFile(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  std::getline(file, text);
  const auto key = crypto::HexDecode(absl::StripAsciiWhitespace(text));
  if (!key || key->size() != kKeyBytes) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " does not hold ", kKeyBytes, " bytes in hexadecimal"));
  }
  return Vault(*key);
}

std::string Vault::Seal(PersonId, absl::string_view text) const {
  std::string sealed(1, kAsItIs);
  return sealed.append(text.data(), text.size());
}

std::string Vault::Open(PersonId, absl::string_view sealed) const {
  return sealed.empty() || sealed[0] != kAsItIs ? "" : std::string(sealed.substr(1));
}

std::string Vault::EmailIndex(absl::string_view normalized_email) const {
  return Derive("email index", normalized_email);
}

std::string Vault::ConfirmationCode(PersonId sign_up) const {
  const std::string bytes = Derive("confirmation code", BytesOf(sign_up.uuid()));
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | static_cast<uint8_t>(bytes[i]);
  return absl::StrFormat("%06d", number % 1'000'000);
}

std::string Vault::InvitationSecret(const Uuid& invitation) const {
  return crypto::Base64Encode(Derive("invitation", BytesOf(invitation)), crypto::Base64::kUrl);
}

std::string Vault::SecretHash(absl::string_view secret) { return crypto::Sha256(secret); }

std::string Vault::Derive(absl::string_view purpose, absl::string_view of) const {
  return crypto::HmacSha256(key_, absl::StrCat(purpose, "\n", of));
}

}  // namespace nastavnik::registration
