// A whole round: lists, prices, shares of nominations, repair; and pairs that are drawn.
#include <algorithm>
#include <random>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/assign_round.h"
#include "services/review/domain/matching/auction.h"
#include "services/review/domain/matching/quota.h"
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

RoundToAssign RoundOf(const Instance& all, std::vector<int> nomination) {
  RoundToAssign round{.frame = all, .nomination = std::move(nomination)};
  for (int a = 0; a < all.applications(); ++a) round.number.push_back(a);
  return round;
}

AssignedRound Assigned(const Instance& all, const std::vector<int>& nomination,
                       const RoundOptions& options = {}) {
  const auto round = AssignRound(RoundOf(all, nomination), "seed", PairsOf(all), options,
                                 [](int) { return true; });
  REQUIRE(round.has_value());
  CheckFeasible(round->instance, round->plan);
  CHECK(round->bound == Bound(all, round->plan.price));
  const SideConstraints sides(all);
  for (const auto& chosen : round->plan.chosen) {
    for (const int x : chosen) {
      for (const int y : chosen)
        REQUIRE_FALSE(sides.Part(round->instance.expert[x], round->instance.expert[y]));
    }
  }
  return *round;
}

// Four nominations; every fourth expert or so serves two.
GeneratedInstance Shared(uint32_t seed) {
  return Generate(
      {.applications = 1200, .experts = 160, .demand = 3, .list_size = 60, .seed = seed});
}

Instance WithoutGroups(Instance instance) {
  std::fill(instance.group.begin(), instance.group.end(), Instance::kNoGroup);
  return instance;
}

TEST_CASE("a round by nomination is as good as one flow within a tenth of a thousandth or two") {
  for (const uint32_t seed : {1u, 2u, 3u}) {
    const GeneratedInstance generated = Shared(seed);
    const Instance all = WithoutGroups(generated.instance);
    const int64_t optimum = Solve(all).Objective(all);
    const AssignedRound round = Assigned(all, generated.nomination);
    const int64_t objective = round.plan.Objective(round.instance);
    CHECK(round.method == Method::kExact);
    CHECK(objective <= optimum);
    CHECK(objective >= optimum - optimum / 5000);
    CHECK(round.bound >= optimum);
    CHECK(GapPpm(round.bound, objective, round.plan.ScoreSum(round.instance)) <= 1000);
    // All pairs are on the lists: one flow of the round reaches the optimum.
    const AssignedRound season = Assigned(all, generated.nomination, {.by_nomination = false});
    CHECK(season.plan.Objective(season.instance) == optimum);
    // The exact solver never falls below the auction whose shares it got.
    const AssignedRound auction = Assigned(all, generated.nomination, {.auction_from = 0});
    CHECK(auction.method == Method::kAuction);
    CHECK(auction.plan.Objective(auction.instance) <= objective);
    CHECK(auction.plan.price == round.plan.price);
  }
}

TEST_CASE("a secondary competence worth less does not widen the gap of the shares") {
  GeneratedInstance generated = Shared(5);
  Instance all = WithoutGroups(generated.instance);
  // Whoever serves two nominations is worth 1200 less in the second.
  for (int a = 0; a < all.applications(); ++a) {
    const int q = generated.nomination[a];
    for (int i = all.offset[a]; i < all.offset[a + 1]; ++i) {
      const bool second = (generated.expert_serves[all.expert[i]] & ((1 << q) - 1)) != 0;
      if (second) all.score[i] = std::max(0, all.score[i] - 1200);
    }
  }
  const int64_t optimum = Solve(all).Objective(all);
  const AssignedRound round = Assigned(all, generated.nomination);
  const int64_t objective = round.plan.Objective(round.instance);
  CHECK(objective <= optimum);
  CHECK(objective >= optimum - optimum / 5000);
}

TEST_CASE("pitfall 9: a nomination short of experts takes the exact solver, whatever the others") {
  const GeneratedInstance generated = Shared(1);
  Instance all = WithoutGroups(generated.instance);
  // The experts of the last nomination can do half of what it wants; elsewhere is more than enough.
  int64_t wanted = 0, room = 0;
  for (int a = 0; a < all.applications(); ++a) wanted += 3 * (generated.nomination[a] == 3);
  for (int e = 0; e < all.experts(); ++e) {
    if (generated.expert_serves[e] >> 3 & 1) {
      all.max_load[e] /= 3;
      all.min_load[e] = std::min(all.min_load[e], all.max_load[e]);
      room += all.max_load[e];
    } else {
      all.max_load[e] *= 2;
    }
  }
  REQUIRE(room < wanted);
  int64_t slots = 3 * all.applications(), loads = 0;
  for (const int load : all.max_load) loads += load;
  REQUIRE(loads > slots);
  const int64_t optimum = Solve(all).Objective(all);
  for (const int auction_from : {0, kAuctionFrom}) {
    const AssignedRound round = Assigned(all, generated.nomination, {.auction_from = auction_from});
    CHECK(round.method == Method::kExact);
    CHECK(round.plan.Objective(round.instance) == optimum);
    CHECK(round.bound == optimum);
  }
}

TEST_CASE("pitfall 9: a shortage of shared experts shows in the bids and is solved exactly") {
  // Six experts, one review each; either nomination could have its four or three of them, but not
  // both at once.
  Instance all;
  all.demand.assign(7, 1);
  all.max_load.assign(6, 1);
  all.min_load.assign(6, 0);
  all.group.assign(6, Instance::kNoGroup);
  all.offset = {0};
  for (int a = 0; a < 7; ++a) {
    for (int e = 0; e < 6; ++e) {
      all.expert.push_back(e);
      all.score.push_back(5000);
    }
    all.offset.push_back(6 * (a + 1));
  }
  for (const int auction_from : {0, kAuctionFrom}) {
    const AssignedRound round =
        Assigned(all, {0, 0, 0, 0, 1, 1, 1}, {.auction_from = auction_from});
    CHECK(round.method == Method::kExact);
    CHECK(round.plan.Objective(round.instance) == 30'000 - 100'000);
    CHECK(round.bound == 30'000 - 100'000);
  }
}

TEST_CASE("seniors do not reach the prices of a round that is short of experts either") {
  const GeneratedInstance generated = Shared(1);
  Instance all = WithoutGroups(generated.instance);
  for (int e = 0; e < all.experts(); ++e) all.max_load[e] = all.min_load[e];
  const AssignedRound without = Assigned(all, generated.nomination);
  AddSeniors(all, 7, 20);
  const AssignedRound round = Assigned(all, generated.nomination);
  CHECK(round.method == Method::kExact);
  CHECK(round.bound == without.bound);
  CHECK(round.plan.price == without.plan.price);
  CHECK(round.plan.WithoutSenior(round.instance) < without.plan.WithoutSenior(round.instance));
}

TEST_CASE("seniors in a round: by flows and by auction with repair, without effect on prices") {
  const GeneratedInstance generated = Shared(2);
  Instance all = generated.instance;
  const AssignedRound without = Assigned(all, generated.nomination);
  AddSeniors(all, 7, 35);
  for (const int auction_from : {0, kAuctionFrom}) {
    const AssignedRound round = Assigned(all, generated.nomination, {.auction_from = auction_from});
    CHECK(without.plan.WithoutSenior(round.instance) > 100);
    CHECK(round.plan.WithoutSenior(round.instance) == 0);
    CHECK(round.plan.Assigned() == 3600);
    CHECK(round.plan.price == without.plan.price);
    CHECK(round.bound == without.bound);
    CHECK(round.plan.Objective(round.instance) <= round.bound);
  }
}

TEST_CASE("levelled loads in a round: fewer at the limit and fewer idle") {
  const GeneratedInstance generated = Shared(4);
  const auto full = [&](const AssignedRound& round) {
    int count = 0;
    for (int e = 0; e < round.instance.experts(); ++e)
      count += round.plan.load[e] == round.instance.max_load[e];
    return count;
  };
  const AssignedRound plain = Assigned(generated.instance, generated.nomination);
  const AssignedRound level = Assigned(generated.instance, generated.nomination, {.level = true});
  CHECK(level.plan.Assigned() == plain.plan.Assigned());
  CHECK(full(level) < full(plain));
}

TEST_CASE("threads of a round do not change it") {
  const GeneratedInstance generated = Shared(6);
  const AssignedRound one = Assigned(generated.instance, generated.nomination);
  const AssignedRound three = Assigned(generated.instance, generated.nomination, {.threads = 3});
  CHECK(one.plan.chosen == three.plan.chosen);
  CHECK(one.plan.load == three.plan.load);
  CHECK(one.plan.price == three.plan.price);
  CHECK(one.instance.expert == three.instance.expert);
}

TEST_CASE("a round stops where it is told to") {
  const GeneratedInstance generated = Shared(1);
  const Instance& all = generated.instance;
  int steps = 0;
  const auto all_steps = [&](int done) {
    CHECK(done <= all.applications());
    ++steps;
    return true;
  };
  REQUIRE(AssignRound(RoundOf(all, generated.nomination), "seed", PairsOf(all), {}, all_steps));
  CHECK(steps >= 4);
  for (int stop = 0; stop < steps; ++stop) {
    int step = 0;
    const auto until = [&](int) { return step++ < stop; };
    CHECK_FALSE(AssignRound(RoundOf(all, generated.nomination), "seed", PairsOf(all), {}, until));
    CHECK(step == stop + 1);
  }
}

TEST_CASE("rounds of nothing: no applications; no experts; nobody with room; no pairs") {
  Instance none;
  CHECK(Assigned(none, {}).plan.chosen.empty());
  none.offset = {0};
  CHECK(Assigned(none, {}).bound == 0);
  Instance nobody;
  nobody.demand = {2, 1};
  nobody.offset = {0, 0, 0};
  CHECK(Assigned(nobody, {0, 1}).bound == -300'000);
  CHECK(Assigned(nobody, {0, 1}).thin == std::vector<int>{0, 1});
  nobody.max_load = {0, 4};
  nobody.min_load = {0, 2};
  nobody.group = {Instance::kNoGroup, 3};
  const AssignedRound round = Assigned(nobody, {0, 1});
  CHECK(round.plan.price[0] == 0);
  CHECK(round.plan.Assigned() == 0);
  nobody.senior = {0, 0};
  CHECK(Assigned(nobody, {0, 1}, {.auction_from = 0}).plan.WithoutSenior(nobody) == 2);
}

TEST_CASE("pitfall 4: the bound of a round with few listed pairs covers all") {
  const GeneratedInstance generated =
      Generate({.applications = 800, .experts = 400, .demand = 3, .list_size = 400, .seed = 9});
  const Instance all = WithoutGroups(generated.instance);
  const int64_t optimum = Solve(all).Objective(all);
  const AssignedRound round = Assigned(all, generated.nomination);
  CHECK(round.instance.expert.size() < all.expert.size());
  // Some joined the lists because the prices asked for them.
  const std::vector<int> number = RoundOf(all, {}).number;
  CHECK(round.instance.expert.size() >
        BuildLists(all, number, "seed", PairsOf(all)).instance.expert.size());
  CHECK(round.eligible == static_cast<int64_t>(all.expert.size()));
  CHECK(round.bound >= optimum);
  CHECK(round.plan.Objective(round.instance) <= optimum);
  CHECK(round.plan.Objective(round.instance) >= optimum - optimum / 2000);
}

TEST_CASE("started from the prices of a like instance the auction bids less and ends as well") {
  const Instance syn = ReadInstance("syn-2k", 3);
  const std::vector<int> order = Stream("seed", kOrderStream).Order(2000);
  const AuctionResult cold = Auction(syn, order);
  std::vector<int64_t> start = cold.plan.price;
  for (int64_t& price : start) price -= 100;
  const AuctionResult warm = Auction(syn, order, {.start = start});
  CheckFeasible(syn, warm.plan);
  CHECK(warm.bids < cold.bids / 3);
  CHECK(warm.plan.Assigned() == 6000);
  CHECK(warm.plan.Objective(syn) >= 71'085'185 - 20 * 6000);
  CHECK(Bound(syn, warm.plan.price) - warm.plan.Objective(syn) <= 2 * 20 * 6000);
  // From far too high the plan is still one, and the bound holds.
  const AuctionResult high =
      Auction(syn, order, {.start = std::vector<int64_t>(syn.experts(), 9000)});
  CheckFeasible(syn, high.plan);
  CHECK(Bound(syn, high.plan.price) >= 71'085'185);
}

// What the rule says: the first of the eligible by the numbers of the stream.
std::vector<ScoredExpert> DrawnByRule(int a, const std::vector<int>& experts, int most,
                                      absl::FunctionRef<int(int)> score) {
  const Stream list("seed", kListStream);
  std::vector<std::pair<uint64_t, int>> order;
  for (const int e : experts) {
    if (score(e) >= 0)
      order.emplace_back(list.OfPair(static_cast<uint32_t>(a), static_cast<uint32_t>(e)), e);
  }
  std::sort(order.begin(), order.end());
  if (order.size() > static_cast<size_t>(most)) order.resize(most);
  std::vector<ScoredExpert> row;
  for (const auto& [key, e] : order) row.push_back({e, score(e)});
  std::sort(row.begin(), row.end(),
            [](const auto& x, const auto& y) { return x.expert < y.expert; });
  return row;
}

TEST_CASE("pairs are drawn by the stream: so many of the eligible, or all if there are fewer") {
  PairDraw draw("seed");
  for (const int count : {0, 1, 9, 247, 248, 249, 400, 5000}) {
    std::vector<int> experts;
    for (int e = 0; e < count; ++e) experts.push_back(3 * e + 1);
    for (const int of_ten : {0, 1, 5, 10}) {
      const auto score = [&](int e) { return e / 3 % 10 < of_ten ? e % 9000 : -1; };
      for (int a = 0; a < 20; ++a) {
        INFO(count << " experts, " << of_ten << " in ten eligible, application " << a);
        std::vector<ScoredExpert> row;
        draw.Append(a, experts, score, row);
        REQUIRE(row == DrawnByRule(a, experts, 248, score));
      }
    }
  }
  int asked = 0;
  std::vector<int> experts(20'000);
  for (int e = 0; e < 20'000; ++e) experts[e] = e;
  std::vector<ScoredExpert> row;
  draw.Append(
      7, experts, [&](int) { return ++asked; }, row);
  CHECK(row.size() == 248);
  CHECK(asked < 400);
}

TEST_CASE("a round of drawn pairs is bounded over what was drawn") {
  const GeneratedInstance generated =
      Generate({.applications = 400, .experts = 900, .demand = 3, .list_size = 900, .seed = 9});
  const Instance& all = generated.instance;
  std::vector<std::vector<int>> serving(kGeneratedNominations);
  for (int e = 0; e < all.experts(); ++e) {
    for (int q = 0; q < kGeneratedNominations; ++q) {
      if (generated.expert_serves[e] >> q & 1) serving[q].push_back(e);
    }
  }
  PairDraw draw("seed");
  Instance drawn = all;  // with the drawn pairs
  drawn.offset = {0};
  drawn.expert.clear();
  drawn.score.clear();
  const auto pairs = [&](int a, std::vector<ScoredExpert>& row) {
    const auto score = [&](int e) {
      const auto begin = all.expert.begin() + all.offset[a];
      const auto end = all.expert.begin() + all.offset[a + 1];
      const auto at = std::lower_bound(begin, end, e);
      return at == end || *at != e ? PairDraw::kNotEligible : all.score[at - all.expert.begin()];
    };
    draw.Append(a, serving[generated.nomination[a]], score, row, 100);
  };
  for (int a = 0; a < all.applications(); ++a) {
    std::vector<ScoredExpert> row;
    pairs(a, row);
    for (const ScoredExpert& pair : row) {
      drawn.expert.push_back(pair.expert);
      drawn.score.push_back(pair.score);
    }
    drawn.offset.push_back(static_cast<int>(drawn.expert.size()));
  }
  const auto round =
      AssignRound(RoundOf(all, generated.nomination), "seed", pairs, {}, [](int) { return true; });
  REQUIRE(round);
  CheckFeasible(round->instance, round->plan);
  CHECK(round->eligible == static_cast<int64_t>(drawn.expert.size()));
  CHECK(round->bound == Bound(drawn, round->plan.price));
  CHECK(round->plan.Assigned() == 1200);
}

// Both experts suit all three applications equally, and one can take each: a price war.
Instance War() {
  Instance war;
  war.demand = {1, 1, 1};
  war.max_load = {1, 1};
  war.min_load = {0, 0};
  war.group = {Instance::kNoGroup, Instance::kNoGroup};
  war.offset = {0, 2, 4, 6};
  war.expert = {0, 1, 0, 1, 0, 1};
  war.score = {5000, 5000, 5000, 5000, 5000, 5000};
  return war;
}

TEST_CASE("pitfall 9: a shortage that shows in the sums is solved exactly without a bid") {
  const Assignment assignment = Assign(War(), Stream("seed", kOrderStream), 0);
  CHECK(assignment.method == Method::kExact);
  CHECK(assignment.bids == 0);
  CHECK(assignment.plan.Objective(War()) == 10'000 - 100'000);
}

TEST_CASE("pitfall 9: a shortage that only the bids show ends in the exact solver") {
  Instance war = War();
  war.max_load.push_back(9);  // of use to nobody
  war.min_load.push_back(0);
  war.group.push_back(Instance::kNoGroup);
  const Assignment assignment = Assign(war, Stream("seed", kOrderStream), 0);
  CHECK(assignment.method == Method::kExact);
  CHECK(assignment.bids > 400 * 3);
  CHECK(assignment.bids < 400 * 3 + 10);
  CHECK(assignment.plan.Objective(war) == 10'000 - 100'000);
  CHECK(Bound(war, assignment.plan.price) == 10'000 - 100'000);
}

}  // namespace
}  // namespace nastavnik::review
