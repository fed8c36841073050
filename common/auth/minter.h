#pragma once

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/auth/token.h"

namespace nastavnik::auth {

// Makes the tokens that this process shows to the others. One without a stamp is used again for
// half a minute, so that a stream of reads costs one signature. Thread-safe.
class Minter {
 public:
  Minter(std::string process, Signer signer)
      : process_(std::move(process)), signer_(std::move(signer)) {}

  // A token for `token.to` and `token.method` acting for `token.person`; from and expire_time are
  // filled here.
  std::string Mint(CallToken token);

 private:
  struct Minted {
    std::string token;
    absl::Time good_until;
  };
  std::string process_;
  Signer signer_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Minted> minted_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::auth
