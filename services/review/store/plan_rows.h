#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/pg/database.h"
#include "services/review/domain/matching/planner.h"
#include "services/review/domain/run.h"
#include "services/review/domain/season_rules.h"

namespace nastavnik::review {

// What a plan is made from and checked against, as queries and as the input that their answers
// give.
class PlanRows {
 public:
  static std::vector<pg::Query> Queries(const AssignmentRun& run, const Round& round);
  static constexpr int kQueries = 5;

  // `answers` yields the answer of each query in turn.
  template <typename Answers>
  static PlanInput Read(const Answers& answers, int first, const AssignmentRun& run,
                        const Round& round, const SeasonRules& rules, Districts districts) {
    return Read(answers[first], answers[first + 1], answers[first + 2], answers[first + 3],
                answers[first + 4], run, round, rules, std::move(districts));
  }
  // Slots of each application that are taken, from the answer of the first query.
  static std::map<ApplicationId, std::vector<int>> TakenSlots(const pg::Rows& items);

 private:
  static PlanInput Read(const pg::Rows& items, const pg::Rows& experts, const pg::Rows& conflicts,
                        const pg::Rows& past, const pg::Rows& holders, const AssignmentRun& run,
                        const Round& round, const SeasonRules& rules, Districts districts);
};

}  // namespace nastavnik::review
