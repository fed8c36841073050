#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace nastavnik::crypto {

// An Ed25519 private key (RFC 8032). Immutable; signing is thread-safe and deterministic.
class SigningKey {
 public:
  static SigningKey Generate();
  // `seed` is the 32-byte private key of RFC 8032; anything else gives nothing.
  static std::optional<SigningKey> FromSeed(absl::string_view seed);

  const std::string& seed() const { return seed_; }
  const std::string& public_key() const { return public_key_; }  // 32 bytes
  std::string Sign(absl::string_view message) const;             // 64 bytes

 private:
  SigningKey() = default;

  std::string seed_;
  std::string public_key_;
  std::string expanded_;
};

// Whether `signature` over `message` was made with the private half of `public_key`.
bool VerifySignature(absl::string_view public_key, absl::string_view message,
                     absl::string_view signature);

}  // namespace nastavnik::crypto
