#include "common/auth/keys.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <sodium.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/status/macros.h"

namespace nastavnik::auth {
namespace {

template <size_t kSize>
absl::StatusOr<std::array<uint8_t, kSize>> ReadHex(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::FailedPreconditionError(absl::StrCat("cannot read the key file ", path));
  std::stringstream text;
  text << file.rdbuf();
  const std::string hex = text.str();
  std::array<uint8_t, kSize> key{};
  size_t size = 0;
  if (sodium_hex2bin(key.data(), key.size(), hex.data(), hex.size(), " \n\r", &size, nullptr) !=
          0 ||
      size != kSize) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " does not hold ", kSize, " bytes in hexadecimal"));
  }
  return key;
}

}  // namespace

absl::StatusOr<SecretKey> ReadSecretKey(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) == 0 && (info.st_mode & S_IRWXO) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is readable by others; run: chmod o-rwx ", path));
  }
  return ReadHex<64>(path);
}

absl::StatusOr<PublicKey> ReadPublicKey(const std::string& path) { return ReadHex<32>(path); }

absl::StatusOr<std::unique_ptr<Keys>> Keys::FromDirectory(const std::string& directory) {
  auto keys = std::make_unique<Keys>();
  std::error_code error;
  bool any = false;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() != ".pub") continue;
    ASSIGN_OR_RETURN(const PublicKey key, ReadPublicKey(entry.path()));
    keys->Add(entry.path().stem().string(), key);
    any = true;
  }
  if (!any)
    return absl::FailedPreconditionError(absl::StrCat("no public keys (*.pub) in ", directory));
  return keys;
}

void Keys::Add(absl::string_view kid, const PublicKey& key) {
  absl::MutexLock lock(&mutex_);
  keys_[std::string(kid)] = key;
}

std::optional<PublicKey> Keys::Find(absl::string_view kid) const {
  absl::MutexLock lock(&mutex_);
  const auto found = keys_.find(std::string(kid));
  return found == keys_.end() ? std::nullopt : std::optional<PublicKey>(found->second);
}

}  // namespace nastavnik::auth
