#pragma once

#include "common/auth/principals.h"
#include "common/outbox/event.h"
#include "services/review/env.h"

namespace nastavnik::review {

// What this service does about the events of the others.

// An application that is not admitted any more takes its open assignments with it.
absl::Status FollowSubmission(Env& env, absl::Span<const Event> events);
// Rights and sessions that changed are forgotten.
absl::Status FollowRegistration(auth::Principals& principals, const Event& event);

}  // namespace nastavnik::review
