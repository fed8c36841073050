#include "services/review/store/plan_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"

#include "review_sql/sql.h"
#include "services/review/store/records.h"

namespace nastavnik::review {

std::vector<pg::Query> PlanRows::Queries(const AssignmentRun& run, const Round& round) {
  return {pg::Query(sql::kSelectPlanItems, run.season, run.stage, run.nominations),
          pg::Query(sql::kSelectPlanExperts, run.season, run.stage, run.nominations),
          pg::Query(sql::kSelectPlanConflicts, run.season),
          pg::Query(sql::kSelectPlanPast, run.season, run.stage, round.fresh_experts),
          pg::Query(sql::kSelectPlanHolders, run.season, run.stage)};
}

PlanInput PlanRows::Read(const pg::Rows& items, const pg::Rows& experts, const pg::Rows& conflicts,
                         const pg::Rows& past, const pg::Rows& holders, const AssignmentRun& run,
                         const Round& round, const SeasonRules& rules, Districts districts) {
  PlanInput input{.season = run.season,
                  .round = round,
                  .season_max = rules.season_max(),
                  .nominations = run.nominations,
                  .districts = std::move(districts)};
  input.history.never_together = round.conflict.never_together;
  for (const pg::Row row : items) {
    RoundItem item = RoundItemFrom(row, rules);
    item.demand = std::max(0, item.demand - static_cast<int>(row.TextArray("slots").size()));
    input.items.push_back(std::move(item));
  }
  for (const pg::Row row : experts) {
    Candidate candidate{.expert = ExpertFrom(row)};
    candidate.keywords = KeywordsOf(candidate.expert.keywords, rules);
    candidate.held_round = row.Int("held_round");
    candidate.held_season = row.Int("held_season");
    input.candidates.push_back(std::move(candidate));
  }
  for (const pg::Row row : conflicts) {
    input.history.conflicts.insert({row.IdOf<ExpertId>("expert_id"), row.Uuid("target_id")});
  }
  for (const pg::Row row : past) {
    const std::pair key(row.IdOf<ExpertId>("expert_id"), row.IdOf<ApplicationId>("application_id"));
    if (row.Bool("declined")) {
      input.history.past[key] = PairHistory::Past::kDeclined;
    } else if (row.Bool("had")) {
      input.history.past[key] = PairHistory::Past::kHad;
    }
  }
  for (const pg::Row row : holders) {
    input.history.held[row.IdOf<ApplicationId>("application_id")].push_back(
        {row.IdOf<ExpertId>("expert_id"), row.IdOf<OrganizationId>("organization_id")});
  }
  return input;
}

std::map<ApplicationId, std::vector<int>> PlanRows::TakenSlots(const pg::Rows& items) {
  std::map<ApplicationId, std::vector<int>> taken;
  for (const pg::Row row : items) {
    std::vector<int>& slots = taken[row.IdOf<ApplicationId>("application_id")];
    for (const std::string& text : row.TextArray("slots")) {
      int slot = 0;
      if (absl::SimpleAtoi(text, &slot)) slots.push_back(slot);
    }
  }
  return taken;
}

}  // namespace nastavnik::review
