#pragma once

#include "absl/status/status.h"

#include "common/outbox/event.h"
#include "services/submission/env.h"

namespace nastavnik::submission {

// What registration's feed means here: the end of a consent to processing withdraws the person's
// applications. A season's document comes by ApplyConfig, not by the feed.
absl::Status FollowRegistration(Env& env, const Event& event);

}  // namespace nastavnik::submission
