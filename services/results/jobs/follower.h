#pragma once

#include "absl/status/status.h"

#include "common/auth/principals.h"
#include "common/outbox/event.h"
#include "services/results/names.h"

namespace nastavnik::results {

// Hears registration's feed and forgets what it makes stale: accounts whose rights changed, names
// whose consent changed. Both are forgotten within five seconds without it; it makes that sooner.
absl::Status ForgetStale(const Event& event, auth::Principals& principals, Names& names);

}  // namespace nastavnik::results
