// Refill and side constraints.
#include "services/review/domain/matching/refill.h"

#include <algorithm>
#include <random>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/assign.h"
#include "services/review/domain/matching/repair.h"
#include "services/review/domain/matching/solver.h"
#include "tests/unit/review/instances.h"
#include "tests/unit/review/plans.h"

namespace nastavnik::review {
namespace {

void AddNeverTogether(Instance& instance, uint32_t seed, int count) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> expert(0, instance.experts() - 1);
  for (int i = 0; i < count; ++i) {
    const int x = expert(random), y = expert(random);
    if (x != y) instance.never_together.emplace_back(x, y);
  }
}

const Stream& Order() {
  static const Stream order("seed", kOrderStream);
  return order;
}

TEST_CASE("pitfall 7: repair leaves no violation on syn-2k, groups and pairs together") {
  Instance instance = ReadInstance("syn-2k", 3);
  AddNeverTogether(instance, 5, 60);
  Plan plan = Solve(instance);
  const int64_t before = plan.Objective(instance);
  const int violations = Violations(instance, plan);
  CHECK(violations > 70);
  const RepairCount count = RepairSideConstraints(instance, plan);
  CheckFeasible(instance, plan);
  CHECK(Violations(instance, plan) == 0);
  CHECK(count.unresolved == 0);
  CHECK(plan.Assigned() == 6000);
  CHECK(plan.Objective(instance) <= before);
  CHECK(plan.Objective(instance) >= before - before / 500);
}

TEST_CASE("the chain hands an application on where only that keeps two experts apart") {
  // Both want applications 0 and 1: 0 and 1 are never together, 2 is full with application 1.
  Instance instance;
  instance.demand = {2, 1};
  instance.max_load = {1, 1, 1, 1};
  instance.min_load = {0, 0, 0, 0};
  instance.group.assign(4, Instance::kNoGroup);
  instance.never_together = {{1, 0}};
  instance.offset = {0, 3, 5};
  instance.expert = {0, 1, 2, 2, 3};
  instance.score = {9000, 8000, 5000, 9000, 6000};
  Plan plan = Solve(instance);
  REQUIRE(plan.ScoreSum(instance) == 26'000);
  const RepairCount count = RepairSideConstraints(instance, plan);
  CHECK(count.repaired == 1);
  CHECK(count.unresolved == 0);
  CHECK(plan.chosen == std::vector<std::vector<int>>{{0, 2}, {4}});
  CHECK(plan.ScoreSum(instance) == 20'000);
}

// Takes `gone` experts off the plan; how many slots that opens.
int Leave(Instance& instance, Plan& plan, const std::vector<int>& gone) {
  int freed = 0;
  for (const int e : gone) instance.max_load[e] = instance.min_load[e] = 0;
  for (auto& chosen : plan.chosen) {
    freed += static_cast<int>(
        std::erase_if(chosen, [&](int i) { return instance.max_load[instance.expert[i]] == 0; }));
  }
  for (const int e : gone) plan.load[e] = 0;
  return freed;
}

TEST_CASE("pitfall 8: a refill fills the slots of those who left and moves nobody") {
  Instance instance = ReadInstance("syn-2k", 3);
  AddNeverTogether(instance, 5, 60);
  Plan plan = Solve(instance);
  RepairSideConstraints(instance, plan);
  const int freed = Leave(instance, plan, {17, 102, 233});
  CHECK(freed > 30);
  const Plan before = plan;
  const std::vector<Refilled> joined = Refill(instance, Order(), plan);
  CHECK(static_cast<int>(joined.size()) == freed);
  CheckFeasible(instance, plan);
  CHECK(Violations(instance, plan) == 0);
  CHECK(plan.Assigned() == 6000);
  for (int a = 0; a < instance.applications(); ++a) {
    REQUIRE(std::includes(plan.chosen[a].begin(), plan.chosen[a].end(), before.chosen[a].begin(),
                          before.chosen[a].end()));
  }
  Plan again = before;
  CHECK(Refill(instance, Order(), again) == joined);
}

TEST_CASE("a refill of nothing, or with nobody left, changes nothing") {
  Instance instance = ReadInstance("tiny", 2);
  Plan plan = Solve(instance);
  RepairSideConstraints(instance, plan);
  Refill(instance, Order(), plan);
  const Plan before = plan;
  CHECK(Refill(instance, Order(), plan).empty());
  CHECK(plan.chosen == before.chosen);
  for (int e = 0; e < instance.experts(); ++e) instance.max_load[e] = plan.load[e];
  std::fill(instance.min_load.begin(), instance.min_load.end(), 0);
  CHECK(Refill(instance, Order(), plan).empty());
  Instance none;
  none.offset = {0};
  Plan empty;
  CHECK(Refill(none, Order(), empty).empty());
}

}  // namespace
}  // namespace nastavnik::review
