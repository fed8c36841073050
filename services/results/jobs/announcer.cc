#include "services/results/jobs/announcer.h"

#include "absl/time/clock.h"

#include "common/status/macros.h"

namespace nastavnik::results {
namespace {

constexpr int kApplications = 500;  // of one transaction

}  // namespace

absl::Status Announcer::Run(jobs::Run& run) {
  ASSIGN_OR_RETURN(const bool ours, election_.Hold());
  if (!ours) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto due, announcements_.Due(absl::Now() + absl::Seconds(5)));
  for (const DuePublication& publication : due) {
    if (run.Stopping()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const bool done, announcements_.Tell(publication, kApplications));
    if (!done) run.Again();
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::results
