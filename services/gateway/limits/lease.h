#pragma once

#include "absl/time/time.h"

#include "services/gateway/limits/gcra.h"
#include "services/gateway/limits/policy.h"

namespace nastavnik::gateway {

// How long leased tokens are good; unused ones lapse.
inline absl::Duration LeaseLife(const Policy& policy) { return policy.window / 30; }

// What Redis gives out, all gateways together: the policy less the tokens that come in while a
// lease lives. Tokens spent within a span s were leased within s + life, so that all gateways
// together stay inside quota + s / interval exactly.
Rate SharedRate(const Policy& policy);

// The answer of Redis to a wish for tokens.
struct Grant {
  int granted = 0;
  int free = 0;         // tokens still there after it
  absl::Duration wait;  // until there is one; only when none was granted
};

// One bucket as one gateway sees it: tokens leased from Redis, and a bucket of its own for the full
// policy, which holds even where Redis has forgotten all. Pure; the caller brings the time, of a
// clock that never steps. Sizes of leases follow the use, so that little lapses: one token after a
// pause, then twice as many each time.
class Lease {
 public:
  enum class Answer { kAllowed, kRefused, kAskRedis };

  // One call, from the tokens at hand. kAskRedis: neither a token nor a fresh refusal is at hand.
  Answer Take(const Policy& policy, absl::Time now);
  // One call while Redis is away: at the policy's rate over `share` gateways.
  Answer TakeAlone(const Policy& policy, absl::Time now, int share);
  // Whether to ask for more already, since a busy bucket runs out soon.
  bool RunsLow(absl::Time now) const;

  // How many tokens to ask for when `waiting` calls wait for one.
  int Wanted(const Policy& policy, absl::Time now, int waiting) const;
  // What came of a wish sent at `sent`.
  void Receive(const Grant& grant, const Policy& policy, absl::Time sent, absl::Time now);

  int Remaining(const Policy& policy, absl::Time now) const;
  // Until a refused call may try again.
  absl::Duration RetryAfter(const Policy& policy, absl::Time now) const;

 private:
  Gcra own_;
  int left_ = 0;  // leased tokens
  int size_ = 0;  // of the last lease
  int free_ = 0;  // in Redis after it
  absl::Time expire_time_ = absl::InfinitePast();
  absl::Time refused_until_ = absl::InfinitePast();
};

}  // namespace nastavnik::gateway
