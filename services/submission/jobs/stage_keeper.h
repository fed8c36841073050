#pragma once

#include "absl/status/status.h"

#include "common/jobs/loop.h"
#include "common/pg/lease.h"
#include "services/submission/env.h"

namespace nastavnik::submission {

// Tells that stages have opened and freezes those whose grace has passed. One process does so at a
// time. The clock decides whether a stage is open, so a late run changes nothing but when it is
// told.
class StageKeeper {
 public:
  static constexpr absl::Duration kInterval = absl::Milliseconds(250);

  explicit StageKeeper(Env& env) : env_(env), election_(env.db, "stageKeeper") {}
  absl::Status Run(jobs::Run& run);

 private:
  Env& env_;
  pg::Election election_;
};

}  // namespace nastavnik::submission
