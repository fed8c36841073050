#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace nastavnik::auth {

using PublicKey = std::array<uint8_t, 32>;
using SecretKey = std::array<uint8_t, 64>;

// Ed25519 keys as files: `<kid>.key` (64 bytes, hexadecimal, readable by the owner only) and
// `<kid>.pub` (32 bytes).
absl::StatusOr<SecretKey> ReadSecretKey(const std::string& path);
absl::StatusOr<PublicKey> ReadPublicKey(const std::string& path);

// Public keys by key id. Thread-safe. A kid is looked up in this map only, never in a path or a
// statement.
class Keys {
 public:
  // Every *.pub of a directory; FAILED_PRECONDITION when there is none or one is damaged.
  static absl::StatusOr<std::unique_ptr<Keys>> FromDirectory(const std::string& directory);

  void Add(absl::string_view kid, const PublicKey& key);
  std::optional<PublicKey> Find(absl::string_view kid) const;

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, PublicKey, std::less<>> keys_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::auth
