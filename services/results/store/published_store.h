#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/pg/database.h"
#include "services/results/domain/ids.h"
#include "services/results/domain/outcome.h"

namespace nastavnik::results {

// An awarded application with what the public may read of it; names are registration's.
struct PublicOutcome {
  Outcome outcome;
  std::string number;
  std::string title;
  RegionId region;
  std::vector<PersonId> people;
};

// A publication in force, immutable: its public list by nomination, place, application.
struct Published {
  int version = 0;
  absl::Time publish_time;
  std::vector<PublicOutcome> results;
  std::map<ApplicationId, size_t> by_application;  // index into results
};

struct OwnOutcome {
  Outcome outcome;
  std::string number;
  int version = 0;
  absl::Time publish_time;
};

// Published results. Each statement decides visibility itself, by publish_time <=
// clock_timestamp(); what is not published is read anew by every call and never kept.
class PublishedStore {
 public:
  explicit PublishedStore(pg::Database& db) : db_(db) {}

  // The publication in force; null when nothing is published. Kept in memory once it is, and looked
  // after each second for a newer version.
  absl::StatusOr<std::shared_ptr<const Published>> Current(const SeasonId& season,
                                                           absl::Time deadline);
  // The outcome of an application of the person's; NOT_FOUND also before the publication.
  absl::StatusOr<OwnOutcome> Own(const SeasonId& season, const ApplicationId& application,
                                 const PersonId& person, absl::Time deadline);
  // Number and title of the application of each of `people` who has a result in the publication;
  // nothing before its instant.
  struct Label {
    std::string number;
    std::string title;
  };
  absl::StatusOr<std::map<PersonId, Label>> Labels(const SeasonId& season, int version,
                                                   const std::vector<PersonId>& people,
                                                   absl::Time deadline);

 private:
  struct Kept {
    std::shared_ptr<const Published> published;
    absl::Time look_time;  // of the process's clock, before the look
  };
  absl::StatusOr<std::shared_ptr<const Published>> Load(const SeasonId& season,
                                                        const pg::Row& publication,
                                                        absl::Time deadline);

  pg::Database& db_;
  absl::Mutex mutex_;
  std::map<SeasonId, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::results
