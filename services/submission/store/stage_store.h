#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/submission/domain/season.h"
#include "services/submission/domain/stage.h"

namespace nastavnik::submission {

// Versions of the season document and the stages that this service decides.
class StageStore {
 public:
  explicit StageStore(pg::Database& db) : db_(db) {}

  // Keeps a version and, if told to, puts it in force with its windows, unless a later one is in
  // force already. A window that moves while people hold its stage goes behind a gate. The answer
  // is the version in force.
  absl::StatusOr<int> ApplyConfig(const Season& season, const std::string& document, bool activate,
                                  absl::Time deadline);

  // The results are out. Safe to repeat.
  absl::Status MarkPublished(const pg::WriteKey& key, const SeasonId& season);

  struct Due {
    SeasonId season;
    StageId stage;
    bool opens = false;  // the opening is to be told
    bool ends = false;   // the grace has passed: to be frozen
  };
  absl::StatusOr<std::vector<Due>> ListDue(absl::Time deadline);
  absl::Status TellOpened(const SeasonId& season, const StageId& stage);
  // Gate, then the freeze: count and Merkle root of what the stage ended with. Safe to repeat.
  absl::Status Freeze(const Season& season, const StageId& stage);

 private:
  absl::Status PutGates(const Season& season, absl::Time deadline);
  absl::Status PutGate(const SeasonId& season, const StageId& stage);

  pg::Database& db_;
};

}  // namespace nastavnik::submission
