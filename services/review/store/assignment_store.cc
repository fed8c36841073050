#include "services/review/store/assignment_store.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

#include "common/status/fault.h"
#include "review_sql/sql.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/events.h"
#include "services/review/domain/matching/eligibility.h"
#include "services/review/domain/stage.h"
#include "services/review/store/records.h"
#include "services/review/store/refill.h"

namespace nastavnik::review {
namespace {

constexpr size_t kCandidatesTried =
    5;  // locked in one transaction; the best free one gets the offer

std::vector<Assignment> AssignmentsFrom(const pg::Rows& rows) {
  std::vector<Assignment> assignments;
  for (const pg::Row row : rows) assignments.push_back(AssignmentFrom(row));
  return assignments;
}

absl::StatusOr<const Round*> RoundOf(const SeasonRules& rules, const StageId& stage) {
  const Round* round = rules.RoundOfStage(stage);
  if (round == nullptr) return NotFound();
  return round;
}

Conflict ConflictOf(const Assignment& assignment, absl::string_view text, absl::Time now) {
  return {.season = assignment.season,
          .id = ConflictId::New(),
          .expert = assignment.expert,
          .application = assignment.application,
          .assignment = assignment.id,
          .reason = std::string(text),
          .create_time = now};
}

}  // namespace

absl::StatusOr<std::vector<Assignment>> AssignmentStore::ListOwn(absl::string_view season,
                                                                 PersonId person,
                                                                 AssignmentId after,
                                                                 absl::string_view state, int limit,
                                                                 absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(pg::Query(sql::kSelectOwnAssignments, season,
                                                           person, after, state, limit),
                                                 deadline));
  return AssignmentsFrom(rows);
}

absl::StatusOr<Assignment> AssignmentStore::GetOwn(absl::string_view season,
                                                   AssignmentId assignment, PersonId person,
                                                   absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db_.Read(pg::Query(sql::kSelectOwnAssignment, season, assignment, person), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(NotFound()));
  return AssignmentFrom(row);
}

absl::StatusOr<std::vector<Assignment>> AssignmentStore::List(absl::string_view season,
                                                              AssignmentId after,
                                                              const Filter& filter, int limit,
                                                              absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectStaffAssignments, season, after,
                                      filter.nominations, filter.state, filter.expert, limit),
                            deadline));
  return AssignmentsFrom(rows);
}

absl::StatusOr<pg::Answer> AssignmentStore::Accept(const pg::WriteKey& write,
                                                   const SeasonRules& rules,
                                                   AssignmentId assignment, PersonId person,
                                                   const Encode& encode) {
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectOwnAssignmentForUpdate, rules.season(), assignment, person),
      pg::Query(sql::kSelectStageOfAssignment, rules.season(), assignment)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        const Assignment before = AssignmentFrom(row);
        ASSIGN_OR_RETURN(const Round* round, RoundOf(rules, before.stage));
        ASSIGN_OR_RETURN(Assignment after,
                         review::Accept(before, *round, rules, StageFrom(rows[1][0]), rows.Now()));
        if (after.state == before.state) return encode(before);
        ChangeAssignment(changes, before, after, "accept", person);
        after.version = before.version + 1;
        return encode(after);
      });
}

absl::StatusOr<pg::Answer> AssignmentStore::Decline(const pg::WriteKey& write,
                                                    const SeasonRules& rules,
                                                    AssignmentId assignment, PersonId person,
                                                    absl::string_view reason,
                                                    absl::string_view text, const Encode& encode) {
  std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectOwnAssignmentForUpdate, rules.season(), assignment, person)};
  Refill::AddReads(reads, rules.season(), assignment);
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        const Assignment before = AssignmentFrom(row);
        ASSIGN_OR_RETURN(Assignment after, review::Decline(before, reason));
        if (after.state == before.state) return encode(before);
        ChangeAssignment(changes, before, after, "decline", person);
        changes.Run(sql::kUpdateReviewDiscarded, after.season, after.id);
        if (reason == "CONFLICT") InsertConflict(changes, ConflictOf(after, text, rows.Now()));
        Refill::Run(rows, 1, rules, after, changes);
        after.version = before.version + 1;
        return encode(after);
      });
}

absl::Status AssignmentStore::ExpireIfDue(const SeasonRules& rules, AssignmentId assignment) {
  std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectAssignmentForUpdate, rules.season(), assignment)};
  Refill::AddReads(reads, rules.season(), assignment);
  const auto expire = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (rows[0].empty()) return "";
    const Assignment before = AssignmentFrom(rows[0][0]);
    const std::optional<Assignment> after = Expire(before, rows.Now());
    if (!after) return "";
    ChangeAssignment(changes, before, *after, "expire", PersonId());
    changes.Run(sql::kUpdateReviewDiscarded, after->season, after->id);
    Refill::Run(rows, 1, rules, *after, changes);
    return "";
  };
  return db_.Write(pg::WriteKey::Job("expireAssignment"), reads, expire).status();
}

absl::StatusOr<std::vector<AssignmentStore::OpenOffers>> AssignmentStore::ListOpenOffers(
    absl::string_view season, const std::vector<PersonId>& people, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectOpenOffers, season, people), deadline));
  std::vector<OpenOffers> open;
  for (const pg::Row row : rows) {
    open.push_back({row.IdOf<PersonId>("person_id"), row.Int("offers"),
                    row.IdOf<StageId>("stage_id"), row.Time("response_due_time")});
  }
  return open;
}

absl::StatusOr<std::set<ApplicationId>> AssignmentStore::InRounds(
    const std::vector<std::pair<std::string, ApplicationId>>& applications, absl::Time deadline) {
  std::vector<std::string> seasons;
  std::vector<ApplicationId> ids;
  for (const auto& [season, id] : applications) {
    seasons.push_back(season);
    ids.push_back(id);
  }
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(pg::Query(sql::kSelectInRounds, seasons, ids), deadline));
  std::set<ApplicationId> in_rounds;
  for (const pg::Row row : rows) in_rounds.insert(row.IdOf<ApplicationId>("application_id"));
  return in_rounds;
}

absl::Status AssignmentStore::ApplicationChanged(const pg::WriteKey& write,
                                                 const std::string& season,
                                                 ApplicationId application, absl::string_view state,
                                                 int version) {
  // Locked in the order of everybody else: assignments, then items; then the assignments that came
  // between.
  const pg::Query assignments(sql::kSelectApplicationAssignmentsForUpdate, season, application);
  const std::vector<pg::Query> reads = {
      assignments, pg::Query(sql::kSelectRoundItemsForUpdate, season, application), assignments};
  const auto change = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (rows[1].empty()) return "";  // in no round yet: the next run asks submission
    changes.Run(sql::kUpdateRoundItemState, season, application, state, version);
    if (state != "ADMITTED") RevokeAll(changes, rows[2], state, PersonId());
    return "";
  };
  return db_.Write(write, reads, change).status();
}

absl::StatusOr<std::vector<ExpertId>> AssignmentStore::RankCandidates(const SeasonRules& rules,
                                                                      const Districts& districts,
                                                                      AssignmentId assignment,
                                                                      absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<pg::Rows> rows,
                   db_.ReadAll({pg::Query(sql::kSelectRoundItem, rules.season(), assignment),
                                pg::Query(sql::kSelectCandidates, rules.season(), assignment,
                                          std::nullopt, false)},
                               deadline));
  if (rows[0].empty()) return NotFound();
  ASSIGN_OR_RETURN(const Round* round, RoundOf(rules, rows[0][0].IdOf<StageId>("stage_id")));
  const RoundItem item = RoundItemFrom(rows[0][0], rules);
  std::vector<std::pair<int, ExpertId>> ranked;
  for (const pg::Row row : rows[1]) {
    PairFacts pair;
    const Candidate candidate = CandidateFrom(row, item.nomination, rules, *round, pair);
    if (WhyNot(candidate, item, pair, *round, rules.season_max()) != Ineligible::kNone) continue;
    const int score = BaseScore(candidate, item, *round, rules.season_max(), districts) +
                      SeniorGain(candidate.expert.grade, pair.senior_held, 1, *round);
    ranked.emplace_back(-score, candidate.expert.id);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<ExpertId> experts;
  for (size_t i = 0; i < std::min(ranked.size(), kCandidatesTried); ++i)
    experts.push_back(ranked[i].second);
  return experts;
}

absl::Status AssignmentStore::Dispatch(const SeasonRules& rules, const Districts& districts,
                                       AssignmentId assignment, int64_t lease_token) {
  const pg::WriteKey write = pg::WriteKey::Job("dispatchAssignment");
  ASSIGN_OR_RETURN(const std::vector<ExpertId> ranked,
                   RankCandidates(rules, districts, assignment, absl::Now() + absl::Seconds(5)));
  const std::vector<pg::Query> reads = {
      pg::Query(sql::kSelectAssignmentForUpdate, rules.season(), assignment),
      pg::Query(sql::kSelectStageOfAssignment, rules.season(), assignment),
      pg::Query(sql::kSelectRoundItemForUpdate, rules.season(), assignment),
      pg::Query(sql::kSelectExpertsForUpdate, rules.season(), ranked),
      pg::Query(sql::kSelectCandidates, rules.season(), assignment, ranked, false)};
  const auto offer = [&](const pg::ReadRows& rows,
                         pg::Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
    const Assignment before = AssignmentFrom(row);
    if (before.state != Assignment::State::kQueued)
      return absl::AbortedError("not queued any more");
    if (row.Int64("lease_token") != lease_token && !Fault("no_fence"))
      return absl::AbortedError("FENCED");
    ASSIGN_OR_RETURN(const Round* round, RoundOf(rules, before.stage));
    if (rows[2].empty() || rows[2][0].View("state") != "ADMITTED" ||
        !TakesOffers(StageFrom(rows[1][0]), rows.Now())) {
      ASSIGN_OR_RETURN(const Assignment revoked, Revoke(before, "NOT_WANTED"));
      ChangeAssignment(changes, before, revoked, "revoke", PersonId());
      return "";
    }
    const RoundItem item = RoundItemFrom(rows[2][0], rules);
    std::map<ExpertId, PersonId> free;
    for (const pg::Row candidate_row : rows[4]) {
      PairFacts pair;
      const Candidate candidate =
          CandidateFrom(candidate_row, item.nomination, rules, *round, pair);
      if (WhyNot(candidate, item, pair, *round, rules.season_max()) != Ineligible::kNone) continue;
      free[candidate.expert.id] = candidate.expert.person;
    }
    const auto best = std::find_if(ranked.begin(), ranked.end(),
                                   [&](const ExpertId& e) { return free.contains(e); });
    if (best == ranked.end()) return absl::NotFoundError("nobody may have it now");
    const Assignment after = Offer(before, *best, free[*best], *round, rows.Now());
    changes.RunExactly(1, sql::kInsertAssignmentParty, after.season, after.stage, after.id,
                       after.application, after.expert);
    ChangeAssignment(changes, before, after, "dispatch", PersonId());
    return "";
  };
  return db_.Write(write, reads, offer).status();
}

}  // namespace nastavnik::review
