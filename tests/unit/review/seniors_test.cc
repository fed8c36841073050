// A senior on every application that wants one: solver, repair and refill. And levelled loads.
#include <algorithm>
#include <cmath>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/assign.h"
#include "services/review/domain/matching/auction.h"
#include "services/review/domain/matching/refill.h"
#include "services/review/domain/matching/repair.h"
#include "services/review/domain/matching/solver.h"
#include "tests/unit/review/instances.h"
#include "tests/unit/review/plans.h"

namespace nastavnik::review {
namespace {

Plan ByAuction(const Instance& instance) {
  const Stream order("seed", kOrderStream);
  return Auction(instance, order.Order(instance.applications())).plan;
}

int Clashes(const Instance& instance, const Plan& plan) {
  const SideConstraints sides(instance);
  int clashes = 0;
  for (const auto& chosen : plan.chosen) {
    for (const int x : chosen) {
      for (const int y : chosen) clashes += sides.Part(instance.expert[x], instance.expert[y]);
    }
  }
  return clashes;
}

TEST_CASE("with seniors the solver agrees with brute force and cost scaling on 1000 instances") {
  int missed = 0, reached = 0;
  for (uint32_t seed = 1; seed <= 1000; ++seed) {
    INFO("seed " << seed);
    Instance instance =
        RandomInstance(seed, 1 + static_cast<int>(seed % 5), 1 + static_cast<int>(seed / 5 % 6));
    AddSeniors(instance, seed, 40, 20);
    const Plan plan = Solve(instance);
    CheckFeasible(instance, plan);
    REQUIRE(plan.Objective(instance) == BestObjective(instance));
    REQUIRE(plan.Objective(instance) == BestByCostScaling(instance));
    missed += plan.WithoutSenior(instance);
    reached += instance.applications() - plan.WithoutSenior(instance);
  }
  CHECK(missed > 0);
  CHECK(reached > 0);
}

TEST_CASE("an application without a senior costs the objective unless it holds one already") {
  Instance instance = RandomInstance(11, 4, 6);
  const Plan plan = Solve(instance);
  const int64_t before = plan.Objective(instance);
  instance.senior.assign(6, 0);
  CHECK(plan.WithoutSenior(instance) == 4);
  CHECK(plan.Objective(instance) == before - 4 * 20'000);
  instance.senior_held = {1, 0, 1, 1};
  CHECK(plan.Objective(instance) == before - 20'000);
  instance.demand[1] = 0;
  CHECK(plan.WithoutSenior(instance) == 0);
}

TEST_CASE("with three experts in ten senior every application gets one, by solver and by repair") {
  Instance instance = ReadInstance("syn-2k", 3);
  const Plan without = Solve(instance);
  AddSeniors(instance, 3, 30);
  CHECK(without.WithoutSenior(instance) > 300);

  const Plan exact = Solve(instance);
  CheckFeasible(instance, exact);
  CHECK(exact.WithoutSenior(instance) == 0);
  CHECK(exact.Assigned() == 6000);
  CHECK(exact.ScoreSum(instance) >= without.ScoreSum(instance) / 100 * 98);

  Plan repaired = ByAuction(instance);
  const int lacking = repaired.WithoutSenior(instance);
  CHECK(lacking > 300);
  const RepairCount count = RepairSideConstraints(instance, repaired);
  CheckFeasible(instance, repaired);
  CHECK(count.seniors > 300);
  CHECK(repaired.WithoutSenior(instance) == 0);
  CHECK(repaired.Assigned() == 6000);
  CHECK(Clashes(instance, repaired) == 0);
  CHECK(repaired.ScoreSum(instance) >= without.ScoreSum(instance) / 100 * 97);
}

TEST_CASE("a lack of seniors leaves applications without one but opens no slot") {
  Instance instance = ReadInstance("syn-2k", 3);
  AddSeniors(instance, 4, 6);
  for (Plan plan : {Solve(instance), ByAuction(instance)}) {
    RepairSideConstraints(instance, plan);
    CheckFeasible(instance, plan);
    CHECK(plan.WithoutSenior(instance) > 100);
    CHECK(plan.Assigned() == 6000);
  }
  // Nobody is one.
  instance.senior.assign(instance.experts(), 0);
  Plan plan = Solve(instance);
  CHECK(plan.WithoutSenior(instance) == 2000);
  CHECK(plan.Assigned() == 6000);
  CHECK(plan.ScoreSum(instance) == 42'575'185);
  CHECK(RepairSideConstraints(instance, plan).seniors == 0);
}

TEST_CASE("repair on 1000 random instances with seniors: never fewer and never a clash") {
  for (uint32_t seed = 1; seed <= 1000; ++seed) {
    INFO("seed " << seed);
    Instance instance = RandomInstance(seed, 6, 6);
    AddSeniors(instance, seed, 40, 20);
    Plan plan = ByAuction(instance);
    const int64_t before = plan.Objective(instance);
    const RepairCount count = RepairSideConstraints(instance, plan);
    CheckFeasible(instance, plan);
    REQUIRE(Clashes(instance, plan) == 0);
    if (count.repaired + count.unresolved == 0)
      REQUIRE(plan.Objective(instance) >= before + count.seniors);
  }
}

// Two of one organization on an application, one of them its only senior.
Instance OnlySenior() {
  Instance instance;
  instance.demand = {2};
  instance.max_load = {1, 1, 1};
  instance.min_load = {0, 0, 0};
  instance.group = {5, 5, Instance::kNoGroup};
  instance.senior = {1, 0, 0};
  instance.offset = {0, 3};
  instance.expert = {0, 1, 2};
  instance.score = {4000, 9000, 3000};
  return instance;
}

TEST_CASE("the last senior stays: the other expert is exchanged or leaves") {
  const Instance instance = OnlySenior();
  Plan plan{.chosen = {{0, 1}}, .load = {1, 1, 0}, .price = {0, 0, 0}};
  CHECK(RepairSideConstraints(instance, plan).repaired == 1);
  CHECK(plan.chosen[0] == std::vector<int>{0, 2});

  Instance nobody_else = instance;
  nobody_else.max_load[2] = 0;
  plan = {.chosen = {{0, 1}}, .load = {1, 1, 0}, .price = {0, 0, 0}};
  CHECK(RepairSideConstraints(nobody_else, plan).unresolved == 1);
  CHECK(plan.chosen[0] == std::vector<int>{0});

  nobody_else.senior.clear();
  plan = {.chosen = {{0, 1}}, .load = {1, 1, 0}, .price = {0, 0, 0}};
  RepairSideConstraints(nobody_else, plan);
  CHECK(plan.chosen[0] == std::vector<int>{1});
}

TEST_CASE("a chain does not take the only senior of another application") {
  // Application 0 has 1 and 2 of one organization. The full expert 0, the only senior of
  // application 1, would fit best; 3 has room and is worth less.
  Instance instance;
  instance.demand = {2, 1};
  instance.max_load = {1, 1, 1, 1, 1};
  instance.min_load = {0, 0, 0, 0, 0};
  instance.group = {Instance::kNoGroup, 5, 5, Instance::kNoGroup, Instance::kNoGroup};
  instance.senior = {1, 1, 0, 0, 0};
  instance.offset = {0, 4, 6};
  instance.expert = {0, 1, 2, 3, 0, 4};
  instance.score = {9000, 7000, 7000, 1000, 5000, 5000};
  Plan plan{.chosen = {{1, 2}, {4}}, .load = {1, 1, 1, 0, 0}, .price = {0, 0, 0, 0, 0}};
  RepairSideConstraints(instance, plan);
  CheckFeasible(instance, plan);
  CHECK(plan.chosen == std::vector<std::vector<int>>{{1, 3}, {4}});

  instance.senior = {1, 1, 0, 0, 1};  // now somebody follows who is one
  plan = {.chosen = {{1, 2}, {4}}, .load = {1, 1, 1, 0, 0}, .price = {0, 0, 0, 0, 0}};
  RepairSideConstraints(instance, plan);
  CHECK(plan.chosen == std::vector<std::vector<int>>{{0, 2}, {5}});
}

TEST_CASE("a refill gives a senior where the only one left") {
  Instance instance = ReadInstance("syn-2k", 3);
  AddSeniors(instance, 3, 30);
  Plan plan = Solve(instance);
  RepairSideConstraints(instance, plan);
  REQUIRE(plan.WithoutSenior(instance) == 0);
  // Some of the seniors leave, the others have room.
  for (int e = 0; e < instance.experts(); ++e) {
    if (!instance.IsSenior(e)) continue;
    instance.max_load[e] += 20;
    if (e % 3 > 0) continue;
    instance.max_load[e] = instance.min_load[e] = plan.load[e] = 0;
  }
  for (auto& chosen : plan.chosen)
    std::erase_if(chosen, [&](int i) { return instance.max_load[instance.expert[i]] == 0; });
  const int lacking = plan.WithoutSenior(instance);
  const Plan pinned = plan;
  REQUIRE(lacking > 200);
  Refill(instance, Stream("seed", kOrderStream), plan);
  CheckFeasible(instance, plan);
  CHECK(plan.WithoutSenior(instance) < lacking / 10);
  CHECK(Clashes(instance, plan) == 0);
  for (int a = 0; a < instance.applications(); ++a) {
    REQUIRE(std::includes(plan.chosen[a].begin(), plan.chosen[a].end(), pinned.chosen[a].begin(),
                          pinned.chosen[a].end()));
  }
}

// What the steps of levelling cost a load.
int64_t StepCost(int load, int most) {
  int64_t cost = 0;
  for (int unit = 0; unit < load; ++unit) {
    int quarter = 0;
    while (unit >= most * (quarter + 1) / 4) ++quarter;
    cost += 400 * quarter;
  }
  return cost;
}

int64_t LevelledObjective(const Instance& instance, const Plan& plan) {
  int64_t objective = plan.Objective(instance);
  for (int e = 0; e < instance.experts(); ++e)
    objective -= StepCost(plan.load[e], instance.max_load[e]);
  return objective;
}

// The best over every choice, by brute force.
int64_t BestLevelled(const Instance& instance, int a, int at, Plan& plan) {
  if (a == instance.applications()) return LevelledObjective(instance, plan);
  if (at == instance.offset[a + 1]) return BestLevelled(instance, a + 1, at, plan);
  int64_t best = BestLevelled(instance, a, at + 1, plan);
  const int e = instance.expert[at];
  if (plan.load[e] < instance.max_load[e] &&
      static_cast<int>(plan.chosen[a].size()) < instance.demand[a]) {
    plan.chosen[a].push_back(at);
    ++plan.load[e];
    best = std::max(best, BestLevelled(instance, a, at + 1, plan));
    --plan.load[e];
    plan.chosen[a].pop_back();
  }
  return best;
}

TEST_CASE("levelled loads: the best with four steps of cost on 300 instances") {
  for (uint32_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    Instance instance = RandomInstance(seed, 4, 4);
    for (int e = 0; e < 4; ++e) instance.max_load[e] *= 1 + static_cast<int>(seed % 3);
    if (seed % 2 == 0) AddSeniors(instance, seed, 40);
    const Plan plan = Solve(instance, {.level = true});
    CheckFeasible(instance, plan);
    Plan empty{.chosen = std::vector<std::vector<int>>(4), .load = {0, 0, 0, 0}, .price = {}};
    REQUIRE(LevelledObjective(instance, plan) == BestLevelled(instance, 0, 0, empty));
  }
}

TEST_CASE("levelling narrows the spread of loads for little score") {
  const Instance instance = ReadInstance("syn-2k", 3);
  const auto spread = [&](const Plan& plan) {
    double sum = 0, squares = 0;
    for (int e = 0; e < instance.experts(); ++e) {
      const double use = 1.0 * plan.load[e] / instance.max_load[e];
      sum += use;
      squares += use * use;
    }
    const double mean = sum / instance.experts();
    return std::sqrt(squares / instance.experts() - mean * mean);
  };
  const Plan plain = Solve(instance), level = Solve(instance, {.level = true});
  CheckFeasible(instance, level);
  CHECK(level.Assigned() == 6000);
  CHECK(spread(level) <= spread(plain) - 0.03);
  CHECK(level.ScoreSum(instance) >= plain.ScoreSum(instance) / 1000 * 997);
}

}  // namespace
}  // namespace nastavnik::review
