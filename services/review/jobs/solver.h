#pragma once

#include <optional>

#include "common/jobs/loop.h"
#include "services/review/domain/matching/planner.h"
#include "services/review/env.h"

namespace nastavnik::review {

// Solves the runs that wait, one after the other: asks submission for the applications, freezes the
// input, solves it, stores the plan. A run whose solver died or was stopped is taken up again, by
// this process or another; once its input is frozen, that input and no newer one is solved.
class Solver {
 public:
  explicit Solver(Env& env) : env_(env) {}
  absl::Status Run(jobs::Run& run);

 private:
  absl::Status Solve(AssignmentRun& run, const jobs::Run& loop);
  // The run with its input read and frozen.
  absl::StatusOr<AssignmentRun> Freeze(const AssignmentRun& run);
  absl::Status SolveFrozen(const AssignmentRun& run, const jobs::Run& loop);
  absl::Status Save(const AssignmentRun& run, const RunInput& input, const std::string& seed,
                    const Proposal& proposal, absl::Duration took);

  Env& env_;
  std::optional<AssignmentRun> claimed_;  // goes on with it after a failure that passes
};

}  // namespace nastavnik::review
