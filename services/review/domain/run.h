#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "services/review/domain/ids.h"

namespace nastavnik::review {

// A plan of assignments for some nominations of a round: solved, looked at, deployed.
struct AssignmentRun {
  enum class State { kPending, kSolving, kProposed, kDeployed, kDiscarded, kFailed };

  std::string season;
  RunId id;
  StageId stage;
  int number = 0;
  std::vector<NominationId> nominations;
  State state = State::kPending;
  std::string seed_commitment;  // 32 bytes; binds the stage's secret
  Uuid operation;
  int config_version = 0;     // rules that its input was read under; 0 until it is frozen
  std::string inputs_sha256;  // 32 bytes once the input is frozen
  std::string result_sha256;
  std::string metrics;  // canonical JSON, as EncodeMetrics writes it
  std::string error;
  PersonId author;
  absl::Time create_time;
  absl::Time deploy_time = absl::InfinitePast();
  int version = 0;
};

absl::string_view NameOf(AssignmentRun::State state);
AssignmentRun::State ParseRunState(absl::string_view name);

}  // namespace nastavnik::review
