#include <catch2/catch.hpp>

#include "services/results/domain/computation.h"
#include "services/results/domain/ranking/diff.h"
#include "tests/unit/results/season.h"

namespace nastavnik::results {
namespace {

using testing::MakeContestant;
using testing::Numbered;

TEST_CASE("a ranking differs from itself in nothing", "[ranking]") {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    const testing::Generated season = testing::Generate(seed, 40);
    const std::vector<Entry> entries = Rank(season.inputs, season.rules);
    REQUIRE(Diff(entries, entries).empty());
  }
}

TEST_CASE("a difference tells what was and what is, of whoever came, went or moved", "[ranking]") {
  const Rules rules = testing::MakeRules({"production"}, 1);
  Inputs inputs;
  for (uint32_t n = 1; n <= 4; ++n)
    inputs.contestants.push_back(MakeContestant(n, 9000 - 1000 * n));
  const std::vector<Entry> before = Rank(inputs, rules);
  inputs.contestants.erase(inputs.contestants.begin() + 3);     // 4 goes
  inputs.contestants.push_back(MakeContestant(5, 8500));        // 5 comes, first
  inputs.contestants[1].state = Contestant::State::kWithdrawn;  // 2 withdraws, 3 stays third
  const std::vector<Difference> differences = Diff(before, Rank(inputs, rules));
  REQUIRE(differences.size() == 4);
  CHECK(differences[0].application == Numbered<ApplicationId>(1));
  CHECK(differences[0].before->award == "winner");
  CHECK(differences[0].after->award.empty());
  CHECK(differences[0].after->place == 2);
  CHECK(differences[1].application == Numbered<ApplicationId>(2));
  CHECK(differences[1].after->reason == Reason::kWithdrawn);
  CHECK(differences[2].application == Numbered<ApplicationId>(4));
  CHECK_FALSE(differences[2].after);
  CHECK(differences[3].application == Numbered<ApplicationId>(5));
  CHECK_FALSE(differences[3].before);
}

TEST_CASE("pitfall 26: a ranking over a late review tells what it moved", "[ranking]") {
  const Rules rules = testing::MakeRules({"production"}, 1);
  Inputs inputs;
  for (uint32_t n = 1; n <= 4; ++n)
    inputs.contestants.push_back(MakeContestant(n, 9000 - 1000 * n));
  const Computation frozen = Compute(inputs, rules);
  ++inputs.contestants[2].reviews;
  inputs.contestants[2].total_sum += 6100;  // 3 stays third
  const Computation late = Compute(inputs, rules);
  CHECK(late.inputs_sha256 != frozen.inputs_sha256);
  CHECK(late.result_sha256 != frozen.result_sha256);
  const std::vector<Difference> differences = Diff(frozen.entries, late.entries);
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].application == Numbered<ApplicationId>(3));
  CHECK(differences[0].before->reviews == 2);
  CHECK(differences[0].after->reviews == 3);
  CHECK(differences[0].after->total_sum == 18'100);
  CHECK(differences[0].after->place == 3);
}

}  // namespace
}  // namespace nastavnik::results
