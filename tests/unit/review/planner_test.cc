#include "services/review/domain/matching/planner.h"

#include <algorithm>
#include <map>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/eligibility.h"
#include "services/review/domain/matching/metrics_json.h"
#include "tests/unit/review/pool.h"

namespace nastavnik::review {
namespace {

TEST_CASE("plans keep every rule, over random pools, conflicts and histories") {
  for (uint32_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    Pool pool(20, 30, seed, R"({"reviewRounds": {"r1": {"load": {"min": 2, "max": 5}}}})");
    for (int i = 0; i < 60; ++i) {
      const Candidate& candidate = pool.input.candidates[pool.Draw(0, 19)];
      const RoundItem& item = pool.input.items[pool.Draw(0, 29)];
      if (i % 3 == 0)
        pool.input.history.conflicts.insert({candidate.expert.id, item.application.uuid()});
      if (i % 3 == 1)
        pool.input.history.conflicts.insert({candidate.expert.id, item.people[0].uuid()});
      if (i % 3 == 2)
        pool.input.history.past[{candidate.expert.id, item.application}] =
            PairHistory::Past::kDeclined;
    }
    pool.input.candidates[3].held_round = 4;
    pool.input.candidates[4].expert.load_limit = 1;
    pool.input.candidates[5].expert.state = Expert::State::kSuspended;
    const Proposal proposal = pool.Solve();
    CheckPlan(pool, RowsOf(Number(pool.input), proposal).pairs);
    CHECK(proposal.metrics.demand == 60);
    CHECK(proposal.metrics.assigned == static_cast<int>(proposal.pairs.size()));
    CHECK(proposal.metrics.open_slots == 60 - proposal.metrics.assigned);
    CHECK(proposal.bound >= proposal.primal);
    CHECK(proposal.metrics.gap_ppm >= 0);
  }
}

TEST_CASE("the same seed gives the same plan and another seed another one") {
  Pool pool(12, 20);
  const Proposal first = pool.Solve();
  CHECK(first.pairs == pool.Solve().pairs);
  pool.seed[0] ^= 1;
  CHECK(first.pairs != pool.Solve().pairs);
}

TEST_CASE("alternates are eligible, not planned, at most three and in order") {
  Pool pool(14, 10);
  const ProposalRows proposal = pool.Rows();
  std::map<ApplicationId, int> count;
  for (const Alternate& alternate : proposal.alternates) {
    CHECK(alternate.rank == ++count[alternate.application]);
    CHECK(alternate.rank <= 3);
    for (const ProposedPair& pair : proposal.pairs) {
      CHECK_FALSE((pair.application == alternate.application && pair.expert == alternate.expert));
    }
  }
  CHECK_FALSE(count.empty());
}

TEST_CASE("an expert of two nominations never exceeds the own limit") {
  Pool pool(6, 60, 9, R"({"reviewRounds": {"r1": {"load": {"min": 0, "max": 7}}}})");
  for (Candidate& candidate : pool.input.candidates) {
    for (const auto& nomination : pool.input.nominations)
      candidate.expert.competences[nomination] = Level::kPrimary;
  }
  CheckPlan(pool, pool.Rows().pairs);
}

TEST_CASE("without experts, or without any who may, everything stays open and is called thin") {
  Pool pool(0, 5);
  const Proposal proposal = pool.Solve();
  CHECK(proposal.pairs.empty());
  CHECK(proposal.metrics.open_slots == 10);
  CHECK(proposal.metrics.thin.size() == 5);
  int millis = 0;
  const PlanMetrics read = DecodeMetrics(EncodeMetrics(proposal.metrics, 17), &millis);
  CHECK(read.open_slots == 10);
  CHECK(read.thin == proposal.metrics.thin);
  CHECK(millis == 17);
}

TEST_CASE("reasons come in their order") {
  Pool pool(1, 1);
  Candidate candidate = pool.input.candidates[0];
  RoundItem item = pool.input.items[0];
  candidate.expert.competences = {{item.nomination, Level::kPrimary}};
  candidate.expert.region = item.region;
  candidate.expert.organization = item.organization;
  item.people.push_back(candidate.expert.person);
  candidate.held_season = 40;
  PairFacts facts{.conflict = true, .declined = true, .had = true, .organization_taken = true};
  const auto why = [&] {
    return std::string(NameOf(WhyNot(candidate, item, facts, pool.input.round, 40)));
  };
  CHECK(why() == "OWN_APPLICATION");
  item.people.pop_back();
  CHECK(why() == "SAME_ORGANIZATION");
  candidate.expert.organization = OrganizationId::New();
  CHECK(why() == "CONFLICT");
  facts.conflict = false;
  CHECK(why() == "DECLINED_BEFORE");
  facts.declined = false;
  CHECK(why() == "ALREADY_REVIEWED");
  facts.had = false;
  CHECK(why() == "REGION");
  candidate.expert.region = RegionId("ru-99");
  CHECK(why() == "CAP");
  candidate.held_season = 39;
  CHECK(why() == "SIDE_CONSTRAINT");
  facts.organization_taken = false;
  facts.never_together = true;
  CHECK(why() == "SIDE_CONSTRAINT");
  facts.never_together = false;
  CHECK(why() == "");
  candidate.expert.competences.clear();
  CHECK(why() == "NO_COMPETENCE");
  candidate.expert.state = Expert::State::kCandidate;
  CHECK(why() == "EXPERT_NOT_ACTIVE");
}

TEST_CASE("the score is the weighted sum of its components") {
  Pool pool(1, 1);
  Candidate candidate = pool.input.candidates[0];
  RoundItem item = pool.input.items[0];
  candidate.expert.grade = Grade::kLead;
  candidate.expert.competences = {{item.nomination, Level::kPrimary}};
  candidate.expert.region = RegionId("ru-77");
  item.region = RegionId("ru-16");
  item.keywords = candidate.keywords;
  const Round& round = pool.input.round;
  CHECK(BaseScore(candidate, item, round, 40, {}) == 9900);
  item.keywords = {};
  CHECK(BaseScore(candidate, item, round, 40, {}) == 7900);  // no keywords: half
  candidate.expert.competences[item.nomination] = Level::kSecondary;
  CHECK(BaseScore(candidate, item, round, 40, {}) == 6700);
  const Districts districts = {{RegionId("ru-77"), "Центральный"},
                               {RegionId("ru-16"), "Центральный"}};
  CHECK(BaseScore(candidate, item, round, 40, districts) == 6200);
  candidate.expert.grade = Grade::kBasic;
  CHECK(BaseScore(candidate, item, round, 40, districts) == 5200);
  candidate.held_round = 15;  // of 30
  CHECK(BaseScore(candidate, item, round, 40, districts) == 4750);
  const Noise noise("seed");
  for (int e = 0; e < 100; ++e) {
    CHECK(noise.Of(0, e) >= 0);
    CHECK(noise.Of(0, e) < 100);
  }
}

}  // namespace
}  // namespace nastavnik::review
