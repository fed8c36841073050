#pragma once

#include "absl/status/status.h"

#include "common/auth/principals.h"
#include "common/outbox/event.h"
#include "services/submission/env.h"

namespace nastavnik::submission {

// What registration's feed means here: whoever an event is about may have other rights now, the end
// of a consent to processing withdraws the person's applications, and the publication of a season
// ends withdrawing. A season's document comes by ApplyConfig, not by the feed.
absl::Status FollowRegistration(Env& env, auth::Principals& principals, const Event& event);

}  // namespace nastavnik::submission
