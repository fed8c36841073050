#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/auth/caller.h"

namespace nastavnik::auth {

// What registration knows of a person's account.
struct Principal {
  std::string state;  // ACTIVE, LOCKED or ERASED
  int epoch = 0;
  std::vector<Grant> grants;
  std::vector<std::string> ended_sessions;  // whose tokens are void though not yet expired
};

// Accounts by person, each at most five seconds old. Thread-safe.
class Principals {
 public:
  using Fetch = std::function<absl::StatusOr<Principal>(PersonId person, absl::Time deadline)>;
  explicit Principals(Fetch fetch) : fetch_(std::move(fetch)) {}

  // From memory only; null when it must be fetched.
  std::shared_ptr<const Principal> Cached(PersonId person) const;
  // From memory or from the source; blocks.
  absl::StatusOr<std::shared_ptr<const Principal>> Get(PersonId person, absl::Time deadline);
  // Remembers what the source said to a question of that moment.
  std::shared_ptr<const Principal> Keep(PersonId person, Principal principal, absl::Time asked);
  // Forgets a person whose rights, sessions or state changed.
  void Drop(PersonId person);

 private:
  struct Entry {
    std::shared_ptr<const Principal> principal;
    absl::Time read_time;
  };
  Fetch fetch_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<PersonId, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::auth
