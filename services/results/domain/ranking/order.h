#pragma once

#include <vector>

#include "services/results/domain/ranking/rank.h"

namespace nastavnik::results {

// A contestant with what ordering asks for often.
struct Contender {
  const Contestant* contestant = nullptr;
  int nomination = 0;  // index into Rules::nominations
  int entry = 0;       // index into the entries
  Fraction value;
  std::vector<Fraction> tie_criteria;  // of the rule's criterion tie breaks, in their order
  bool passes = false;                 // reaches every threshold
  int place = 0;
};

// Why the contestant does not compete; kNone when it does.
Reason WhyExcluded(const Contestant& contestant);

// `contestant` competes and must outlive the contender.
Contender MakeContender(const Contestant& contestant, const RankingRule& rule);

// Sorts the contenders of one nomination and sets their places; equal ones are in order of
// application ids.
void Place(const RankingRule& rule, std::vector<Contender>& contenders);

}  // namespace nastavnik::results
