#include "services/review/domain/matching/pull.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/solver.h"
#include "tests/unit/review/instances.h"
#include "tests/unit/review/plans.h"

namespace nastavnik::review {
namespace {

TEST_CASE("keys fall with every review and rise after a lapse") {
  CHECK(PullKey(8000, 0, false) == 8000);
  CHECK(PullKey(8000, 2, false) == 5000);
  CHECK(PullKey(8000, 1, true) == 7500);
  CHECK(PullKey(0, 10, false) == -15'000);
}

TEST_CASE("the best come first and ties go by the noise stream and then the number") {
  const Stream noise("seed", kNoiseStream);
  const std::vector<PullCandidate> candidates = {
      {.application = 5, .score = 7000, .count = 0, .demand = 2},
      {.application = 6, .score = 9000, .count = 2, .demand = 2},  // has what it wants
      {.application = 7, .score = 9000, .count = 1, .demand = 2},
      {.application = 8, .score = 7000, .count = 0, .demand = 2},
      {.application = 9, .score = 6400, .count = 0, .demand = 2, .lapsed_before = true},
  };
  std::set<bool> seen;
  for (int expert = 0; expert < 20; ++expert) {
    const bool five_first = noise.OfPair(5, expert) < noise.OfPair(8, expert);
    const std::vector<int> tied = five_first ? std::vector<int>{0, 3} : std::vector<int>{3, 0};
    CHECK(BestToPull(candidates, expert, noise, 20) == std::vector<int>{2, 4, tied[0], tied[1]});
    seen.insert(five_first);
  }
  CHECK(seen.size() == 2);
  CHECK(BestToPull(candidates, 3, noise, 1) == std::vector<int>{2});
  CHECK(BestToPull(candidates, 3, noise, 0).empty());
  CHECK(BestToPull({}, 3, noise, 20).empty());
}

TEST_CASE("the choice does not depend on the order of the candidates") {
  const Stream noise("seed", kNoiseStream);
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<PullCandidate> candidates;
    for (int a = 0; a < 40; ++a) {
      candidates.push_back({.application = a,
                            .score = 100 * std::uniform_int_distribution<int>(50, 60)(random),
                            .count = std::uniform_int_distribution<int>(0, 3)(random),
                            .demand = 3,
                            .lapsed_before = a % 7 == 0});
    }
    const auto chosen = [&] {
      std::vector<int> applications;
      for (const int i : BestToPull(candidates, 2, noise, 20))
        applications.push_back(candidates[i].application);
      return applications;
    };
    const std::vector<int> first = chosen();
    std::shuffle(candidates.begin(), candidates.end(), random);
    REQUIRE(chosen() == first);
  }
}

// Experts come at random until nobody can take anything more; each reviews what the queue gives.
struct Season {
  explicit Season(const Instance& instance, uint32_t seed)
      : instance(instance), count(instance.applications()), by_expert(instance.experts()) {
    for (int a = 0; a < instance.applications(); ++a) {
      for (int at = instance.offset[a]; at < instance.offset[a + 1]; ++at)
        by_expert[instance.expert[at]].emplace_back(a, instance.score[at]);
    }
    std::vector<int> arrivals;
    for (int e = 0; e < instance.experts(); ++e)
      arrivals.insert(arrivals.end(), instance.max_load[e], e);
    std::mt19937 random(seed);
    std::shuffle(arrivals.begin(), arrivals.end(), random);
    const int work = std::accumulate(instance.demand.begin(), instance.demand.end(), 0);
    for (const int e : arrivals) {
      Claim(e);
      if (done == work / 2 && begun_at_half == 0) begun_at_half = Begun(1);
      if (done == work * 4 / 5 && twice_at_80 == 0) twice_at_80 = Begun(2);
    }
  }

  void Claim(int e) {
    std::vector<PullCandidate> candidates;
    for (const auto& [a, score] : by_expert[e])
      candidates.push_back({a, score, count[a], instance.demand[a], false});
    const std::vector<int> best = BestToPull(candidates, e, noise, 1);
    if (best.empty()) return;
    const auto pair = by_expert[e].begin() + best[0];
    score_sum += pair->second;
    ++count[pair->first];
    ++done;
    by_expert[e].erase(pair);
  }

  double Begun(int reviews) const {
    const auto begun =
        std::count_if(count.begin(), count.end(), [&](int c) { return c >= reviews; });
    return static_cast<double>(begun) / static_cast<double>(count.size());
  }

  const Instance& instance;
  const Stream noise{"seed", kNoiseStream};
  std::vector<int> count;
  std::vector<std::vector<std::pair<int, int>>> by_expert;
  int done = 0;
  int64_t score_sum = 0;
  double begun_at_half = 0, twice_at_80 = 0;
};

TEST_CASE("reviews stay level while experts come at random and the sum is near the optimum") {
  const Instance instance = ReadInstance("syn-2k", 3);
  const Instance loads = WithoutMinimum(instance);
  const int64_t optimum = Solve(loads).ScoreSum(loads);
  for (uint32_t seed = 1; seed <= 5; ++seed) {
    INFO("seed " << seed);
    const Season season(instance, seed);
    CHECK(season.begun_at_half >= 0.99);
    CHECK(season.twice_at_80 >= 0.98);
    CHECK(season.score_sum >= optimum - optimum * 6 / 100);
    CHECK(season.done >= 5990);  // of 6000
  }
}

}  // namespace
}  // namespace nastavnik::review
