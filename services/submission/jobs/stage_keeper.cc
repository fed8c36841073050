#include "services/submission/jobs/stage_keeper.h"

#include "absl/time/clock.h"

#include "common/log/log.h"
#include "common/status/macros.h"

namespace nastavnik::submission {

absl::Status StageKeeper::Run(jobs::Run& run) {
  ASSIGN_OR_RETURN(const bool mine, election_.Hold());
  if (!mine) return absl::OkStatus();
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  ASSIGN_OR_RETURN(const auto due, env_.stages.ListDue(deadline));
  for (const StageStore::Due& stage : due) {
    if (run.Stopping()) break;
    if (stage.opens) RETURN_IF_ERROR(env_.stages.TellOpened(stage.season, stage.stage));
    if (!stage.ends) continue;
    ASSIGN_OR_RETURN(const auto season, env_.seasons.Get(stage.season, deadline));
    RETURN_IF_ERROR(env_.stages.Freeze(*season, stage.stage));
    log::Info("stage frozen", {{"season", stage.season.text()}, {"stage", stage.stage.text()}});
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::submission
