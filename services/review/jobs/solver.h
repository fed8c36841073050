#pragma once

#include <optional>

#include "common/jobs/loop.h"
#include "services/review/env.h"

namespace nastavnik::review {

// Solves the runs that wait, one after the other: asks submission for the applications, freezes the
// inputs, solves, stores the plan. A run whose solver died is taken up by another process.
class Solver {
 public:
  explicit Solver(Env& env) : env_(env) {}
  absl::Status Run(jobs::Run& run);

 private:
  absl::Status Solve(const AssignmentRun& run);
  absl::Status Plan(const AssignmentRun& run, const Round& round, const SeasonRules& rules);

  Env& env_;
  std::optional<AssignmentRun> claimed_;  // goes on with it after a failure that passes
};

}  // namespace nastavnik::review
