#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/id/id.h"

// The deciding row of a stage and the rule of the deadline. All instants are the database's.
namespace nastavnik::submission {

struct Stage {
  StageId id;
  std::string kind;
  int version = 0;  // of the window
  absl::Time open_time;
  absl::Time close_time;
  absl::Duration grace;
  bool frozen = false;
  bool changing = false;  // a gate is up

  absl::Time GraceUntil() const { return close_time + grace; }
};

// When a request counts as having arrived: the gateway's stamp, if it can be true, else `now`.
absl::Time ReceiveTime(std::optional<absl::Time> stamp, absl::Duration grace, absl::Time now);

// Whether an act that arrived at `received` may be carried out at `now`. `grace` is the stage's for
// final acts and zero for editing. Errors: STAGE_NOT_OPEN, STAGE_CLOSED, STAGE_CHANGING.
absl::Status CheckOpen(const Stage& stage, absl::Time received, absl::Time now,
                       absl::Duration grace);

}  // namespace nastavnik::submission
