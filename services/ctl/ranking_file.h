#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/results/domain/ranking/rank.h"

namespace nastavnik::ctl {

// What a ranking was computed from, as InputLines of services/results/domain/ranking/lines.h writes
// it.
struct RankingFile {
  results::Inputs inputs;
  results::Rules rules;
};

// INVALID_ARGUMENT, with the line, for anything that InputLines would not write.
absl::StatusOr<RankingFile> ReadRankingFile(absl::string_view text);

}  // namespace nastavnik::ctl
