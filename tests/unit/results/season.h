#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "services/results/domain/ranking/rank.h"

// Small seasons for tests of the ranking.
namespace nastavnik::results::testing {

// The n-th id of a kind; order of n is order of ids.
template <typename IdType>
IdType Numbered(uint32_t n) {
  Uuid uuid;
  for (int i = 0; i < 4; ++i) uuid.bytes[15 - i] = static_cast<uint8_t>(n >> (8 * i));
  uuid.bytes[6] = 0x70;
  return IdType(uuid);
}

// An admitted application of nomination "production" with two reviews of `total` hundredths each.
inline Contestant MakeContestant(uint32_t n, int64_t total) {
  Contestant contestant;
  contestant.application = Numbered<ApplicationId>(n);
  contestant.nomination = NominationId("production");
  contestant.region = RegionId("ru-77");
  contestant.people = {Numbered<PersonId>(n)};
  contestant.submit_time = absl::FromUnixMillis(1'800'000'000'000 + n);
  contestant.demand = 2;
  contestant.reviews = 2;
  contestant.total_sum = 2 * total;
  contestant.lowest_total = total;
  contestant.criteria = {{"a1", 10}, {"b1", 12}};
  return contestant;
}

// One rule "main" for the nominations, one winning class "winner" with `places` in each nomination.
inline Rules MakeRules(const std::vector<std::string>& nominations, int places) {
  Rules rules;
  RankingRule rule;
  rule.id = "main";
  for (const std::string& nomination : nominations) {
    rules.nominations.push_back({NominationId(nomination), "practice", 0});
    rule.quotas["winner"].nominations[NominationId(nomination)] = places;
  }
  rules.rules = {rule};
  rules.classes = {{"winner", true}};
  return rules;
}

// A random season: ties in about a third of the applications, every rule on or off.
struct Generated {
  Inputs inputs;
  Rules rules;
};
Generated Generate(uint64_t seed, int applications);

// Draws a whole number 0 .. most; the lower, the plainer the season.
using Draw = std::function<int(int most)>;
Generated Generate(const Draw& draw, int applications);

}  // namespace nastavnik::results::testing
