#pragma once

#include <map>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/submission/domain/season.h"

namespace nastavnik::submission {

// Parsed season documents, kept in memory. Thread-safe.
class Seasons {
 public:
  explicit Seasons(pg::Database& db) : db_(db) {}

  // The version in force, as of at most kFresh ago. A decision compares it with the version that
  // its transaction reads. Errors: NOT_FOUND.
  absl::StatusOr<std::shared_ptr<const Season>> Get(const SeasonId& season, absl::Time deadline);
  // A version that something names; versions never change. Errors: NOT_FOUND.
  absl::StatusOr<std::shared_ptr<const Season>> GetVersion(const SeasonId& season, int version,
                                                           absl::Time deadline);
  // Looks again at the next Get.
  void Forget(const SeasonId& season);

 private:
  static constexpr absl::Duration kFresh = absl::Seconds(1);
  struct Current {
    int version = 0;
    absl::Time checked;
  };

  pg::Database& db_;
  absl::Mutex mutex_;
  std::map<SeasonId, Current> current_ ABSL_GUARDED_BY(mutex_);
  std::map<std::pair<SeasonId, int>, std::shared_ptr<const Season>> versions_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::submission
