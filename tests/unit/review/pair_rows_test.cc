#include "services/review/domain/matching/pair_rows.h"

#include <array>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/eligibility.h"
#include "services/review/domain/matching/score.h"
#include "tests/unit/review/pool.h"

namespace nastavnik::review {
namespace {

// Fills the history of a pool with every kind of obstacle.
void AddObstacles(Pool& pool, int count) {
  auto& history = pool.input.history;
  const int experts = static_cast<int>(pool.input.candidates.size());
  const int items = static_cast<int>(pool.input.items.size());
  for (int i = 0; i < count; ++i) {
    const Candidate& candidate = pool.input.candidates[pool.Draw(0, experts - 1)];
    RoundItem& item = pool.input.items[pool.Draw(0, items - 1)];
    const ExpertId expert = candidate.expert.id;
    switch (i % 7) {
      case 0:
        history.conflicts.insert({expert, item.application.uuid()});
        break;
      case 1:
        history.conflicts.insert({expert, item.people[0].uuid()});
        break;
      case 2:
        history.conflicts.insert({expert, item.organization.uuid()});
        break;
      case 3:
        history.past[{expert, item.application}] = PairHistory::Past::kDeclined;
        break;
      case 4:
        history.past[{expert, item.application}] = PairHistory::Past::kHad;
        break;
      case 5:
        history.organizations[item.application].push_back(candidate.expert.organization);
        break;
      default:
        item.people.push_back(candidate.expert.person);
    }
  }
}

void AddOddities(Pool& pool) {
  auto& candidates = pool.input.candidates;
  candidates[0].expert.state = Expert::State::kSuspended;
  candidates[1].held_season = pool.input.season_max;
  candidates[2].held_round = 2;
  candidates[3].expert.organization = OrganizationId();
  candidates[4].expert.region = RegionId();
  candidates[5].keywords = {};
  pool.input.items[0].organization = OrganizationId();
  pool.input.items[1].region = RegionId();
  pool.input.items[2].keywords = {};
  pool.input.districts = {{RegionId("ru-1"), "Центральный"},
                          {RegionId("ru-2"), "Центральный"},
                          {RegionId("ru-3"), "Дальневосточный"}};
}

TEST_CASE("rows are what eligibility and score say of each pair") {
  using Region = ConflictRule::Region;
  for (uint32_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    Pool pool(15, 20, seed);
    AddOddities(pool);
    AddObstacles(pool, 100);
    pool.input.round.conflict.region =
        std::array{Region::kDifferent, Region::kAny, Region::kPreferNear}[seed % 3];
    pool.input.round.conflict.one_per_organization = seed % 2 == 0;
    pool.input.round.grades = {Grade::kBasic, Grade::kLead};
    const PlanInput& input = pool.input;
    std::vector<int> max_load(input.candidates.size(), 3);
    max_load[7] = 0;
    PairRows rows(input);
    const Noise noise(input.seed);
    for (size_t a = 0; a < input.items.size(); ++a) {
      std::vector<ScoredExpert> expected, row;
      for (size_t e = 0; e < input.candidates.size(); ++e) {
        const Candidate& candidate = input.candidates[e];
        const PairFacts facts = input.history.Of(candidate, input.items[a]);
        if (max_load[e] == 0 || WhyNot(candidate, input.items[a], facts, input.round,
                                       input.season_max) != Ineligible::kNone)
          continue;
        expected.push_back({static_cast<int>(e),
                            BaseScore(candidate, input.items[a], input.round, input.districts) +
                                noise.Of(static_cast<uint32_t>(a), static_cast<uint32_t>(e))});
      }
      rows.Append(static_cast<int>(a), max_load, row);
      REQUIRE(row == expected);
    }
  }
}

TEST_CASE("pitfall 6: no plan holds an ineligible pair, over 10,000 random sets of conflicts") {
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    Pool pool(6, 7, seed);
    const PlanInput clean = pool.input;
    for (int set = 1; set <= 100; ++set) {
      INFO("seed " << seed << ", set " << set);
      pool.input = clean;
      AddObstacles(pool, 25);
      const Proposal proposal = Propose(pool.input);
      CheckPlan(pool, proposal);
      REQUIRE(proposal.bound >= proposal.primal);
    }
  }
}

TEST_CASE("pitfall 10: an expert of both nominations never exceeds the own limit") {
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    Pool pool(5, 40, seed, R"({"reviewRounds": {"r1": {"load": {"min": 3, "max": 7}}}})");
    for (Candidate& candidate : pool.input.candidates) {
      for (const auto& nomination : pool.input.nominations)
        candidate.expert.competences[nomination] = Level::kPrimary;
    }
    CheckPlan(pool, Propose(pool.input));
  }
}

TEST_CASE("the plan of a round is within its certificate") {
  Pool pool(60, 300, 3, R"({"reviewRounds": {"r1": {"load": {"min": 4, "max": 25}}}})");
  const Proposal proposal = Propose(pool.input);
  CheckPlan(pool, proposal);
  CHECK(proposal.bound >= proposal.primal);
  CHECK(proposal.metrics.open_slots == 0);
  CHECK(proposal.metrics.gap_ppm <= 10'000);
  CHECK(proposal.price.size() == 60);
}

}  // namespace
}  // namespace nastavnik::review
