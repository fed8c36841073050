#pragma once

#include "common/pg/database.h"
#include "services/review/domain/assignment.h"
#include "services/review/domain/expert.h"
#include "services/review/domain/matching/facts.h"
#include "services/review/domain/review.h"
#include "services/review/domain/run.h"
#include "services/review/domain/season_rules.h"
#include "services/review/domain/stage.h"

// Rows as the domain's structs, and the statements that several stores write.
namespace nastavnik::review {

Stage StageFrom(const pg::Row& row);
Expert ExpertFrom(const pg::Row& row);
Conflict ConflictFrom(const pg::Row& row);
Assignment AssignmentFrom(const pg::Row& row);
AssignmentRun RunFrom(const pg::Row& row);
Review ReviewFrom(const pg::Row& row);
RoundItem RoundItemFrom(const pg::Row& row, const SeasonRules& rules);
// Of select_candidates: the expert has the one competence that matters; `pair` is filled beside.
Candidate CandidateFrom(const pg::Row& row, const NominationId& nomination,
                        const SeasonRules& rules, const Round& round, PairFacts& pair);

// A nil id and an infinite time as NULL.
template <typename IdType>
std::optional<IdType> OrNull(const IdType& id) {
  return id.IsNil() ? std::nullopt : std::optional<IdType>(id);
}
std::optional<absl::Time> OrNull(absl::Time time);

// Writes the state, the transition and the event of a changed assignment; `before` is the row that
// was read and locked.
void ChangeAssignment(pg::Changes& changes, const Assignment& before, const Assignment& after,
                      absl::string_view verb, PersonId actor);
// Writes a new assignment with its first transition and event, and who holds it.
void AddAssignment(pg::Changes& changes, const Assignment& assignment);

// Writes a conflict with its event.
void InsertConflict(pg::Changes& changes, const Conflict& conflict);
// Revokes every assignment of `rows`, locked and unfinished, with the drafts of their reviews.
void RevokeAll(pg::Changes& changes, const pg::Rows& rows, absl::string_view reason,
               PersonId actor);

}  // namespace nastavnik::review
