#include "services/submission/store/seasons.h"

#include "absl/time/clock.h"

#include "common/json/json.h"
#include "common/status/macros.h"
#include "services/submission/domain/errors.h"
#include "submission_sql/sql.h"

namespace nastavnik::submission {

absl::StatusOr<std::shared_ptr<const Season>> Seasons::Get(const SeasonId& season,
                                                           absl::Time deadline) {
  const absl::Time now = absl::Now();
  {
    absl::MutexLock lock(&mutex_);
    const auto current = current_.find(season);
    if (current != current_.end() && now - current->second.checked < kFresh) {
      const auto version = versions_.find({season, current->second.version});
      if (version != versions_.end()) return version->second;
    }
  }
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectSeason, season), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(SeasonNotFound(season)));
  const int version = row.Int("config_version");
  ASSIGN_OR_RETURN(auto parsed, GetVersion(season, version, deadline));
  absl::MutexLock lock(&mutex_);
  current_[season] = {version, now};
  return parsed;
}

absl::StatusOr<std::shared_ptr<const Season>> Seasons::GetVersion(const SeasonId& season,
                                                                  int version,
                                                                  absl::Time deadline) {
  {
    absl::MutexLock lock(&mutex_);
    const auto known = versions_.find({season, version});
    if (known != versions_.end()) return known->second;
  }
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectSeasonConfig, season, version), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(SeasonNotFound(season)));
  ASSIGN_OR_RETURN(const json::Value document, json::Parse(row.View("document")));
  ASSIGN_OR_RETURN(auto parsed, ReadSeason(version, document));
  absl::MutexLock lock(&mutex_);
  return versions_.try_emplace({season, version}, std::move(parsed)).first->second;
}

void Seasons::Forget(const SeasonId& season) {
  absl::MutexLock lock(&mutex_);
  current_.erase(season);
}

}  // namespace nastavnik::submission
