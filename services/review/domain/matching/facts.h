#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/id/id.h"
#include "services/review/domain/expert.h"
#include "services/review/domain/ids.h"
#include "services/review/domain/season_rules.h"

namespace nastavnik::review {

// Up to 128 keywords: bit = place in id order.
struct KeywordSet {
  std::array<uint64_t, 2> bits{};

  void Add(int index) { bits[index / 64] |= uint64_t{1} << (index % 64); }
  int Count() const { return __builtin_popcountll(bits[0]) + __builtin_popcountll(bits[1]); }
  int CountCommon(const KeywordSet& other) const {
    return __builtin_popcountll(bits[0] & other.bits[0]) +
           __builtin_popcountll(bits[1] & other.bits[1]);
  }
  friend bool operator==(const KeywordSet&, const KeywordSet&) = default;
};

KeywordSet KeywordsOf(const std::vector<std::string>& keywords, const SeasonRules& rules);

// An application in a round, as matching sees it: no name, no text.
struct RoundItem {
  ApplicationId application;
  NominationId nomination;
  OrganizationId organization;  // nil: none
  RegionId region;
  std::vector<PersonId> people;
  KeywordSet keywords;
  int demand = 0;  // slots that want an expert now
};

// An expert, as matching sees one.
struct Candidate {
  Expert expert;
  KeywordSet keywords;
  int held_round = 0;   // assignments of the round that are open or completed
  int held_season = 0;  // the same of the season

  // Most assignments of the round, and how many are left of it and of the season.
  int MaxLoad(const Round& round) const;
  int Room(const Round& round, int season_max) const;
};

// What joins or parts one expert and one application.
struct PairFacts {
  bool conflict =
      false;  // an ACTIVE conflict with the application, a person of it, or the organization
  bool declined = false;  // had it and gave it up, in any round
  bool had = false;       // has or had it in this round or, with freshExperts, in an earlier one
  bool organization_taken =
      false;  // another active expert of the application is of the same organization
  bool never_together = false;  // another one is never to be on an application with this expert
  bool senior_held = false;     // another one is a senior; see SeniorGain
};

}  // namespace nastavnik::review
