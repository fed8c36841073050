#include "tests/unit/review/plans.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
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

std::string WhyInfeasible(const Instance& instance, const Plan& plan) {
  std::vector<int> load(instance.experts());
  if (static_cast<int>(plan.chosen.size()) != instance.applications())
    return "not every application has a row";
  for (int a = 0; a < instance.applications(); ++a) {
    const std::string of = absl::StrCat(" of application ", a);
    if (static_cast<int>(plan.chosen[a].size()) > instance.demand[a]) return "the demand" + of;
    int last = instance.offset[a] - 1;
    for (const int position : plan.chosen[a]) {
      if (position <= last) return "the order" + of;
      if (position >= instance.offset[a + 1]) return "a pair that is not one" + of;
      ++load[instance.expert[position]];
      last = position;
    }
  }
  if (load != plan.load) return "the loads told";
  for (int e = 0; e < instance.experts(); ++e) {
    if (load[e] > instance.max_load[e]) return absl::StrCat("the load of expert ", e);
  }
  return "";
}

void CheckFeasible(const Instance& instance, const Plan& plan) {
  REQUIRE(WhyInfeasible(instance, plan) == "");
}

int Violations(const Instance& instance, const Plan& plan) {
  std::set<std::pair<int, int>> never;
  for (const auto& [x, y] : instance.never_together) {
    never.insert({x, y});
    never.insert({y, x});
  }
  int count = 0;
  for (const auto& chosen : plan.chosen) {
    for (const int i : chosen) {
      for (const int j : chosen) {
        const int x = instance.expert[i], y = instance.expert[j];
        const bool group =
            instance.group[x] != Instance::kNoGroup && instance.group[x] == instance.group[y];
        count += x < y && (group || never.contains({x, y}));
      }
    }
  }
  return count;
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
