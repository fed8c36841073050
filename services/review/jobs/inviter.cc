#include "services/review/jobs/inviter.h"

#include "absl/time/clock.h"

#include "common/log/log.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/review/domain/sealing.h"

namespace nastavnik::review {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);

}  // namespace

absl::Status HandOverInvitations(Env& env, jobs::Run& run) {
  std::string season;
  ExpertId expert;
  while (!run.Stopping()) {
    ASSIGN_OR_RETURN(const auto waiting,
                     env.experts.Waiting(season, expert, absl::Now() + kTimeout));
    if (waiting.empty()) return absl::OkStatus();
    for (const WaitingInvitation& invitation : waiting) {
      const absl::Status created =
          env.peers.CreateInvitation(invitation, Unseal(invitation.email), absl::Now() + kTimeout);
      if (absl::IsUnavailable(created) || absl::IsDeadlineExceeded(created)) return created;
      if (created.ok()) {
        RETURN_IF_ERROR(env.experts.MarkHandedOver(invitation));
      } else {  // one that is refused does not stop the others; it is tried again in the next run
        log::Warn("invitation refused", {{"expert", invitation.expert.ToString()},
                                         {"reason", ErrorFrom(created).reason}});
      }
    }
    season = waiting.back().season;
    expert = waiting.back().expert;
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::review
