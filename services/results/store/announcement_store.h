#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/pg/database.h"
#include "services/results/domain/ids.h"

namespace nastavnik::results {

// A publication whose instant has come and which has not been told to everybody.
struct DuePublication {
  SeasonId season;
  int version = 0;
  RankingId ranking;
};

// Tells the feed that a publication is out: visibility never depends on it. Safe to run twice and in two processes.
class AnnouncementStore {
 public:
  explicit AnnouncementStore(pg::Database& db) : db_(db) {}

  absl::StatusOr<std::vector<DuePublication>> Due(absl::Time deadline);
  // One step: first the event of the publication, then those of the next applications, each to its people. True when all
  // are told.
  absl::StatusOr<bool> Tell(const DuePublication& due, int applications);

 private:
  pg::Database& db_;
};

}  // namespace nastavnik::results
