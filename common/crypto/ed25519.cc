#include "common/crypto/ed25519.h"

#include <sodium.h>

#include "common/crypto/hash.h"

namespace nastavnik::crypto {
namespace {

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

SigningKey SigningKey::Generate() { return *FromSeed(RandomBytes(crypto_sign_SEEDBYTES)); }

std::optional<SigningKey> SigningKey::FromSeed(absl::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) return std::nullopt;
  SigningKey key;
  key.seed_ = std::string(seed);
  key.public_key_.resize(crypto_sign_PUBLICKEYBYTES);
  key.expanded_.resize(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(Bytes(key.public_key_), Bytes(key.expanded_), Bytes(seed));
  return key;
}

std::string SigningKey::Sign(absl::string_view message) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(Bytes(signature), nullptr, Bytes(message), message.size(),
                       Bytes(absl::string_view(expanded_)));
  return signature;
}

bool VerifySignature(absl::string_view public_key, absl::string_view message,
                     absl::string_view signature) {
  return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(Bytes(signature), Bytes(message), message.size(),
                                     Bytes(public_key)) == 0;
}

}  // namespace nastavnik::crypto
