#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/registration/domain/season/form.h"
#include "services/registration/domain/season/selector.h"

namespace nastavnik::season {

// What decides after the close: rubrics, rounds, ranking, awards. Registration reads these parts to
// check them; the services that act by them have readers of their own.

struct Criterion {
  std::string id;
  int64_t min = 0, max = 0;
  bool informative = false;           // recorded, never scored
  std::optional<int64_t> weight_all;  // one weight for every nomination, or
  std::map<std::string, int64_t> weights;
  std::vector<std::string> indicators;  // nominations with an indicator text of their own

  // Weight in a nomination; absent when the document gives none.
  std::optional<int64_t> WeightIn(const std::string& nomination) const;
};

struct Rubric {
  std::string id;
  Selector applies_to;
  std::map<std::string, Criterion> criteria;
  std::vector<std::string> order;
  Titles recommendation;
};

struct Round {
  std::string id;
  Selector applies_to;
  std::string stage;
  std::string kind;                   // OPTIMAL, PANEL, PULL
  std::string source_round;           // "" when the source is the admitted applications
  int64_t reviews = 2;                // per application
  int64_t load_max = 0;               // 0: none set
  std::vector<std::string> opposite;  // two recommendation ids, or none
};

struct Quota {
  std::optional<int64_t> total;
  std::map<std::string, int64_t> nominations;
  std::optional<int64_t> max_per_region;        // in one nomination
  std::optional<int64_t> max_per_region_total;  // over all nominations of the rule
  std::optional<int64_t> min_per_region;        // over all nominations of the rule
};

struct RankingRule {
  std::string id;
  Selector applies_to;
  std::vector<std::string> rounds;
  std::vector<std::string> criteria;    // ids named by tie-breaks and pass marks
  std::map<std::string, Quota> quotas;  // by award class
};

struct AwardClass {
  std::string id;
  int64_t rank = 0;
  std::string round;  // of `from: ROUND`
};

}  // namespace nastavnik::season
