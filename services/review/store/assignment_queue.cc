#include "services/review/store/assignment_queue.h"

#include <utility>

#include "absl/time/clock.h"

#include "common/status/macros.h"
#include "review_sql/sql.h"
#include "services/review/domain/events.h"
#include "services/review/store/records.h"

namespace nastavnik::review {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

absl::Time Soon() { return absl::Now() + kPatience; }
AssignmentId IdOf(const std::string& text) {
  return AssignmentId::Parse(text).value_or(AssignmentId());
}
std::string After(const std::string& id) { return id.empty() ? Uuid().ToString() : id; }

}  // namespace

AssignmentQueue::AssignmentQueue(pg::Database& db, std::string season, Effects effects)
    : db_(db), season_(std::move(season)), effects_(std::move(effects)) {}

absl::StatusOr<std::string> AssignmentQueue::Epoch() {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectQueueEpoch, season_), Soon()));
  return rows.empty() ? "" : rows[0].Text("epoch");
}

absl::Status AssignmentQueue::BeginEpoch(const std::string& epoch) {
  return Run("beginQueueEpoch", pg::Query(sql::kUpsertQueueEpoch, season_, epoch));
}

absl::StatusOr<std::vector<std::string>> AssignmentQueue::Queued(const std::string& after,
                                                                 int limit) {
  return Ids(pg::Query(sql::kSelectQueued, season_, After(after), limit));
}

absl::StatusOr<std::vector<std::string>> AssignmentQueue::Unplaced(const std::string& epoch,
                                                                   int limit) {
  return Ids(pg::Query(sql::kSelectQueuedUnplaced, season_, epoch, limit));
}

absl::StatusOr<std::vector<std::string>> AssignmentQueue::Lost(const std::string& epoch,
                                                               const std::string& first,
                                                               int limit) {
  return Ids(pg::Query(sql::kSelectQueuedLost, season_, epoch, first, limit));
}

absl::Status AssignmentQueue::Place(const std::string& epoch, const std::vector<std::string>& ids,
                                    const std::vector<std::string>& entries) {
  return Run("placeAssignments", pg::Query(sql::kUpdateQueuePlaces, season_, epoch, ids, entries));
}

absl::Status AssignmentQueue::Unplace(const std::vector<std::string>& ids) {
  return Run("unplaceAssignments", pg::Query(sql::kUpdateQueueUnplaced, season_, ids));
}

absl::StatusOr<std::optional<queue::Leased>> AssignmentQueue::Lease(const std::string& id) {
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      db_.Write(pg::WriteKey::Job("leaseAssignment"),
                {pg::Query(sql::kUpdateLeaseTaken, season_, IdOf(id))},
                [](const pg::ReadRows& rows, pg::Changes&) -> absl::StatusOr<std::string> {
                  return rows[0].empty() ? "" : rows[0][0].Text("lease_token");
                }));
  if (answer.bytes.empty()) return std::nullopt;
  return queue::Leased{id, std::stoll(answer.bytes)};
}

absl::StatusOr<std::vector<queue::Leased>> AssignmentQueue::Poll(int limit) {
  std::vector<queue::Leased> leased;
  RETURN_IF_ERROR(
      db_.Write(pg::WriteKey::Job("pollAssignments"),
                {pg::Query(sql::kUpdateLeasesPolled, season_, limit)},
                [&](const pg::ReadRows& rows, pg::Changes&) -> absl::StatusOr<std::string> {
                  leased.clear();
                  for (const pg::Row row : rows[0]) {
                    leased.push_back({row.Text("assignment_id"), row.Int64("lease_token")});
                  }
                  return "";
                })
          .status());
  return leased;
}

absl::Status AssignmentQueue::Work(const queue::Leased& leased) {
  return effects_.dispatch(IdOf(leased.id), leased.token);
}

absl::StatusOr<queue::Source::Released> AssignmentQueue::ReleaseExpired() {
  Released released;
  const auto release = [&](const pg::ReadRows& rows,
                           pg::Changes& changes) -> absl::StatusOr<std::string> {
    released = {};
    std::vector<AssignmentId> again;
    for (const pg::Row row : rows[0]) {
      const AssignmentId id = row.IdOf<AssignmentId>("assignment_id");
      if (row.Int("attempt") < kMostAttempts) {
        again.push_back(id);
        continue;
      }
      changes.RunExactly(1, sql::kUpdateAssignmentDead, season_, id);
      changes.Run(sql::kInsertAssignmentTransition, season_, id, "QUEUED", "DEAD", "bury",
                  std::nullopt, "NOBODY_FOUND");
      Assignment dead;
      dead.season = season_;
      dead.id = id;
      dead.stage = row.IdOf<StageId>("stage_id");
      dead.nomination = row.IdOf<NominationId>("nomination_id");
      dead.state = Assignment::State::kDead;
      changes.Emit(AssignmentEvent(dead));
      ++released.dead;
    }
    if (!again.empty()) changes.Run(sql::kUpdateLeasesReleased, season_, again);
    released.again = static_cast<int>(again.size());
    return "";
  };
  RETURN_IF_ERROR(db_.Write(pg::WriteKey::Job("releaseLeases"),
                            {pg::Query(sql::kSelectLeasesEnded, season_)}, release)
                      .status());
  return released;
}

absl::StatusOr<std::vector<queue::NextTime>> AssignmentQueue::NextTimes(const std::string& after,
                                                                        int limit) {
  return Times(pg::Query(sql::kSelectNextTimes, season_, After(after), limit));
}

absl::StatusOr<std::vector<queue::NextTime>> AssignmentQueue::ChangedTimes(int limit) {
  return Times(pg::Query(sql::kSelectChangedTimes, season_, limit));
}

absl::Status AssignmentQueue::PlaceTimes(const std::vector<queue::NextTime>& times) {
  std::vector<std::string> ids;
  std::vector<std::optional<absl::Time>> instants;
  for (const queue::NextTime& next : times) {
    ids.push_back(next.id);
    instants.push_back(next.time);
  }
  return Run("placeTimes", pg::Query(sql::kUpdatePlacedTimes, season_, ids, instants));
}

absl::StatusOr<std::vector<std::string>> AssignmentQueue::Overdue(absl::Duration slack, int limit) {
  return Ids(pg::Query(sql::kSelectOverdue, season_, slack, limit));
}

absl::Status AssignmentQueue::Act(const std::string& id) { return effects_.expire(IdOf(id)); }

absl::StatusOr<absl::Time> AssignmentQueue::Now() { return db_.Now(Soon()); }

absl::StatusOr<std::vector<std::string>> AssignmentQueue::Ids(const pg::Query& query) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(query, Soon()));
  std::vector<std::string> ids;
  for (const pg::Row row : rows) ids.push_back(row.Text("assignment_id"));
  return ids;
}

absl::StatusOr<std::vector<queue::NextTime>> AssignmentQueue::Times(const pg::Query& query) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(query, Soon()));
  std::vector<queue::NextTime> times;
  for (const pg::Row row : rows)
    times.push_back({row.Text("assignment_id"), row.OptionalTime("next_time")});
  return times;
}

absl::Status AssignmentQueue::Run(absl::string_view name, const pg::Query& change) {
  return db_
      .Write(pg::WriteKey::Job(name), {change},
             [](const pg::ReadRows&, pg::Changes&) -> absl::StatusOr<std::string> { return ""; })
      .status();
}

}  // namespace nastavnik::review
