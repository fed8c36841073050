#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"

#include "common/jobs/loop.h"
#include "common/outbox/event.h"
#include "services/registration/env.h"

// What registration does about events of the other services: it sends mails and notes what a season
// has reached.
namespace nastavnik::registration {

absl::Status FollowSubmission(Env& env, absl::Span<const Event> events);
absl::Status FollowReview(Env& env, absl::Span<const Event> events);
absl::Status FollowResults(Env& env, const Event& event);

// Notes that seasons have opened or closed by their dates.
absl::Status WatchDates(Env& env);

}  // namespace nastavnik::registration
