#include "services/review/domain/matching/explain.h"

#include <map>
#include <set>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/pair_rows.h"
#include "services/review/domain/matching/planner.h"
#include "services/review/domain/matching/repair.h"
#include "services/review/domain/matching/run_frame.h"
#include "tests/unit/review/pool.h"

namespace nastavnik::review {
namespace {

using Outcome = Explanation::Outcome;

TEST_CASE("every pair of a run is explained by its components and what beat it") {
  std::map<Outcome, int> seen;
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    Pool pool(20, 24, seed, R"({"reviewRounds": {"r1": {"load": {"min": 1, "max": 4}}}})");
    AddObstacles(pool, 60);
    const RunInput input = Number(pool.input);
    const Proposal proposal = pool.Solve();
    const RunResult result = ResultOf(proposal);
    const PairRows rows(input, pool.seed);
    const RoundToAssign round = FrameOf(input);
    const SideConstraints sides(round.frame);
    std::set<std::pair<int, int>> assigned(result.assigned.begin(), result.assigned.end());
    const std::set<std::pair<int, int>> held(input.pinned.begin(), input.pinned.end());
    for (int a = 0; a < static_cast<int>(input.applications.size()); ++a) {
      for (int e = 0; e < static_cast<int>(input.experts.size()); ++e) {
        const Explanation why = Explain(input, pool.seed, result, a, e);
        ++seen[why.outcome];
        REQUIRE(why.score.Total() == rows.PartsOf(a, e).Total());
        REQUIRE(why.price == result.price[e]);
        REQUIRE(why.value == why.score.Total() - why.price);
        REQUIRE((why.outcome == Outcome::kAssigned) == assigned.contains({a, e}));
        REQUIRE((why.outcome == Outcome::kHeld) == held.contains({a, e}));
        const Ineligible reason = rows.WhyNot(a, e);
        REQUIRE((why.outcome == Outcome::kIneligible) ==
                (reason != Ineligible::kNone && !held.contains({a, e})));
        if (why.outcome == Outcome::kIneligible) REQUIRE(why.reason == reason);
        if (why.outcome == Outcome::kSideConstraint) {
          REQUIRE(assigned.contains({a, why.other}));
          REQUIRE(sides.Part(e, why.other));
        }
        if (why.reason == Ineligible::kSideConstraint) REQUIRE(held.contains({a, why.other}));
        if (why.outcome == Outcome::kOutbid || why.outcome == Outcome::kCapacity) {
          REQUIRE(why.place >= 1);
          REQUIRE(why.place <= why.listed);
        }
      }
    }
  }
  for (const Outcome outcome : {Outcome::kAssigned, Outcome::kHeld, Outcome::kIneligible,
                                Outcome::kOutbid, Outcome::kCapacity, Outcome::kSideConstraint}) {
    INFO(std::string(NameOf(outcome)));
    CHECK(seen[outcome] > 0);
  }
}

// Experts who differ in keywords alone, and one application for so many of them.
struct Small {
  explicit Small(int experts, int demand, int applications = 1) : pool(experts, applications) {
    const NominationId nomination = pool.input.nominations[0];
    pool.input.nominations = {nomination};
    pool.input.round.min_load = 0;
    for (int e = 0; e < experts; ++e) {
      Candidate& candidate = pool.input.candidates[e];
      candidate.expert.competences = {{nomination, Level::kPrimary}};
      candidate.expert.grade = Grade::kBasic;
      candidate.expert.region = RegionId("ru-90");
      candidate.expert.organization = OrganizationId::New();
      candidate.keywords = {};
      for (int i = 0; i < 10 - e; ++i) candidate.keywords.Add(i);
    }
    for (RoundItem& item : pool.input.items) {
      item.nomination = nomination;
      item.region = RegionId("ru-91");
      item.demand = demand;
      item.keywords = {};
      for (int i = 0; i < 10; ++i) item.keywords.Add(i);
    }
  }
  Explanation Ask(int a, int e) const {
    const RunInput input = Number(pool.input);
    return Explain(input, pool.seed, ResultOf(pool.Solve()), a, e);
  }

  Pool pool;
};

TEST_CASE("the better expert outbids the others") {
  const Small small(4, 2);
  CHECK(small.Ask(0, 0).outcome == Outcome::kAssigned);
  CHECK(small.Ask(0, 1).outcome == Outcome::kAssigned);
  const Explanation third = small.Ask(0, 2);
  CHECK(third.outcome == Outcome::kOutbid);
  CHECK(third.place == 3);
  CHECK(third.listed == 4);
  CHECK(third.score.keywords == 800);
  CHECK(third.value < third.threshold);
}

TEST_CASE("an expert who is full elsewhere is explained by capacity") {
  Small small(3, 1, 2);
  small.pool.input.round.max_load = 1;
  int assigned = 0;
  for (int a = 0; a < 2; ++a) {
    const Explanation best = small.Ask(a, 0);
    assigned += best.outcome == Outcome::kAssigned;
    if (best.outcome == Outcome::kAssigned) continue;
    CHECK(best.outcome == Outcome::kCapacity);
    CHECK(best.place == 1);
  }
  CHECK(assigned == 1);
}

TEST_CASE("an expert kept out by another one is told whom") {
  Small small(4, 2);
  auto& candidates = small.pool.input.candidates;
  small.pool.input.history.never_together = {{candidates[0].expert.id, candidates[1].expert.id}};
  const Explanation kept_out = small.Ask(0, 1);
  CHECK(kept_out.outcome == Outcome::kSideConstraint);
  CHECK(kept_out.other == 0);
  CHECK(small.Ask(0, 2).outcome == Outcome::kAssigned);
  // The same against somebody who held it before.
  small.pool.input.history.held[small.pool.input.items[0].application] = {
      {candidates[0].expert.id, candidates[0].expert.organization}};
  small.pool.input.items[0].demand = 1;
  const Explanation barred = small.Ask(0, 1);
  CHECK(barred.outcome == Outcome::kIneligible);
  CHECK(barred.reason == Ineligible::kSideConstraint);
  CHECK(barred.other == 0);
  CHECK(small.Ask(0, 0).outcome == Outcome::kHeld);
}

TEST_CASE(
    "without open slots or off the list an expert is not listed and lists are to claim from") {
  Small small(4, 2);
  small.pool.input.mode = RunMode::kPull;
  CHECK(small.Ask(0, 3).outcome == Outcome::kListed);
  small.pool.input.mode = RunMode::kFull;
  small.pool.input.items[0].demand = 0;
  CHECK(small.Ask(0, 3).outcome == Outcome::kNotListed);

  Small large(10, 1);
  for (int e = 0; e < 200; ++e) {
    Candidate more = large.pool.input.candidates[9];
    more.expert.id = ExpertId::New();
    more.expert.organization = OrganizationId::New();
    more.keywords = {};
    large.pool.input.candidates.push_back(more);
  }
  large.pool.input.round.max_load = 1;
  // Another hundred applications, so that nobody needs this list to be covered.
  for (int a = 0; a < 100; ++a) {
    RoundItem item = large.pool.input.items[0];
    item.application = ApplicationId::New();
    large.pool.input.items.push_back(item);
  }
  const RunInput input = Number(large.pool.input);
  const RunResult result = ResultOf(large.pool.Solve());
  std::map<Outcome, int> seen;
  for (int e = 10; e < 210; e += 5) ++seen[Explain(input, large.pool.seed, result, 0, e).outcome];
  CHECK(seen[Outcome::kNotListed] > 10);
}

}  // namespace
}  // namespace nastavnik::review
