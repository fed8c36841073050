#include "services/results/jobs/follower.h"

#include "absl/strings/match.h"

namespace nastavnik::results {

absl::Status ForgetStale(const Event& event, auth::Principals& principals, Names& names) {
  for (const PersonId& person : event.recipients) {
    principals.Drop(person);
    if (absl::StartsWith(event.type, "consent.")) names.Drop(person);
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::results
