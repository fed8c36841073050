#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/review/domain/season_rules.h"
#include "services/review/domain/stage.h"

namespace nastavnik::review {

using Rules = std::shared_ptr<const SeasonRules>;

// Season documents, and the stages that are decided here. Thread-safe.
class SeasonStore {
 public:
  explicit SeasonStore(pg::Database& db) : db_(db) {}

  // Keeps a version and, when `activate`, puts it in force with its stages. Versions only grow: an
  // older one changes nothing. Stages that move are gated meanwhile. Answers the version in force.
  absl::StatusOr<int> Apply(const pg::WriteKey& write, const std::string& season, int version,
                            absl::string_view document, bool activate);

  absl::StatusOr<std::vector<std::string>> Seasons(absl::Time deadline);
  // The rules in force. NOT_FOUND for an unknown season.
  absl::StatusOr<Rules> RulesOf(const std::string& season, absl::Time deadline);

  absl::StatusOr<Stage> StageOf(const std::string& season, const StageId& stage,
                                absl::Time deadline);

  // Opens the stages whose time has come and freezes those whose grace has passed. How many it
  // turned.
  absl::StatusOr<int> TurnStages(absl::Time deadline);

 private:
  // Gates the stages that the rules move; which.
  absl::StatusOr<std::vector<StageId>> GateMoved(const SeasonRules& rules, absl::Time deadline);
  // Nobody joins a gated stage, so who changes it waits only for those who are in.
  absl::Status PutGate(const std::string& season, const StageId& stage);
  absl::Status Open(const std::string& season, const StageId& stage);
  absl::Status Freeze(const std::string& season, const StageId& stage);

  pg::Database& db_;
  absl::Mutex mutex_;
  std::map<std::string, Rules> cached_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::review
