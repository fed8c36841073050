#include "services/results/jobs/announcer.h"

#include "absl/time/clock.h"

#include "common/status/macros.h"

namespace nastavnik::results {

absl::Status Announcer::Run(jobs::Run& run) {
  ASSIGN_OR_RETURN(const bool ours, election_.Hold());
  if (!ours) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto due, announcements_.Due(absl::Now() + absl::Seconds(5)));
  for (const DuePublication& publication : due) {
    if (run.Stopping()) return absl::OkStatus();
    RETURN_IF_ERROR(announcements_.Tell(publication));
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::results
