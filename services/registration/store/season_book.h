#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/registration/domain/season/document.h"
#include "services/registration/store/season_store.h"

namespace nastavnik::registration {

struct Region {
  RegionId id;  // "ru-77"
  std::string title, kind, district, iso_code;
  int utc_offset_hours = 0;
};

// A season with its document in force, read once.
struct OpenedSeason {
  SeasonFacts facts;
  season::Document document;
  std::string canonical;
  std::string sha256;
  FormVersions form_versions;
  std::map<std::string, json::Value> schemas;  // by nomination
};

// Regions, and every season whose document is in force, in memory: what most calls need and no call
// should wait for. A loop refreshes it; reads never block for long. Thread-safe.
class SeasonBook {
 public:
  using Seasons = std::vector<std::shared_ptr<const OpenedSeason>>;
  using Regions = std::vector<Region>;

  SeasonBook(pg::Database& db, SeasonStore& seasons) : db_(db), seasons_(seasons) {}

  // Reads what has changed since the last time.
  absl::Status Refresh(absl::Time deadline);
  // Puts the regions of a TSV text (deploy/seasons/regions.tsv) into the tables unless some are
  // there.
  absl::Status LoadRegions(absl::string_view tsv, absl::Time deadline);

  // Null for a season that does not exist or has no document in force.
  std::shared_ptr<const OpenedSeason> Find(absl::string_view season) const;
  // Newest first; empty before the first Refresh.
  std::shared_ptr<const Seasons> List() const;
  std::shared_ptr<const Regions> ListRegions() const;
  // Whether the id is a region's, or of a place that some season adds.
  bool HasRegion(const RegionId& region) const;
  bool Loaded() const;
  // Waits until the season's version, or a newer one, is in force here; false when `until` comes
  // first.
  bool AwaitInForce(const SeasonId& season, int version, absl::Time until) const;

 private:
  absl::Status RefreshRegions(absl::Time deadline);
  int VersionInForce(const SeasonId& season) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  pg::Database& db_;
  SeasonStore& seasons_;
  absl::Mutex refreshing_;  // one refresh at a time
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Seasons> list_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Regions> regions_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::registration
