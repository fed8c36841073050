#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/id/id.h"
#include "common/pg/database.h"
#include "services/results/domain/ids.h"

namespace nastavnik::results {

// A publication whose instant has come and of which the feed has not been told.
struct DuePublication {
  SeasonId season;
  int version = 0;
  RankingId ranking;
};

// Tells the feed that a publication is out: visibility never depends on it.
class AnnouncementStore {
 public:
  explicit AnnouncementStore(pg::Database& db) : db_(db) {}

  absl::StatusOr<std::vector<DuePublication>> Due(absl::Time deadline);
  // Once, however often and wherever it is called.
  absl::Status Tell(const DuePublication& due);

 private:
  pg::Database& db_;
};

}  // namespace nastavnik::results
