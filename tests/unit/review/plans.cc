#include "tests/unit/review/plans.h"

#include <algorithm>

#include "catch2/catch.hpp"

#include "tests/unit/review/cost_scaling/cost_scaling.h"

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

int64_t BestByCostScaling(const Instance& instance) {
  const int applications = instance.applications(), experts = instance.experts();
  // Applications, then the others of each, then experts, then the sink.
  const int sink = 2 * applications + experts;
  std::vector<int> supply(sink + 1);
  std::vector<FlowArc> arcs;
  for (int a = 0; a < applications; ++a) {
    const int demand = instance.demand[a], others = applications + a;
    supply[a] = demand;
    supply[sink] -= demand;
    const bool wants = instance.WantsSenior(a);
    arcs.push_back({a, others, demand - wants, 0});
    arcs.push_back({a, others, wants, 20'000});
    arcs.push_back({others, sink, demand, 100'000});
    for (int i = instance.offset[a]; i < instance.offset[a + 1]; ++i) {
      const int e = instance.expert[i];
      arcs.push_back({instance.IsSenior(e) ? a : others, 2 * applications + e, 1,
                      -int64_t{instance.score[i]}});
    }
  }
  for (int e = 0; e < experts; ++e) {
    const int least = instance.min_load[e], most = instance.max_load[e];
    arcs.push_back({2 * applications + e, sink, least, -10'000});
    arcs.push_back({2 * applications + e, sink, most - least, 0});
  }
  return -CheapestFlow(supply, arcs);
}

Instance WithoutMinimum(Instance instance) {
  std::fill(instance.min_load.begin(), instance.min_load.end(), 0);
  return instance;
}

}  // namespace nastavnik::review
