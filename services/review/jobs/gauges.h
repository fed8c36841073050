#pragma once

#include "common/jobs/loop.h"
#include "common/pg/lease.h"
#include "services/review/env.h"

namespace nastavnik::review {

// Shows figures of the tables as gauges; one process at a time, so that their sum is right.
class Gauges {
 public:
  explicit Gauges(Env& env) : env_(env), election_(env.db, "reviewGauges", absl::Seconds(45)) {}
  absl::Status Run(jobs::Run& run);

 private:
  Env& env_;
  pg::Election election_;
};

}  // namespace nastavnik::review
