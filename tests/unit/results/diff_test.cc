#include <catch2/catch.hpp>

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

}  // namespace
}  // namespace nastavnik::results
