#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"

namespace nastavnik::review {

// The deciding row of a stage: what is in time is decided on it, by the database's clock.
struct Stage {
  enum class State { kPlanned, kOpen, kFrozen };

  std::string season;
  StageId id;
  std::string kind;  // REVIEW or TRAINING
  absl::Time open_time;
  absl::Time close_time;
  absl::Duration grace;
  State state = State::kPlanned;
  bool gated = false;  // being closed at this moment
  int version = 0;
};

// Whether an act that arrived at `arrived` may commit at `now`: the stage has opened, the act came
// before it closed and commits within the grace. Refuses: STAGE_NOT_OPEN, STAGE_CLOSED,
// STAGE_CHANGING.
absl::Status CheckInTime(const Stage& stage, std::optional<absl::Time> arrived, absl::Time now);
// The same without grace, for editing.
absl::Status CheckOpen(const Stage& stage, absl::Time now);
// Whether offers still make sense.
bool TakesOffers(const Stage& stage, absl::Time now);

absl::string_view NameOf(Stage::State state);
std::optional<Stage::State> ParseStageState(absl::string_view name);

}  // namespace nastavnik::review
