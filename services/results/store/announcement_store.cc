#include "services/results/store/announcement_store.h"

#include "common/status/macros.h"
#include "results_sql/sql.h"
#include "services/results/domain/events.h"

namespace nastavnik::results {

absl::StatusOr<std::vector<DuePublication>> AnnouncementStore::Due(absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectDuePublications), deadline));
  std::vector<DuePublication> due;
  for (const pg::Row& row : rows) {
    due.push_back(
        {row.IdOf<SeasonId>("season_id"), row.Int("version"), row.IdOf<RankingId>("ranking_id")});
  }
  return due;
}

absl::Status AnnouncementStore::Tell(const DuePublication& due) {
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (!rows[0].empty()) return std::string();
    changes.RunExactly(1, sql::kInsertAnnouncement, due.season, due.version);
    changes.Emit(PublicationPublished(due.season, due.version, due.ranking));
    return std::string();
  };
  const pg::Query told(sql::kSelectAnnouncement, due.season, due.version);
  return db_.Write(pg::WriteKey::Job("announce"), {told}, decide).status();
}

}  // namespace nastavnik::results
