#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/auth/authenticator.h"
#include "services/gateway/calls/backends.h"

namespace nastavnik::gateway {

// Whether callers of the gateway's own methods still are who their tokens say: the services look at
// the accounts of those who call them, here it is the gateway that has to. Thread-safe.
class Accounts {
 public:
  // All must outlive it; `principals` are those of the authenticator.
  Accounts(Backends& backends, auth::Principals& principals,
           const auth::Authenticator& authenticator)
      : backends_(backends), principals_(principals), authenticator_(authenticator) {}

  // OK; UNAUTHENTICATED for a session that has ended, a locked account, a token of an old epoch;
  // UNAVAILABLE. Asks registration unless it was asked within the last seconds.
  void Check(const auth::Identity& caller, absl::Time deadline,
             std::function<void(absl::Status)> done);

 private:
  Backends& backends_;
  auth::Principals& principals_;
  const auth::Authenticator& authenticator_;
};

}  // namespace nastavnik::gateway
