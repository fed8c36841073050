#include "services/review/domain/matching/lists.h"

#include <algorithm>
#include <set>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/assign.h"
#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/solver.h"
#include "tests/bench/assignment/generator/generator.h"
#include "tests/unit/review/instances.h"
#include "tests/unit/review/plans.h"

namespace nastavnik::review {
namespace {

// A source that reads the pairs of an instance.
auto PairsOf(const Instance& all) {
  return [&all](int a, std::vector<ScoredExpert>& row) {
    for (int i = all.offset[a]; i < all.offset[a + 1]; ++i) {
      if (all.max_load[all.expert[i]] > 0) row.push_back({all.expert[i], all.score[i]});
    }
  };
}

std::vector<int> NumbersOf(const Instance& instance) {
  std::vector<int> numbers;
  for (int a = 0; a < instance.applications(); ++a) numbers.push_back(a);
  return numbers;
}

// All 400 or so eligible pairs of each application.
Instance Wide() {
  return Generate({.applications = 1500, .experts = 600, .demand = 3, .list_size = 600}).instance;
}

TEST_CASE("lists hold the best pairs, some drawn ones, and experts ascending") {
  const Instance all = Wide();
  const Lists lists = BuildLists(all, NumbersOf(all), "seed", PairsOf(all));
  const Instance& listed = lists.instance;
  CHECK(lists.eligible == static_cast<int64_t>(all.expert.size()));
  CHECK(lists.thin.empty());
  std::vector<int> in_lists(all.experts()), eligible(all.experts());
  for (int a = 0; a < all.applications(); ++a) {
    std::set<int> have;
    for (int i = listed.offset[a]; i < listed.offset[a + 1]; ++i) {
      REQUIRE((i == listed.offset[a] || listed.expert[i - 1] < listed.expert[i]));
      have.insert(listed.expert[i]);
      ++in_lists[listed.expert[i]];
    }
    std::vector<std::pair<int, int>> ranked;
    for (int i = all.offset[a]; i < all.offset[a + 1]; ++i) {
      ranked.emplace_back(-all.score[i], all.expert[i]);
      ++eligible[all.expert[i]];
    }
    REQUIRE(have.size() >= std::min<size_t>(60, ranked.size()));
    std::sort(ranked.begin(), ranked.end());
    for (size_t i = 0; i < std::min<size_t>(45, ranked.size()); ++i)
      REQUIRE(have.contains(ranked[i].second));
  }
  for (int e = 0; e < all.experts(); ++e)
    REQUIRE(in_lists[e] >= std::min(2 * all.max_load[e], eligible[e]));
}

TEST_CASE("scores stay with their pairs when others join") {
  const Instance all = Wide();
  for (const int best : {0, 3, 45}) {
    const Instance listed =
        BuildLists(all, NumbersOf(all), "seed", PairsOf(all), {.best = best, .drawn = 2}).instance;
    for (int a = 0; a < all.applications(); ++a) {
      for (int i = listed.offset[a]; i < listed.offset[a + 1]; ++i) {
        const auto begin = all.expert.begin() + all.offset[a];
        const auto at =
            std::lower_bound(begin, all.expert.begin() + all.offset[a + 1], listed.expert[i]);
        REQUIRE(*at == listed.expert[i]);
        REQUIRE(all.score[at - all.expert.begin()] == listed.score[i]);
      }
    }
  }
}

TEST_CASE("every expert gets into lists, though nobody prefers this one") {
  Instance all;
  all.offset = {0};
  all.max_load.assign(100, 4);
  all.min_load.assign(100, 0);
  all.group.assign(100, Instance::kNoGroup);
  for (int a = 0; a < 50; ++a) {
    for (int e = 0; e < 100; ++e) {
      all.expert.push_back(e);
      all.score.push_back(e == 99 ? 0 : 5000 + e);
    }
    all.demand.push_back(2);
    all.offset.push_back(static_cast<int>(all.expert.size()));
  }
  const Lists lists =
      BuildLists(all, NumbersOf(all), "seed", PairsOf(all), {.best = 10, .drawn = 0});
  std::vector<int> count(100);
  for (const int e : lists.instance.expert) ++count[e];
  CHECK(count[99] == 8);
  CHECK(count[0] == 8);
  CHECK(count[98] == 50);
}

TEST_CASE("the same seed gives the same lists, another seed others") {
  const Instance all = Wide();
  const auto build = [&](const char* seed) {
    return BuildLists(all, NumbersOf(all), seed, PairsOf(all)).instance;
  };
  const Instance one = build("one"), again = build("one"), two = build("two");
  CHECK(one.expert == again.expert);
  CHECK(one.score == again.score);
  CHECK(one.expert != two.expert);
}

TEST_CASE("pitfall 4: pricing out raises the plan and its bound covers all pairs") {
  const Instance all = Wide();
  const int64_t optimum = Solve(all).Objective(all);
  Instance listed =
      BuildLists(all, NumbersOf(all), "seed", PairsOf(all), {.best = 8, .drawn = 4}).instance;
  Plan plan = Solve(listed);
  const int64_t first = plan.Objective(listed);
  CHECK(first < optimum);
  int joined = 1;
  for (int round = 0; round < 3 && joined > 0; ++round) {
    const auto price = plan.price;
    const Pricing pricing = PriceOut(listed, price, PairsOf(all));
    CHECK(pricing.bound == Bound(all, price));
    CHECK(pricing.bound >= optimum);
    joined = static_cast<int>(pricing.wanted.size());
    Join(listed, pricing.wanted);
    plan = Solve(listed);
    CheckFeasible(listed, plan);
  }
  const int64_t objective = plan.Objective(listed);
  CHECK(objective > first);
  CHECK(objective <= optimum);
  CHECK(GapPpm(PriceOut(listed, plan.price, PairsOf(all)).bound, objective,
               plan.ScoreSum(listed)) <= 100);
}

TEST_CASE("pitfall 13: applications without eligible experts are thin and stay open") {
  Instance all;
  all.offset = {0, 0, 2, 2};
  all.demand = {2, 2, 0};
  all.expert = {0, 1};
  all.score = {7000, 8000};
  all.max_load = {1, 0};
  all.min_load = {0, 0};
  all.group = {Instance::kNoGroup, Instance::kNoGroup};
  Lists lists = BuildLists(all, NumbersOf(all), "seed", PairsOf(all));
  CHECK(lists.thin == std::vector<int>{0, 1, 2});
  CHECK(lists.eligible == 1);
  const Plan plan = Assign(lists.instance, Stream("seed", kOrderStream)).plan;
  CHECK(plan.Assigned() == 1);
  CHECK(PriceOut(lists.instance, plan.price, PairsOf(all)).wanted.empty());
}

TEST_CASE("no applications and no experts make empty lists") {
  Instance none;
  none.offset = {0};
  Lists lists = BuildLists(none, {}, "seed", PairsOf(none));
  CHECK(lists.instance.offset == std::vector<int>{0});
  CHECK(PriceOut(lists.instance, {}, PairsOf(none)).bound == 0);
}

TEST_CASE("pitfall 9: a shortage goes to the exact solver, abundance to the auction") {
  Instance instance = ReadInstance("syn-2k", 3);
  const Stream order("seed", kOrderStream);
  CHECK(Assign(instance, order).method == Method::kExact);
  CHECK(Assign(instance, order, 2000).method == Method::kAuction);
  for (int e = 0; e < instance.experts(); ++e) {
    instance.max_load[e] = 7 * instance.max_load[e] / 10;
    instance.min_load[e] = std::min(instance.min_load[e], instance.max_load[e]);
  }
  Assignment assignment = Assign(instance, order, 0);
  CHECK(assignment.method == Method::kExact);
  CHECK(assignment.plan.Objective(instance) == 9'531'580);
  CHECK(assignment.bids == 0);

  // Room enough in all, but not where it is wanted: the budget notices.
  Instance narrow = instance;
  narrow.max_load.push_back(1'000'000);
  narrow.min_load.push_back(0);
  narrow.group.push_back(Instance::kNoGroup);
  assignment = Assign(narrow, order, 0);
  CHECK(assignment.plan.Objective(narrow) >= 9'531'580 - 20 * 6000);
  CHECK(assignment.plan.Objective(narrow) <= 9'531'580);
}

}  // namespace
}  // namespace nastavnik::review
