#pragma once

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "services/review/domain/matching/planner.h"
#include "tests/unit/review/season.h"

namespace nastavnik::review {

// A random season of two nominations, drawn from a seed.
struct Pool {
  explicit Pool(int experts, int applications, uint32_t seed = 1, const std::string& patch = "{}")
      : random(seed) {
    rules = ReadSeason(patch);
    input.season = "2027";
    input.round = rules->rounds().front();
    input.season_max = rules->season_max();
    input.nominations = {NominationId("production"), NominationId("social")};
    for (int e = 0; e < experts; ++e) input.candidates.push_back(MakeCandidate());
    for (int a = 0; a < applications; ++a) input.items.push_back(MakeItem());
    std::sort(input.candidates.begin(), input.candidates.end(),
              [](auto& x, auto& y) { return x.expert.id < y.expert.id; });
    std::sort(input.items.begin(), input.items.end(),
              [](auto& x, auto& y) { return x.application < y.application; });
  }

  int Draw(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); }
  template <typename Id>
  Id NewId() {
    Uuid uuid;
    for (uint8_t& byte : uuid.bytes) byte = static_cast<uint8_t>(random());
    return Id(uuid);
  }
  RegionId Region() { return RegionId("ru-" + std::to_string(Draw(1, 20))); }
  OrganizationId Organization() {
    while (organizations.size() < 12) organizations.push_back(NewId<OrganizationId>());
    return organizations[Draw(0, 11)];
  }
  Candidate MakeCandidate() {
    Candidate candidate;
    candidate.expert = {.season = "2027",
                        .id = NewId<ExpertId>(),
                        .person = NewId<PersonId>(),
                        .state = Expert::State::kActive,
                        .grade = Grade(Draw(0, 2)),
                        .region = Region(),
                        .organization = Organization()};
    candidate.expert.competences[input.nominations[Draw(0, 1)]] = Level::kPrimary;
    if (Draw(0, 2) == 0) {
      for (const auto& nomination : input.nominations)
        candidate.expert.competences.try_emplace(nomination, Level::kSecondary);
    }
    for (int i = 0; i < 3; ++i) candidate.keywords.Add(Draw(0, 11));
    return candidate;
  }
  RoundItem MakeItem() {
    RoundItem item{.application = NewId<ApplicationId>(),
                   .nomination = input.nominations[Draw(0, 1)],
                   .organization = Organization(),
                   .region = Region(),
                   .people = {NewId<PersonId>()},
                   .demand = 2};
    for (int i = 0; i < 3; ++i) item.keywords.Add(Draw(0, 11));
    return item;
  }

  std::mt19937 random;
  std::shared_ptr<const SeasonRules> rules;
  std::vector<OrganizationId> organizations;
  PlanInput input;
  std::string seed = "a seed of 32 bytes, or any other";

  // The proposal for the pool as it stands. Ends the test when there is none.
  Proposal Solve() const;
  // The same as it is stored.
  ProposalRows Rows() const;
};

// Fills the history of a pool with every kind of obstacle: conflicts, declines, holders.
void AddObstacles(Pool& pool, int count);

// Lets `pairs` stand as held, and counts the open slots down.
void Hold(PlanInput& input, const std::vector<ProposedPair>& pairs);

// The expert gives up a held application.
void Decline(PlanInput& input, const ProposedPair& pair);

// The first pair that breaks a rule which a plan must keep, and which; "": none does.
std::string WhyWrong(const Pool& pool, const std::vector<ProposedPair>& pairs);
// Requires all of them.
void CheckPlan(const Pool& pool, const std::vector<ProposedPair>& pairs);

}  // namespace nastavnik::review
