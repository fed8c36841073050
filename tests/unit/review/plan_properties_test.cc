// What holds for the plan of every round, in every mode and scope.
#include "services/review/domain/matching/planner.h"
#include "tests/support/property.h"
#include "tests/unit/review/pool.h"

namespace nastavnik::review {
namespace {

using support::Between;
using support::CheckProperty;
using support::Seed;

constexpr char kFewEach[] = R"({"reviewRounds": {"r1": {"load": {"min": 1, "max": 4}}}})";
constexpr char kLoads[] = R"({"reviewRounds": {"r1": {"load": {"min": 3, "max": 12}}}})";

// Solves the pool, and asserts that the plan is right and within its bound.
Proposal Solved(const Pool& pool) {
  Proposal proposal = pool.Solve();
  RC_ASSERT(WhyWrong(pool, RowsOf(Number(pool.input), proposal).pairs) == "");
  RC_ASSERT(proposal.bound >= proposal.primal);
  return proposal;
}

// Lets every expert serve every nomination.
void ServeAll(Pool& pool) {
  for (Candidate& candidate : pool.input.candidates) {
    for (const auto& nomination : pool.input.nominations)
      candidate.expert.competences.try_emplace(nomination, Level::kSecondary);
  }
}

TEST_CASE("pitfall 6: no plan holds an ineligible pair, over 10,000 random sets of conflicts") {
  CheckProperty(10'000, [] {
    Pool pool(*Between(1, 7), *Between(1, 8), *Seed());
    AddObstacles(pool, *Between(0, 40));
    Solved(pool);
  });
}

TEST_CASE("pitfall 6: open slots are filled around what is held and nothing that is barred") {
  CheckProperty(1000, [] {
    Pool pool(*Between(1, 14), *Between(1, 20), *Seed(), kFewEach);
    AddObstacles(pool, *Between(0, 30));
    pool.input.round.conflict.one_per_organization = *rc::gen::arbitrary<bool>();
    const std::vector<ProposedPair> first = RowsOf(Number(pool.input), Solved(pool)).pairs;
    Hold(pool.input, first);
    for (const ProposedPair& pair : first) {
      if (*rc::gen::weightedElement<bool>({{2, false}, {1, true}})) Decline(pool.input, pair);
    }
    AddObstacles(pool, *Between(0, 20));
    pool.input.mode = RunMode::kFill;
    const PlanMetrics filled = Solved(pool).metrics;
    RC_ASSERT(filled.demand == filled.assigned + filled.open_slots);
  });
}

TEST_CASE("pitfall 10: an expert of both nominations never exceeds the own limit") {
  CheckProperty(500, [] {
    const int experts = *Between(1, 8);  // with places for all that wants them, or nearly so
    Pool pool(experts, *Between(1, 4 * experts), *Seed(),
              R"({"reviewRounds": {"r1": {"load": {"min": 3, "max": 7}}}})");
    ServeAll(pool);
    Solved(pool);
  });
}

TEST_CASE("pitfall 10: loads hold in both scopes and nothing is lost") {
  CheckProperty(60, [] {
    Pool pool(*Between(1, 16), *Between(1, 60), *Seed(), kLoads);
    ServeAll(pool);
    const Proposal split = Solved(pool);
    pool.input.scope = RunScope::kSeason;
    const Proposal whole = Solved(pool);
    RC_ASSERT(whole.bound >= split.primal);
    RC_ASSERT(split.bound >= whole.primal);
  });
}

}  // namespace
}  // namespace nastavnik::review
