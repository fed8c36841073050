// Optima of the committed instances (tests/support/assignment/README.md).
#include "services/review/domain/matching/solver.h"

#include <algorithm>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/quota.h"
#include "services/review/domain/matching/repair.h"
#include "tests/unit/review/instances.h"
#include "tests/unit/review/plans.h"

namespace nastavnik::review {
namespace {

TEST_CASE("tiny: soft minimum loads give 116 of 120 slots and the known optimum") {
  const Instance instance = ReadInstance("tiny", 2);
  const Plan plan = Solve(instance);
  CheckFeasible(instance, plan);
  CHECK(plan.Assigned() == 116);
  CHECK(plan.ScoreSum(instance) == 639'546);
  CHECK(plan.Objective(instance) == 689'546);

  const Instance loose = WithoutMinimum(instance);
  const Plan best = Solve(loose);
  CHECK(best.Assigned() == 116);
  CHECK(best.Objective(loose) == 240'092);
}

TEST_CASE("syn-2k: the known optima with and without minimum loads") {
  const Instance instance = ReadInstance("syn-2k", 3);
  const Plan plan = Solve(instance);
  CheckFeasible(instance, plan);
  CHECK(plan.Assigned() == 6000);
  CHECK(plan.ScoreSum(instance) == 42'575'185);
  CHECK(plan.Objective(instance) == 71'085'185);

  const Instance loose = WithoutMinimum(instance);
  CHECK(Solve(loose).Objective(loose) == 42'650'524);
}

TEST_CASE("syn-2k under shortage leaves the right slots open") {
  Instance instance = ReadInstance("syn-2k", 3);
  for (int e = 0; e < instance.experts(); ++e) {
    instance.max_load[e] = 7 * instance.max_load[e] / 10;
    instance.min_load[e] = std::min(instance.min_load[e], instance.max_load[e]);
  }
  const Plan plan = Solve(instance);
  CheckFeasible(instance, plan);
  CHECK(plan.Assigned() == 5428);
  CHECK(plan.ScoreSum(instance) == 38'221'580);
  CHECK(plan.Objective(instance) == 9'531'580);
}

TEST_CASE("prices of the solver prove the optimum") {
  const Instance instance = ReadInstance("tiny", 2);
  const Plan plan = Solve(instance);
  int64_t bound = 0;
  for (int e = 0; e < instance.experts(); ++e) {
    if (instance.max_load[e] == 0) continue;
    const int64_t price = std::max(plan.price[e], -kMinLoadReward);
    bound += instance.min_load[e] * (kMinLoadReward + price) +
             (instance.max_load[e] - instance.min_load[e]) * std::max<int64_t>(price, 0);
  }
  for (int a = 0; a < instance.applications(); ++a) {
    std::vector<int64_t> values(instance.demand[a], -kOpenSlotPenalty);
    for (int i = instance.offset[a]; i < instance.offset[a + 1]; ++i) {
      values.push_back(instance.score[i] -
                       std::max(plan.price[instance.expert[i]], -kMinLoadReward));
    }
    std::sort(values.rbegin(), values.rend());
    for (int k = 0; k < instance.demand[a]; ++k) bound += values[k];
  }
  CHECK(bound == plan.Objective(instance));
}

TEST_CASE("repair leaves no two experts of an organization on an application") {
  const Instance instance = ReadInstance("syn-2k", 3);
  Plan plan = Solve(instance);
  const int before = Violations(instance, plan);
  CHECK(before > 50);
  const RepairCount count = RepairSideConstraints(instance, plan);
  CheckFeasible(instance, plan);
  CHECK(Violations(instance, plan) == 0);
  CHECK(count.repaired >= before);
  CHECK(count.unresolved == 0);
  CHECK(plan.Assigned() == 6000);
  CHECK(plan.ScoreSum(instance) >=
        42'525'567 - 42'525'567 / 500);  // within 0.2 % of the optimum under hard minima
}

TEST_CASE("an application without an eligible expert stays open, the rest is solved") {
  Instance instance;
  instance.demand = {2, 1};
  instance.min_load = {0};
  instance.max_load = {5};
  instance.group = {Instance::kNoGroup};
  instance.offset = {0, 0, 1};
  instance.expert = {0};
  instance.score = {7000};
  const Plan plan = Solve(instance);
  CHECK(plan.chosen[0].empty());
  CHECK(plan.Assigned() == 1);
}

TEST_CASE("no experts, no applications") {
  Instance instance;
  instance.offset = {0};
  CHECK(Solve(instance).Assigned() == 0);
  instance.demand = {2};
  instance.offset = {0, 0};
  CHECK(Solve(instance).Assigned() == 0);
}

TEST_CASE("largest remainder splits exactly") {
  CHECK(SplitByLargestRemainder(10, {1, 1, 1}) == std::vector<int>{4, 3, 3});
  CHECK(SplitByLargestRemainder(30, {35, 35, 20, 10}) == std::vector<int>{11, 10, 6, 3});
  CHECK(SplitByLargestRemainder(7, {0, 5}) == std::vector<int>{0, 7});
  CHECK(SplitByLargestRemainder(7, {0, 0}) == std::vector<int>{0, 0});
  CHECK(SplitByLargestRemainder(0, {3, 5}) == std::vector<int>{0, 0});
  CHECK(NominationWeight(0, 10) == 0);
  CHECK(NominationWeight(10, 0) == 0);
  CHECK(NominationWeight(1, 1 << 20) == 1);
}

}  // namespace
}  // namespace nastavnik::review
