// What a run answers in its modes and scopes, around what is held.
#include <algorithm>
#include <map>
#include <numeric>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/input_file.h"
#include "services/review/domain/matching/pair_rows.h"
#include "services/review/domain/matching/panel.h"
#include "services/review/domain/matching/planner.h"
#include "services/review/domain/matching/solver.h"
#include "tests/unit/review/instances.h"
#include "tests/unit/review/pool.h"

namespace nastavnik::review {
namespace {

constexpr char kLoads[] = R"({"reviewRounds": {"r1": {"load": {"min": 3, "max": 12}}}})";

TEST_CASE("with everything held there is nothing to fill") {
  Pool pool(30, 20, 4, kLoads);
  const Proposal first = pool.Solve();
  REQUIRE(first.metrics.open_slots == 0);
  Hold(pool.input, pool.Rows().pairs);
  pool.input.mode = RunMode::kFill;
  const Proposal second = pool.Solve();
  CHECK(second.pairs.empty());
  CHECK(second.metrics.applications == 0);
  CHECK(second.metrics.demand == 0);
  CHECK(second.metrics.thin.empty());
  CHECK(second.metrics.components == first.metrics.components);
}

TEST_CASE("the same bytes with any number of threads") {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    Pool pool(25, 80, seed, kLoads);
    const RunInput input = Number(pool.input);
    const auto bytes = [&](int threads) {
      return WriteResult(ResultOf(*Propose(input, pool.seed, {}, threads)));
    };
    const std::string one = bytes(1);
    REQUIRE(bytes(2) == one);
    REQUIRE(bytes(5) == one);
  }
}

TEST_CASE("pitfall 5: the same seed gives the same bytes whatever the order of the facts") {
  for (uint32_t seed = 1; seed <= 30; ++seed) {
    Pool pool(14, 25, seed, kLoads);
    AddObstacles(pool, 60);
    const auto bytes = [&] { return WriteResult(ResultOf(pool.Solve())); };
    const std::string first = bytes();
    std::shuffle(pool.input.items.begin(), pool.input.items.end(), pool.random);
    std::shuffle(pool.input.candidates.begin(), pool.input.candidates.end(), pool.random);
    PairHistory again;  // the same sets, filled in another order
    std::vector<std::pair<ExpertId, Uuid>> conflicts(pool.input.history.conflicts.begin(),
                                                     pool.input.history.conflicts.end());
    std::sort(conflicts.begin(), conflicts.end());
    again = pool.input.history;
    again.conflicts.clear();
    again.conflicts.insert(conflicts.begin(), conflicts.end());
    pool.input.history = again;
    REQUIRE(bytes() == first);
    pool.seed += "!";
    CHECK(bytes() != first);
  }
}

TEST_CASE("pitfall 2: minimum loads that cannot be met give the best partial plan") {
  Pool pool(20, 12, 2, R"({"reviewRounds": {"r1": {"load": {"min": 5, "max": 9}}}})");
  const Proposal proposal = pool.Solve();
  CheckPlan(pool, RowsOf(Number(pool.input), proposal).pairs);
  CHECK(proposal.metrics.open_slots == 0);
  CHECK(proposal.metrics.experts_under_minimum > 10);
  CHECK(proposal.metrics.load_max <= 9);
  CHECK(proposal.bound >= proposal.primal);
}

TEST_CASE("pitfall 13: an application that nobody may judge is thin and open and the plan stands") {
  for (const RunMode mode : {RunMode::kFull, RunMode::kFill, RunMode::kPull}) {
    Pool pool(15, 10, 3, kLoads);
    pool.input.mode = mode;
    RoundItem& alone = pool.input.items[4];
    for (const Candidate& candidate : pool.input.candidates)
      pool.input.history.conflicts.insert({candidate.expert.id, alone.application.uuid()});
    const Proposal proposal = pool.Solve();
    const auto& thin = proposal.metrics.thin;
    CHECK(std::find(thin.begin(), thin.end(), alone.application) != thin.end());
    for (const auto& pair : proposal.pairs) CHECK(pair.application != 4);
    for (const auto& candidate : proposal.candidates) CHECK(candidate.application != 4);
    CHECK(proposal.metrics.open_slots == (mode == RunMode::kPull ? 20 : 2));
    CHECK(proposal.bound >= proposal.primal);
  }
}

TEST_CASE("degenerate runs have proposals without anything in them") {
  for (const RunMode mode : {RunMode::kFull, RunMode::kPull}) {
    for (const auto& [experts, applications] : {std::pair(0, 0), {0, 3}, {3, 0}, {1, 1}}) {
      INFO(experts << " x " << applications);
      Pool pool(experts, applications);
      pool.input.mode = mode;
      pool.input.round.max_load = applications > 0 ? 0 : 5;
      const Proposal proposal = pool.Solve();
      CHECK(proposal.pairs.empty());
      CHECK(proposal.candidates.empty());
      CHECK(proposal.primal == -kOpenSlotPenalty * 2 * applications);
      CHECK(proposal.bound >= proposal.primal);
      RunResult result = ResultOf(proposal);
      result.commitment = result.input_sha256 = result.seed = std::string(32, 'x');
      result.number = 1;
      CHECK(ReadResult(WriteResult(result)).ok());
    }
  }
  PlanInput nothing;
  nothing.season = "2027";
  nothing.round.stage = StageId("review-1");
  CHECK(Propose(Number(nothing), "").ok());
  CHECK(ReadInput(WriteInput(Number(nothing))).ok());
}

TEST_CASE("a run that is not wanted any more ends") {
  Pool pool(12, 20);
  const RunInput input = Number(pool.input);
  int told = 0;
  const auto count = [&](int done, int total) {
    CHECK(done >= 0);
    CHECK(done <= total);
    CHECK(total == 20);
    ++told;
    return true;
  };
  REQUIRE(Propose(input, "seed", count).ok());
  CHECK(told >= 3);
  for (int wanted = 0; wanted < told; ++wanted) {
    int left = wanted;
    const auto stop = [&](int, int) { return left-- > 0; };
    CHECK(absl::IsCancelled(Propose(input, "seed", stop).status()));
  }
}

TEST_CASE("lists to claim from hold twice what an expert may take where so many are eligible") {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    Pool pool(60, 150, seed, kLoads);
    AddObstacles(pool, 100);
    pool.input.mode = RunMode::kPull;
    const RunInput input = Number(pool.input);
    const Proposal proposal = pool.Solve();
    CHECK(proposal.pairs.empty());
    CHECK(proposal.alternates.empty());
    CHECK(proposal.metrics.gap_ppm == 0);
    const PairRows rows(input, pool.seed);
    std::map<int, int> listed;
    for (size_t i = 0; i < proposal.candidates.size(); ++i) {
      const auto& [e, a, score] = proposal.candidates[i];
      ++listed[e];
      REQUIRE(rows.WhyNot(a, e) == Ineligible::kNone);
      REQUIRE(rows.PartsOf(a, e).Total() == score);
      if (i == 0) continue;
      const auto& before = proposal.candidates[i - 1];
      REQUIRE(std::tuple(before.expert, -before.score, before.application) <
              std::tuple(e, -score, a));
    }
    for (int e = 0; e < static_cast<int>(input.experts.size()); ++e) {
      int eligible = 0;
      for (int a = 0; a < static_cast<int>(input.applications.size()); ++a)
        eligible += input.applications[a].demand > 0 && rows.WhyNot(a, e) == Ineligible::kNone;
      REQUIRE(listed[e] >= std::min(2 * input.experts[e].max_load, eligible));
    }
  }
}

TEST_CASE("drawn lists hold eligible pairs only and the bound is over them") {
  Pool pool(600, 30, 5, kLoads);
  AddObstacles(pool, 500);
  RunInput input = Number(pool.input);
  CHECK_FALSE(input.drawn);
  input.drawn = true;
  PairRows rows(input, pool.seed);
  std::vector<int> everybody(input.experts.size(), 1);
  int full = 0;
  for (int a = 0; a < 30; ++a) {
    std::vector<ScoredExpert> row;
    rows.Append(a, everybody, row);
    REQUIRE(row.size() <= 248);
    full += row.size() == 248;
    for (const ScoredExpert& pair : row) {
      REQUIRE(rows.WhyNot(a, pair.expert) == Ineligible::kNone);
      REQUIRE(rows.PartsOf(a, pair.expert).Total() == pair.score);
    }
  }
  CHECK(full > 10);
  const auto proposal = Propose(input, pool.seed);
  REQUIRE(proposal.ok());
  CheckPlan(pool, RowsOf(input, *proposal).pairs);
  CHECK(proposal->bound >= proposal->primal);
}

TEST_CASE("every application gets a senior where that is asked for and seniors suffice") {
  Pool pool(60, 80, 6, R"({"reviewRounds": {"r1": {"load": {"min": 0, "max": 9}}}})");
  for (size_t e = 0; e < pool.input.candidates.size(); ++e)
    pool.input.candidates[e].expert.grade = e % 3 == 0 ? Grade::kSenior : Grade::kBasic;
  const Proposal indifferent = pool.Solve();
  pool.input.round.seniors = 1;
  CHECK(Number(pool.input).seniors);
  const Proposal asked = pool.Solve();
  CheckPlan(pool, RowsOf(Number(pool.input), asked).pairs);
  CHECK(asked.metrics.without_senior == 0);
  CHECK(indifferent.metrics.without_senior > 0);
  CHECK(asked.bound >= asked.primal);
}

TEST_CASE("figures of a plan are those of its pairs") {
  Pool pool(20, 30, 7, kLoads);
  const Proposal proposal = pool.Solve();
  const RunInput input = Number(pool.input);
  const PlanMetrics& metrics = proposal.metrics;
  std::vector<int> load(input.experts.size()), sum(30);
  int64_t total = 0;
  for (const auto& [a, e, score] : proposal.pairs) {
    ++load[e];
    sum[a] += score;
    total += score;
  }
  CHECK(metrics.load_max == *std::max_element(load.begin(), load.end()));
  CHECK(metrics.load_min == *std::min_element(load.begin(), load.end()));
  CHECK(metrics.unused_experts == std::count(load.begin(), load.end(), 0));
  CHECK(metrics.mean_score == total / metrics.assigned);
  CHECK(metrics.worst_score_sum == *std::min_element(sum.begin(), sum.end()));
  CHECK(metrics.percentile_score_sum == metrics.worst_score_sum);  // of fewer than 100
  CHECK(metrics.utilization_sd > 0);
  CHECK(metrics.utilization_sd <= 5000);
  CHECK(metrics.list_pairs >= 30 * 2);
  CHECK(metrics.primal == proposal.primal);
  CHECK(metrics.bound == proposal.bound);
  REQUIRE(metrics.components.size() == 2);
  CHECK(metrics.components[0].first == input.nominations[0]);
  CHECK(metrics.components[0].second >= 1);
}

TEST_CASE("a panel is every pair that nothing bars: 12 experts and 40 applications less 30") {
  Pool pool(12, 40, 1, R"({"reviewRounds": {"r1": {"load": {"min": 0, "max": 1}}}})");
  const NominationId nomination = pool.input.nominations[0];
  for (Candidate& candidate : pool.input.candidates) {
    candidate.expert.competences = {{nomination, Level::kPrimary}};
    candidate.expert.organization = OrganizationId::New();
    candidate.expert.region = RegionId("ru-90");
    candidate.held_round = 1;  // of 1: loads do not count
  }
  for (RoundItem& item : pool.input.items) item.nomination = nomination;
  const auto bar = [&](int e, int a) {
    return pool.input.history.conflicts
        .insert({pool.input.candidates[e].expert.id, pool.input.items[a].application.uuid()})
        .second;
  };
  for (int barred = 0; barred < 30;) barred += bar(pool.Draw(0, 11), pool.Draw(0, 39));
  const Panel panel = MakePanel(pool.input);
  CHECK(panel.pairs.size() == 450);
  CHECK(std::accumulate(panel.demand.begin(), panel.demand.end(), 0) == 450);
  CHECK(panel.thin.empty());

  int e = 0;
  while (!bar(e, 7)) ++e;
  const Panel later = MakePanel(pool.input);
  CHECK(later.pairs.size() == 449);
  for (int a = 0; a < 40; ++a) CHECK(later.demand[a] == panel.demand[a] - (a == 7));
  for (e = 0; e < 12; ++e) bar(e, 9);
  const Panel thin = MakePanel(pool.input);
  CHECK(thin.thin == std::vector<ApplicationId>{pool.input.items[9].application});
  CHECK(thin.demand[9] == 0);
}

}  // namespace
}  // namespace nastavnik::review
