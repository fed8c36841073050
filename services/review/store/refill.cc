#include "services/review/store/refill.h"

#include "review_sql/sql.h"
#include "services/review/domain/matching/eligibility.h"
#include "services/review/domain/matching/score.h"
#include "services/review/domain/stage.h"
#include "services/review/store/records.h"

namespace nastavnik::review {

void Refill::AddReads(std::vector<pg::Query>& reads, const std::string& season,
                      AssignmentId assignment) {
  reads.push_back(pg::Query(sql::kSelectStageOfAssignment, season, assignment));
  reads.push_back(pg::Query(sql::kSelectRoundItemForUpdate, season, assignment));
  reads.push_back(pg::Query(sql::kSelectAlternatesForUpdate, season, assignment));
  reads.push_back(pg::Query(sql::kSelectCandidates, season, assignment, std::nullopt, true));
}

void Refill::Run(const pg::ReadRows& rows, int first, const SeasonRules& rules,
                 const Assignment& ended, pg::Changes& changes) {
  if (rows[first].empty() || rows[first + 1].empty()) return;
  const Round* round = rules.RoundOfStage(ended.stage);
  const pg::Row item_row = rows[first + 1][0];
  if (round == nullptr || item_row.View("state") != "ADMITTED") return;
  if (!TakesOffers(StageFrom(rows[first][0]), rows.Now())) return;

  const RoundItem item = RoundItemFrom(item_row, rules);
  Assignment next = Successor(ended, rows.Now());
  for (const pg::Row row : rows[first + 3]) {  // alternates by rank
    PairFacts pair;
    const Candidate candidate = CandidateFrom(row, item.nomination, rules, *round, pair);
    if (candidate.expert.id == ended.expert) continue;
    if (WhyNot(candidate, item, pair, *round, rules.season_max()) != Ineligible::kNone) continue;
    // The slot that could bring the senior waits for the worker, who looks at all experts.
    if (SeniorGain(candidate.expert.grade, pair.senior_held, 1, *round) < 0) continue;
    next = Offer(std::move(next), candidate.expert.id, candidate.expert.person, *round, rows.Now());
    break;
  }
  AddAssignment(changes, next);
}

}  // namespace nastavnik::review
