#include "services/results/store/announcement_store.h"

#include <optional>

#include "common/status/macros.h"
#include "results_sql/sql.h"
#include "services/results/domain/events.h"

namespace nastavnik::results {

absl::StatusOr<std::vector<DuePublication>> AnnouncementStore::Due(absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectDuePublications), deadline));
  std::vector<DuePublication> due;
  for (const pg::Row& row : rows) {
    due.push_back({row.IdOf<SeasonId>("season_id"), row.Int("version"), row.IdOf<RankingId>("ranking_id")});
  }
  return due;
}

absl::StatusOr<bool> AnnouncementStore::Tell(const DuePublication& due, int applications) {
  const auto decide = [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
    const auto announcement = rows[0].One();
    if (!announcement) {
      changes.RunExactly(1, sql::kInsertAnnouncement, due.season, due.version, ApplicationId());
      changes.Emit(PublicationPublished(due.season, due.version, due.ranking));
      return std::string();
    }
    if (!announcement->IsNull("finish_time")) return std::string("done");
    auto last = announcement->IdOf<ApplicationId>("last_application_id");
    for (const pg::Row& row : rows[1]) {
      last = row.IdOf<ApplicationId>("application_id");
      changes.Emit(ResultPublished(due.season, due.version, last, row.IdArray<PersonId>("people")));
    }
    const bool done = rows[1].size() < applications;
    changes.RunExactly(1, sql::kUpdateAnnouncement, due.season, due.version, last,
                       done ? std::optional(rows.Now()) : std::nullopt);
    return std::string(done ? "done" : "");
  };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   db_.Write(pg::WriteKey::Job("announce"),
                             {pg::Query(sql::kSelectAnnouncementForUpdate, due.season, due.version),
                              pg::Query(sql::kSelectPeopleToTell, due.season, due.version, applications)},
                             decide));
  return answer.bytes == "done";
}

}  // namespace nastavnik::results
