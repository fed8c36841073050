#include "services/review/store/expert_store.h"

#include <algorithm>
#include <utility>

#include "review_sql/sql.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/events.h"
#include "services/review/store/records.h"

namespace nastavnik::review {
namespace {

void WriteCompetences(pg::Changes& changes, const Expert& expert) {
  std::vector<NominationId> nominations;
  std::vector<std::string> levels;
  for (const auto& [nomination, level] : expert.competences) {
    nominations.push_back(nomination);
    levels.emplace_back(NameOf(level));
  }
  changes.Run(sql::kDeleteCompetences, expert.season, expert.id);
  changes.Run(sql::kInsertCompetences, expert.season, expert.id, nominations, levels);
}

// Whether the conflict joins the expert to the application of a row of
// select_expert_assignments_for_update.
bool Touches(const Conflict& conflict, const pg::Row& row) {
  if (!conflict.application.IsNil())
    return row.IdOf<ApplicationId>("application_id") == conflict.application;
  if (!conflict.organization.IsNil())
    return row.IdOf<OrganizationId>("item_organization") == conflict.organization;
  const auto people = row.IdArray<PersonId>("item_people");
  return std::find(people.begin(), people.end(), conflict.person) != people.end();
}

}  // namespace

absl::StatusOr<pg::Answer> ExpertStore::Invite(const pg::WriteKey& write, const Expert& expert,
                                               absl::string_view sealed_email, PersonId actor,
                                               const Encode<Expert>& encode) {
  return db_.Write(
      write, {},
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        Expert made = expert;
        made.create_time = rows.Now();
        made.version = 1;
        changes.RunExactly(1, sql::kInsertExpert, made.season, made.id, NameOf(made.grade),
                           made.create_time);
        WriteCompetences(changes, made);
        changes.RunExactly(1, sql::kInsertExpertInvitation, made.season, made.id,
                           pg::Bytes{std::string(sealed_email)});
        changes.Run(sql::kInsertExpertTransition, made.season, made.id, "", NameOf(made.state),
                    "invite", actor, "");
        changes.Emit(ExpertEvent(made));
        return encode(made);
      });
}

absl::StatusOr<std::vector<WaitingInvitation>> ExpertStore::Waiting(absl::string_view season,
                                                                    ExpertId after,
                                                                    absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectWaitingInvitations, season, after), deadline));
  std::vector<WaitingInvitation> waiting;
  for (const pg::Row row : rows) {
    waiting.push_back({row.Text("season_id"), row.IdOf<ExpertId>("expert_id"), row.Bytes("email")});
  }
  return waiting;
}

absl::Status ExpertStore::MarkHandedOver(const WaitingInvitation& invitation) {
  return db_
      .Write(pg::WriteKey::Job("handOverInvitation"), {},
             [&](const pg::ReadRows&, pg::Changes& changes) -> absl::StatusOr<std::string> {
               changes.Run(sql::kUpdateInvitationHandedOver, invitation.season, invitation.expert);
               return "";
             })
      .status();
}

absl::StatusOr<Expert> ExpertStore::Get(absl::string_view season, ExpertId expert,
                                        absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<Expert> experts, BatchGet(season, {expert}, deadline));
  if (experts.empty()) return NotFound();
  return experts[0];
}

absl::StatusOr<std::vector<Expert>> ExpertStore::BatchGet(absl::string_view season,
                                                          const std::vector<ExpertId>& experts,
                                                          absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectExpertsById, season, experts), deadline));
  std::vector<Expert> found;
  for (const pg::Row row : rows) found.push_back(ExpertFrom(row));
  return found;
}

absl::StatusOr<ExpertId> ExpertStore::OfPerson(absl::string_view season, PersonId person,
                                               absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectExpertOfPerson, season, person), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NotFound()));
  return row.IdOf<ExpertId>("expert_id");
}

absl::StatusOr<pg::Answer> ExpertStore::Update(const pg::WriteKey& write, absl::string_view season,
                                               ExpertId expert, PersonId actor,
                                               absl::string_view verb, absl::string_view reason,
                                               const Change& change, const Encode<Expert>& encode) {
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectExpertForUpdate, season, expert),
                                        pg::Query(sql::kSelectExpertOfPerson, season, actor)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        const Expert before = ExpertFrom(row);
        ASSIGN_OR_RETURN(Expert after, change(before, rows.Now()));
        if (after.state == before.state) return encode(before);
        if (after.person == actor && !rows[1].empty() &&
            rows[1][0].IdOf<ExpertId>("expert_id") != expert) {
          return AlreadyExpert(ExpertName(season, rows[1][0].IdOf<ExpertId>("expert_id")));
        }
        after.version = before.version + 1;
        changes.RunExactly(1, sql::kUpdateExpert, season, expert, OrNull(after.person),
                           NameOf(after.state), after.region, OrNull(after.organization),
                           after.keywords, after.load_limit, OrNull(after.accept_time),
                           before.version);
        if (after.competences != before.competences) WriteCompetences(changes, after);
        changes.Run(sql::kInsertExpertTransition, season, expert, NameOf(before.state),
                    NameOf(after.state), verb, OrNull(actor), reason);
        changes.Emit(ExpertEvent(after));
        return encode(after);
      });
}

absl::StatusOr<std::vector<ListedExpert>> ExpertStore::List(
    absl::string_view season, ExpertId after,
    const std::optional<std::vector<std::string>>& nominations, absl::string_view state, int limit,
    absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db_.Read(pg::Query(sql::kSelectExperts, season, after, nominations, state, limit), deadline));
  std::vector<ListedExpert> experts;
  for (const pg::Row row : rows) experts.push_back({ExpertFrom(row), row.Int("held")});
  return experts;
}

absl::StatusOr<pg::Answer> ExpertStore::AddConflict(const pg::WriteKey& write,
                                                    const Conflict& conflict, PersonId actor,
                                                    const Encode<Conflict>& encode) {
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectExpertForUpdate, conflict.season, conflict.expert),
      pg::Query(sql::kSelectExpertAssignmentsForUpdate, conflict.season, conflict.expert)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        if (rows[0].empty()) return NotFound();
        Conflict made = conflict;
        made.create_time = rows.Now();
        InsertConflict(changes, made);
        for (const pg::Row row : rows[1]) {
          if (!Touches(made, row)) continue;
          const Assignment before = AssignmentFrom(row);
          ASSIGN_OR_RETURN(const Assignment after, Revoke(before, "CONFLICT"));
          ChangeAssignment(changes, before, after, "revoke", actor);
          changes.Run(sql::kUpdateReviewDiscarded, after.season, after.id);
          AddAssignment(changes, Successor(after, rows.Now()));
        }
        return encode(made);
      });
}

absl::StatusOr<std::vector<Conflict>> ExpertStore::Conflicts(absl::string_view season,
                                                             ExpertId expert, ConflictId after,
                                                             int limit, absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db_.Read(pg::Query(sql::kSelectConflicts, season, expert, after, limit), deadline));
  std::vector<Conflict> conflicts;
  for (const pg::Row row : rows) conflicts.push_back(ConflictFrom(row));
  return conflicts;
}

}  // namespace nastavnik::review
