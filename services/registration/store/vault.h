#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/id/id.h"

namespace nastavnik::registration {

// The one place where personal data changes form: what the tables keep is sealed here, opened here,
// and found again by indexes made here. Thread-safe, immutable.
class Vault {
 public:
  static constexpr size_t kKeyBytes = 32;

  explicit Vault(std::string key) : key_(std::move(key)) {}
  // Key from a file of 64 hexadecimal digits (keys.dir/registration-people.key).
  static absl::StatusOr<Vault> FromFile(const std::string& path);

  // The stored form of a person's text: a version byte, then the text in that version's form.
  // Version 1 keeps the text as it is; a version that encrypts under a key of the person will take
  // the same arguments, so no caller and no table changes.
  std::string Seal(PersonId person, absl::string_view text) const;
  // What Seal was given; "" for damaged bytes.
  std::string Open(PersonId person, absl::string_view sealed) const;

  // Finds equal addresses, nothing else: HMAC-SHA-256 of the normalized address.
  std::string EmailIndex(absl::string_view normalized_email) const;

  // Six digits that prove an address: made from the sign-up they belong to, so that none is stored.
  std::string ConfirmationCode(PersonId sign_up) const;
  // 256 bits of a link, made from the invitation they belong to; the table keeps only SecretHash of
  // it.
  std::string InvitationSecret(const Uuid& invitation) const;
  static std::string SecretHash(absl::string_view secret);

 private:
  std::string Derive(absl::string_view purpose, absl::string_view of) const;

  std::string key_;
};

}  // namespace nastavnik::registration
