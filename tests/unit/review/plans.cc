#include "tests/unit/review/plans.h"

#include <algorithm>

#include "catch2/catch.hpp"

namespace nastavnik::review {
namespace {

int64_t BestFrom(const Instance& instance, int a, int at, Plan& plan) {
  if (a == instance.applications()) return plan.Objective(instance);
  if (at == instance.offset[a + 1]) return BestFrom(instance, a + 1, at, plan);
  int64_t best = BestFrom(instance, a, at + 1, plan);
  const int e = instance.expert[at];
  if (plan.load[e] < instance.max_load[e] &&
      static_cast<int>(plan.chosen[a].size()) < instance.demand[a]) {
    plan.chosen[a].push_back(at);
    ++plan.load[e];
    best = std::max(best, BestFrom(instance, a, at + 1, plan));
    --plan.load[e];
    plan.chosen[a].pop_back();
  }
  return best;
}

}  // namespace

void CheckFeasible(const Instance& instance, const Plan& plan) {
  std::vector<int> load(instance.experts());
  REQUIRE(static_cast<int>(plan.chosen.size()) == instance.applications());
  for (int a = 0; a < instance.applications(); ++a) {
    REQUIRE(static_cast<int>(plan.chosen[a].size()) <= instance.demand[a]);
    int last = instance.offset[a] - 1;
    for (const int position : plan.chosen[a]) {
      REQUIRE(position > last);
      REQUIRE(position < instance.offset[a + 1]);
      ++load[instance.expert[position]];
      last = position;
    }
  }
  REQUIRE(load == plan.load);
  for (int e = 0; e < instance.experts(); ++e) REQUIRE(load[e] <= instance.max_load[e]);
}

int64_t BestObjective(const Instance& instance) {
  Plan plan{.chosen = std::vector<std::vector<int>>(instance.applications()),
            .load = std::vector<int>(instance.experts()),
            .price = {}};
  return BestFrom(instance, 0, 0, plan);
}

Instance WithoutMinimum(Instance instance) {
  std::fill(instance.min_load.begin(), instance.min_load.end(), 0);
  return instance;
}

}  // namespace nastavnik::review
