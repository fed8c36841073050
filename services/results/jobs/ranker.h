#pragma once

#include "absl/status/status.h"

#include "common/jobs/loop.h"
#include "common/pg/lease.h"
#include "services/results/env.h"

namespace nastavnik::results {

// Computes the rankings that are asked for: takes running operations, also those that a process
// left behind, and ends each with the ranking or with the reason why there is none. One process at
// a time.
class Ranker {
 public:
  explicit Ranker(Env& env) : env_(env), election_(env.db, "ranker") {}

  // One run of the loop.
  absl::Status Run(jobs::Run& run);

 private:
  // OK when the operation has ended, well or not; an error when something is away and it has to be
  // tried again.
  absl::Status Carry(const pg::Operation& operation);
  absl::Status Compute(const pg::Operation& operation);

  Env& env_;
  pg::Election election_;
};

}  // namespace nastavnik::results
