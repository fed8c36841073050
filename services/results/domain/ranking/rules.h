#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/id/id.h"

// The rules by which a season ranks, as read from its document (rankingRules, awardClasses).
namespace nastavnik::results {

struct TieBreak {
  enum class Kind { kCriterion, kEarlierSubmission, kProtocol };
  Kind kind;
  std::string criterion;  // of kCriterion: larger exact mean first
};

// What an application must reach to be awarded. In hundredths; absent means no threshold.
struct PassMark {
  std::optional<int64_t> value;                           // the value that ranks
  std::optional<int64_t> each;                            // every single review's total
  std::vector<std::pair<std::string, int64_t>> criteria;  // mean mark of a criterion
};

// Limits of one award class under one rule; absent means none.
struct Quota {
  std::optional<int> total;
  std::map<NominationId, int> nominations;  // a nomination without an entry has no limit of its own
  std::optional<int> max_per_region;        // in one nomination
  std::optional<int> max_per_region_total;  // over all nominations of the rule
  int min_per_region = 0;                   // floor, over all nominations of the rule
};

enum class OneWin { kNone, kDirection, kSeason };

// A rule and the nominations that it orders, each by itself.
struct RankingRule {
  std::string id;
  PassMark pass;
  std::vector<TieBreak> tie_breaks;     // in turn, after the value
  std::map<std::string, Quota> quotas;  // by award class
  OneWin one_win = OneWin::kSeason;
  int void_below = 2;  // fewer contenders: no awards
  int reserve = 0;
};

struct RankedNomination {
  NominationId id;
  std::string direction;
  int rule = 0;  // index into Rules::rules
};

struct AwardClass {
  std::string id;
  bool win = false;  // counts for the one-win rule
};

struct Rules {
  std::vector<RankingRule> rules;
  std::vector<RankedNomination> nominations;  // in the order of the season
  std::vector<AwardClass> classes;            // those awarded from the ranking, best first
};

}  // namespace nastavnik::results
