#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/auth/caller.h"
#include "common/auth/principals.h"
#include "common/auth/token.h"

namespace nastavnik::auth {

// What a call shows of who makes it.
struct Credentials {
  absl::string_view bearer;      // a person's access token, without "Bearer "
  absl::string_view call_token;  // token of a process of the platform
  absl::string_view method;      // full method name with leading slash
};

// A caller whose tokens are verified, but whose account may not have been looked at yet.
struct Identity {
  Caller caller;
  int epoch = 0;
  std::optional<absl::Time> receive_time;
  absl::Time expire_time = absl::InfiniteFuture();  // of a person's access token
};

// Turns credentials into a caller. Verified tokens are remembered until they expire. Thread-safe.
class Authenticator {
 public:
  // `service` is the process that answers; call tokens must be for it. All must outlive the
  // authenticator.
  Authenticator(std::string service, const Keys& keys, Principals& principals)
      : service_(std::move(service)), keys_(keys), principals_(principals) {}

  // Verifies the tokens; no credentials at all give an anonymous identity. Never blocks.
  absl::StatusOr<Identity> Identify(const Credentials& credentials) const;

  // Whether Complete would answer without asking anybody.
  bool CanComplete(const Identity& identity) const;
  // Adds the account's grants; refuses locked accounts and tokens of an old epoch. May block.
  absl::StatusOr<Caller> Complete(Identity identity, absl::Time deadline) const;

 private:
  struct Remembered {
    Identity identity;
    absl::Time expire_time;
  };
  std::optional<Identity> Recall(absl::string_view key) const;
  void Remember(std::string key, const Identity& identity, absl::Time expire_time) const;

  std::string service_;
  const Keys& keys_;
  Principals& principals_;
  mutable absl::Mutex mutex_;
  mutable absl::flat_hash_map<std::string, Remembered> remembered_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::auth
