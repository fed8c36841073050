#pragma once

#include <string>

#include "absl/status/status.h"

#include "common/auth/caller.h"
#include "common/http/message.h"
#include "services/gateway/limits/rate_limiter.h"
#include "services/gateway/routes/route.h"

// How limits are applied to calls and told to callers.
namespace nastavnik::gateway {

// What a call is counted under; an empty key: it is not counted.
struct CountedUnder {
  Bucket bucket = Bucket::kAnonymous;
  std::string key;
};
// A signed-in person, wherever the calls come from; else the address. What anybody may call to get
// or change a sign-in counts by address for everybody, so that being signed in buys no more tries.
CountedUnder CountedUnderOf(const Route* route, bool staff_listener, const auth::Caller& caller,
                            std::string address);

// RATE_LIMITED, with a jittered time to wait, so that refused callers do not come back together.
absl::Status RateLimited(const Verdict& verdict);

// RateLimit-Policy and RateLimit, as draft-ietf-httpapi-ratelimit-headers-10 spells them.
void AddRateLimitHeaders(const Verdict& verdict, http::Headers& headers);

}  // namespace nastavnik::gateway
