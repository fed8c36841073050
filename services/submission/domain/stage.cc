#include "services/submission/domain/stage.h"

#include "services/submission/domain/errors.h"
#include "services/submission/domain/limits.h"

namespace nastavnik::submission {

absl::Time ReceiveTime(std::optional<absl::Time> stamp, absl::Duration grace, absl::Time now) {
  if (!stamp || *stamp > now + kStampSkew || *stamp < now - grace - kStampAge) return now;
  return *stamp;
}

absl::Status CheckOpen(const Stage& stage, absl::Time received, absl::Time now,
                       absl::Duration grace) {
  if (received < stage.open_time) return StageNotOpen(stage.open_time);
  if (stage.frozen || received >= stage.close_time || now >= stage.close_time + grace) {
    return StageClosed(stage.close_time);
  }
  if (stage.changing) return StageChanging();
  return absl::OkStatus();
}

}  // namespace nastavnik::submission
