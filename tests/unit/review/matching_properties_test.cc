// What holds for every instance of the assignment problem: small ones, which brute force can solve.
#include <algorithm>
#include <array>

#include "services/review/domain/matching/assign.h"
#include "services/review/domain/matching/auction.h"
#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/quota.h"
#include "services/review/domain/matching/refill.h"
#include "services/review/domain/matching/repair.h"
#include "services/review/domain/matching/solver.h"
#include "tests/support/property.h"
#include "tests/unit/review/instances.h"
#include "tests/unit/review/plans.h"

namespace nastavnik::review {

// How a counterexample is shown.
void showValue(const Instance& instance, std::ostream& out) {
  for (int e = 0; e < instance.experts(); ++e) {
    out << "expert " << e << ": load " << instance.min_load[e] << " to " << instance.max_load[e]
        << ", group " << instance.group[e] << "\n";
  }
  for (int a = 0; a < instance.applications(); ++a) {
    out << "application " << a << " wants " << instance.demand[a] << ":";
    for (int i = instance.offset[a]; i < instance.offset[a + 1]; ++i)
      out << " expert " << instance.expert[i] << " for " << instance.score[i];
    out << "\n";
  }
  for (const auto& [x, y] : instance.never_together) out << "never " << x << " with " << y << "\n";
}

namespace {

using support::Between;
using support::CheckProperty;
using support::Seed;

constexpr int kMost = 6;  // applications and experts

struct ExpertDraw {
  int most;
  int least;
  int group;
};

struct ApplicationDraw {
  int demand;
  std::array<int, kMost> score;  // by expert; below 0: not eligible
};

Instance MakeInstance(const std::vector<ExpertDraw>& experts,
                      const std::vector<ApplicationDraw>& applications) {
  Instance instance;
  instance.offset = {0};
  for (const ExpertDraw& expert : experts) {
    instance.max_load.push_back(expert.most);
    instance.min_load.push_back(std::min(expert.least, expert.most));
    instance.group.push_back(expert.group);
  }
  for (const ApplicationDraw& application : applications) {
    instance.demand.push_back(application.demand);
    for (int e = 0; e < instance.experts(); ++e) {
      if (application.score[e] < 0) continue;
      instance.expert.push_back(e);
      instance.score.push_back(application.score[e]);
    }
    instance.offset.push_back(static_cast<int>(instance.expert.size()));
  }
  return instance;
}

// An eligible pair or two in three, loads up to 3; about as often too few experts as too many.
rc::Gen<Instance> AnyInstance() {
  const auto upto_most = [](auto one) {
    return rc::gen::resize(kMost,
                           rc::gen::container<std::vector<typename decltype(one)::ValueType>>(one));
  };
  const auto expert = rc::gen::construct<ExpertDraw>(Between(0, 3), Between(0, 3), Between(-1, 2));
  const auto application = rc::gen::construct<ApplicationDraw>(
      Between(1, 2), rc::gen::container<std::array<int, kMost>>(Between(-5'000, 10'000)));
  return rc::gen::map(rc::gen::pair(upto_most(expert), upto_most(application)),
                      [](const auto& drawn) { return MakeInstance(drawn.first, drawn.second); });
}

// The same with up to three pairs of experts who must not meet.
rc::Gen<Instance> AnyInstanceWithPairs() {
  const auto expert = Between(0, kMost - 1);
  const auto pairs = rc::gen::resize(
      3, rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(expert, expert)));
  return rc::gen::map(rc::gen::pair(AnyInstance(), pairs), [](auto drawn) {
    for (const auto& [x, y] : drawn.second) {
      if (x != y && std::max(x, y) < drawn.first.experts())
        drawn.first.never_together.emplace_back(x, y);
    }
    return drawn.first;
  });
}

Stream Order() { return Stream("seed", kOrderStream); }

TEST_CASE("pitfall 1: network simplex, cost scaling and brute force agree; auction is within") {
  CheckProperty(1000, [] {
    const Instance instance = *AnyInstance();
    const Plan plan = Solve(instance);
    RC_ASSERT(WhyInfeasible(instance, plan) == "");
    const int64_t optimum = plan.Objective(instance);
    RC_ASSERT(optimum == BestObjective(instance));
    RC_ASSERT(optimum == BestByCostScaling(instance));
    RC_ASSERT(Bound(instance, plan.price) == optimum);
    for (const int eps : {1, 20}) {
      const AuctionResult auction =
          Auction(instance, Order().Order(instance.applications()), {.eps = eps});
      RC_ASSERT(WhyInfeasible(instance, auction.plan) == "");
      const int64_t objective = auction.plan.Objective(instance);
      const int64_t bound = Bound(instance, auction.plan.price);
      RC_ASSERT(objective <= optimum);
      RC_ASSERT(bound >= optimum);
      RC_ASSERT((auction.exhausted || bound - objective <= eps * auction.plan.Assigned()));
    }
  });
}

TEST_CASE("pitfall 4: any prices give a bound") {
  CheckProperty(500, [] {
    const Instance instance = *AnyInstance();
    // Below what a minimum load is worth, up to an open slot.
    const auto any_price = rc::gen::oneOf(Between(-20'000, -10'000), Between(-10'000, 0),
                                          Between(0, 10'000), Between(0, 120'000));
    const auto price = *rc::gen::container<std::vector<int64_t>>(instance.experts(),
                                                                 rc::gen::cast<int64_t>(any_price));
    RC_ASSERT(Bound(instance, price) >= BestObjective(instance));
  });
}

TEST_CASE("pitfall 5: permuting applications and experts leaves the optimum") {
  CheckProperty(500, [] {
    const Instance instance = *AnyInstance();
    const Instance permuted = Permuted(instance, *Seed());
    RC_ASSERT(Solve(permuted).Objective(permuted) == Solve(instance).Objective(instance));
  });
}

TEST_CASE("pitfall 7: repair keeps every rule, or opens the slot") {
  int unresolved = 0;
  CheckProperty(2000, [&] {
    const Instance instance = *AnyInstanceWithPairs();
    Plan plan = Solve(instance);
    const int assigned = plan.Assigned();
    const RepairCount count = RepairSideConstraints(instance, plan);
    RC_ASSERT(WhyInfeasible(instance, plan) == "");
    RC_ASSERT(Violations(instance, plan) == 0);
    RC_ASSERT(plan.Assigned() == assigned - count.unresolved);
    unresolved += count.unresolved;
  });
  CHECK(unresolved > 0);
}

// Whether every pair of `before` is still in `after`.
bool Keeps(const Plan& before, const Plan& after) {
  for (size_t a = 0; a < before.chosen.size(); ++a) {
    if (!std::includes(after.chosen[a].begin(), after.chosen[a].end(), before.chosen[a].begin(),
                       before.chosen[a].end()))
      return false;
  }
  return true;
}

// Takes the pair at `position`, which application `a` has, out of the plan and the instance.
void Decline(Instance& instance, Plan& plan, int a, int position) {
  std::erase(plan.chosen[a], position);
  --plan.load[instance.expert[position]];
  instance.expert.erase(instance.expert.begin() + position);
  instance.score.erase(instance.score.begin() + position);
  for (int b = a + 1; b <= instance.applications(); ++b) --instance.offset[b];
  for (auto& chosen : plan.chosen) {
    for (int& i : chosen) i -= i > position;
  }
}

TEST_CASE("pitfall 8: a declined pair does not come back and a refill moves nobody") {
  CheckProperty(1000, [] {
    Instance instance = *AnyInstanceWithPairs();
    Plan plan = Solve(instance);
    RepairSideConstraints(instance, plan);
    std::vector<std::pair<int, int>> held;
    for (int a = 0; a < instance.applications(); ++a) {
      for (const int i : plan.chosen[a]) held.emplace_back(a, i);
    }
    RC_PRE(!held.empty());
    const auto [a, declined] = *rc::gen::elementOf(held);
    const int e = instance.expert[declined];
    Decline(instance, plan, a, declined);
    const Plan before = plan;
    for (const Refilled& pair : Refill(instance, Order(), plan))
      RC_ASSERT_FALSE((pair.application == a && instance.expert[pair.position] == e));
    RC_ASSERT(WhyInfeasible(instance, plan) == "");
    RC_ASSERT(Violations(instance, plan) == 0);
    RC_ASSERT(Keeps(before, plan));
  });
}

TEST_CASE("pitfall 10: shares of an expert's loads sum exactly and hold what was used") {
  CheckProperty(5000, [] {
    const int most = *Between(0, 30), least = *Between(0, most);
    const auto used_and_weight =
        *rc::gen::resize(5, rc::gen::nonEmpty(rc::gen::container<std::vector<std::pair<int, int>>>(
                                rc::gen::pair(Between(0, 30), Between(1, 1 << 20)))));
    int left = most, sum_least = 0, sum_most = 0, sum_used = 0, kept = 0;
    std::vector<int> used;
    std::vector<int64_t> weights;
    for (const auto& [wanted, weight] : used_and_weight) {
      used.push_back(std::min(wanted, left));
      left -= used.back();
      weights.push_back(weight);
    }
    const SplitLoads split = SplitByUse(least, most, used, weights);
    for (size_t q = 0; q < used.size(); ++q) {
      RC_ASSERT(split.least[q] >= 0);
      RC_ASSERT(split.least[q] <= split.most[q]);
      RC_ASSERT(split.most[q] >= used[q]);
      sum_least += split.least[q];
      sum_most += split.most[q];
      sum_used += used[q];
      kept += std::min(used[q], split.least[q]);
    }
    RC_ASSERT(sum_least == least);
    RC_ASSERT(sum_most == most);
    RC_ASSERT(kept == std::min(sum_used, least));
  });
  const SplitLoads none = SplitByUse(2, 4, {0, 0}, {0, 0});
  CHECK(none.least == std::vector<int>{0, 0});
  CHECK(none.most == std::vector<int>{0, 0});
}

}  // namespace
}  // namespace nastavnik::review
