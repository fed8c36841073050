#include "services/review/domain/matching/pair_rows.h"

#include <array>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/eligibility.h"
#include "services/review/domain/matching/score.h"
#include "tests/unit/review/pool.h"

namespace nastavnik::review {
namespace {

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
    const PlanInput& facts = pool.input;
    const RunInput run = Number(facts);
    std::vector<int> most(run.experts.size(), 3);
    if (most.size() > 7) most[7] = 0;
    PairRows rows(run, pool.seed);
    const Noise noise(pool.seed);
    REQUIRE(run.applications.size() == facts.items.size());
    for (size_t a = 0; a < run.applications.size(); ++a) {
      const RoundItem& item = facts.items[a];  // in the order of their ids, like the numbers
      std::vector<ScoredExpert> expected, row;
      for (const Candidate& candidate : facts.candidates) {
        const auto numbered = std::find_if(run.experts.begin(), run.experts.end(),
                                           [&](auto& x) { return x.id == candidate.expert.id; });
        const Ineligible reason = WhyNot(candidate, item, facts.history.Of(candidate, item),
                                         facts.round, facts.season_max);
        if (numbered == run.experts.end()) {
          REQUIRE((reason == Ineligible::kNoCompetence || reason == Ineligible::kExpertNotActive));
          continue;
        }
        const auto e = static_cast<int>(numbered - run.experts.begin());
        const Ineligible told = rows.WhyNot(static_cast<int>(a), e);
        REQUIRE((told == Ineligible::kNone) == (reason == Ineligible::kNone));
        const bool serves = candidate.expert.state == Expert::State::kActive &&
                            facts.round.grades.contains(candidate.expert.grade);
        if (serves) REQUIRE(told == reason);
        if (reason != Ineligible::kNone || most[e] == 0) continue;
        const int score =
            BaseScore(candidate, item, facts.round, facts.season_max, facts.districts) +
            noise.Of(static_cast<uint32_t>(a), static_cast<uint32_t>(e));
        REQUIRE(rows.PartsOf(static_cast<int>(a), e).Total() == score);
        expected.push_back({e, score});
      }
      rows.Append(static_cast<int>(a), most, row);
      REQUIRE(row == expected);
    }
  }
}

TEST_CASE("the plan of a round is within its certificate") {
  Pool pool(60, 300, 3, R"({"reviewRounds": {"r1": {"load": {"min": 4, "max": 25}}}})");
  const Proposal proposal = pool.Solve();
  CheckPlan(pool, RowsOf(Number(pool.input), proposal).pairs);
  CHECK(proposal.bound >= proposal.primal);
  CHECK(proposal.metrics.open_slots == 0);
  CHECK(proposal.metrics.gap_ppm <= 10'000);
  CHECK(proposal.price.size() == 60);
}

}  // namespace
}  // namespace nastavnik::review
