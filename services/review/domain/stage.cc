#include "services/review/domain/stage.h"

#include <algorithm>

#include "services/review/domain/errors.h"

namespace nastavnik::review {

absl::Status CheckInTime(const Stage& stage, std::optional<absl::Time> arrived, absl::Time now) {
  if (stage.gated) return StageChanging();
  const absl::Time came = std::min(arrived.value_or(now), now);
  if (came < stage.open_time) return StageNotOpen(stage.open_time);
  const bool in_time = came < stage.close_time && now < stage.close_time + stage.grace;
  if (stage.state == Stage::State::kFrozen || !in_time) return StageClosed(stage.close_time);
  return absl::OkStatus();
}

absl::Status CheckOpen(const Stage& stage, absl::Time now) {
  if (stage.gated) return StageChanging();
  if (now < stage.open_time) return StageNotOpen(stage.open_time);
  if (stage.state == Stage::State::kFrozen || now >= stage.close_time)
    return StageClosed(stage.close_time);
  return absl::OkStatus();
}

bool TakesOffers(const Stage& stage, absl::Time now) {
  return stage.state != Stage::State::kFrozen && now < stage.close_time;
}

absl::string_view NameOf(Stage::State state) {
  switch (state) {
    case Stage::State::kOpen:
      return "OPEN";
    case Stage::State::kFrozen:
      return "FROZEN";
    default:
      return "PLANNED";
  }
}

std::optional<Stage::State> ParseStageState(absl::string_view name) {
  if (name == "PLANNED") return Stage::State::kPlanned;
  if (name == "OPEN") return Stage::State::kOpen;
  if (name == "FROZEN") return Stage::State::kFrozen;
  return std::nullopt;
}

}  // namespace nastavnik::review
