// The auction and the certificate, against the exact solver and brute force.
#include "services/review/domain/matching/auction.h"

#include <algorithm>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/solver.h"
#include "services/review/domain/matching/streams.h"
#include "tests/bench/assignment/generator/generator.h"
#include "tests/unit/review/instances.h"
#include "tests/unit/review/plans.h"

namespace nastavnik::review {
namespace {

std::vector<int> OrderOf(const Instance& instance) {
  return Stream("seed", kOrderStream).Order(instance.applications());
}

// Runs the auction and requires what it promises; returns its objective.
int64_t CheckAuction(const Instance& instance) {
  const AuctionResult result = Auction(instance, OrderOf(instance));
  CheckFeasible(instance, result.plan);
  const int64_t objective = result.plan.Objective(instance);
  const int64_t bound = Bound(instance, result.plan.price);
  REQUIRE(bound >= objective);
  if (!result.exhausted) REQUIRE(bound - objective <= 20 * result.plan.Assigned());
  return objective;
}

TEST_CASE("pitfalls 2 and 3: the auction on the instances with known optima") {
  const Instance tiny = ReadInstance("tiny", 2), syn = ReadInstance("syn-2k", 3);
  for (const auto& [instance, optimum] :
       {std::pair(syn, 71'085'185), std::pair(WithoutMinimum(syn), 42'650'524)}) {
    const AuctionResult result = Auction(instance, OrderOf(instance));
    CHECK_FALSE(result.exhausted);
    CHECK(result.plan.Assigned() == 6000);
    const int64_t objective = CheckAuction(instance);
    CHECK(objective <= optimum);
    CHECK(objective >= optimum - 20 * 6000);
    CHECK(Bound(instance, result.plan.price) >= optimum);
  }
  CHECK(CheckAuction(tiny) <= 689'546);
  CHECK(CheckAuction(WithoutMinimum(tiny)) <= 240'092);
}

TEST_CASE("pitfall 4: the bound from exact prices is the optimum, more pairs never lower it") {
  for (const char* name : {"tiny", "syn-2k"}) {
    const Instance instance = ReadInstance(name, *name == 't' ? 2 : 3);
    const Plan plan = Solve(instance);
    CHECK(Bound(instance, plan.price) == plan.Objective(instance));
    CHECK(GapPpm(Bound(instance, plan.price), plan.Objective(instance), plan.ScoreSum(instance)) ==
          0);

    Instance listed = instance;  // every second pair
    listed.expert.clear();
    listed.score.clear();
    for (int a = 0; a < instance.applications(); ++a) {
      for (int i = instance.offset[a]; i < instance.offset[a + 1]; i += 2) {
        listed.expert.push_back(instance.expert[i]);
        listed.score.push_back(instance.score[i]);
      }
      listed.offset[a + 1] = static_cast<int>(listed.expert.size());
    }
    const Plan short_plan = Solve(listed);
    CHECK(Bound(listed, short_plan.price) == short_plan.Objective(listed));
    CHECK(Bound(instance, short_plan.price) > Bound(listed, short_plan.price));
    CHECK(Bound(instance, short_plan.price) >= plan.Objective(instance));
  }
}

TEST_CASE("the gap in parts per million") {
  CHECK(GapPpm(100, 100, 0) == 0);
  CHECK(GapPpm(101, 100, 0) == 2'147'483'647);
  CHECK(GapPpm(1'000'100, 1'000'000, 1'000'000) == 100);
  CHECK(GapPpm(30'003'000'000, 30'000'000'000, 30'000'000'000) == 100);
  CHECK(GapPpm(900'000'000'000, 0, 1) == 2'147'483'647);
}

TEST_CASE("pitfall 5: renumbering leaves the optimum, the same order gives the same plan") {
  const Instance syn = ReadInstance("syn-2k", 3);
  for (uint32_t seed = 1; seed <= 3; ++seed) {
    const Instance permuted = Permuted(syn, seed);
    CHECK(Solve(permuted).Objective(permuted) == 71'085'185);
    CheckAuction(permuted);
  }
  const AuctionResult first = Auction(syn, OrderOf(syn)), second = Auction(syn, OrderOf(syn));
  CHECK(first.plan.chosen == second.plan.chosen);
  CHECK(first.plan.price == second.plan.price);
  CHECK(first.bids == second.bids);
  const auto other = Auction(syn, Stream("another seed", kOrderStream).Order(2000));
  CHECK(first.plan.chosen != other.plan.chosen);
}

TEST_CASE("pitfall 9: under shortage the bid budget ends the auction") {
  Instance instance = ReadInstance("syn-2k", 3);
  for (int e = 0; e < instance.experts(); ++e) {
    instance.max_load[e] = 7 * instance.max_load[e] / 10;
    instance.min_load[e] = std::min(instance.min_load[e], instance.max_load[e]);
  }
  const AuctionResult result =
      Auction(instance, OrderOf(instance), {.eps = 1, .bids_per_slot = 50});
  CHECK(result.exhausted);
  CHECK(result.bids <= 50 * 6000 + 10);
  CheckFeasible(instance, result.plan);
  CHECK(Bound(instance, result.plan.price) >= 9'531'580);
}

TEST_CASE("the auction at the edges: no pairs, no capacity, no applications, no experts") {
  Instance instance;
  instance.offset = {0};
  CHECK(CheckAuction(instance) == 0);
  instance.demand = {2};
  instance.offset = {0, 0};
  CHECK(CheckAuction(instance) == -200'000);
  instance.max_load = {0, 5};
  instance.min_load = {0, 2};
  instance.group = {Instance::kNoGroup, Instance::kNoGroup};
  instance.offset = {0, 2};
  instance.expert = {0, 1};
  instance.score = {9000, 10};
  CHECK(CheckAuction(instance) == 10 + 10'000 - 100'000);
  CHECK(Solve(instance).Objective(instance) == 10 + 10'000 - 100'000);
  instance.max_load = {0, 0};
  instance.min_load = {0, 0};
  CHECK(CheckAuction(instance) == -200'000);
  instance.demand = {0};
  CHECK(CheckAuction(instance) == 0);
}

TEST_CASE("an expert who could take more than there is never fills up") {
  Instance instance = RandomInstance(3, 6, 4);
  std::fill(instance.max_load.begin(), instance.max_load.end(), 2'000'000'000);
  std::fill(instance.min_load.begin(), instance.min_load.end(), 0);
  const AuctionResult result = Auction(instance, OrderOf(instance));
  CHECK(Bound(instance, result.plan.price) == result.plan.Objective(instance));
  for (const int64_t price : result.plan.price) CHECK(price == 0);
}

TEST_CASE("generated instances: auction and exact solver meet between the bounds") {
  for (const uint32_t seed : {1u, 2u, 3u}) {
    const GeneratedInstance generated =
        Generate({.applications = 700, .experts = 100, .demand = 3, .list_size = 40, .seed = seed});
    const Plan plan = Solve(generated.instance);
    const int64_t optimum = plan.Objective(generated.instance);
    CHECK(Bound(generated.instance, plan.price) == optimum);
    const int64_t auction = CheckAuction(generated.instance);
    CHECK(auction <= optimum);
    CHECK(auction >= optimum - 20 * 2100);
  }
}

TEST_CASE("streams: the numbers of the published rule") {
  // SHA-256("" + "abc") begins with ba7816bf8f01cfea.
  CHECK(Stream("", "abc").key() == 0xba7816bf8f01cfea);
  CHECK(Stream("a", "bc").key() == Stream("", "abc").key());
  const Stream stream("seed", kOrderStream);
  CHECK(stream.OfPair(0, 5) == stream.At(5));
  CHECK(stream.OfPair(1, 0) == stream.At(uint64_t{1} << 32));
  std::vector<int> order = stream.Order(1000);
  CHECK(stream.Order(0).empty());
  for (size_t i = 1; i < order.size(); ++i) CHECK(stream.At(order[i - 1]) <= stream.At(order[i]));
  std::sort(order.begin(), order.end());
  for (int i = 0; i < 1000; ++i) CHECK(order[i] == i);
}

}  // namespace
}  // namespace nastavnik::review
