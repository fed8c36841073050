#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "services/results/domain/ranking/order.h"

namespace nastavnik::results {

// Gives the award classes to placed contenders, one class after the other. See Rank for the rules.
class Awarding {
 public:
  // `nominations[i]` are the contenders of Rules::nominations[i], sorted and placed. All three must
  // outlive this.
  Awarding(const Rules& rules, const std::vector<std::vector<Contender>>& nominations,
           std::vector<Entry>& entries);

  void AwardAll();

 private:
  using Group = std::vector<const Contender*>;
  // Awards given so far in one class.
  struct Given {
    std::map<int, int> by_rule;
    std::map<int, int> by_nomination;
    std::map<std::pair<int, RegionId>, int> by_region_nomination;
    std::map<std::pair<int, RegionId>, int> by_region_rule;
  };

  using Wins =
      std::set<std::pair<int, PersonId>>;  // number of the direction, or kSeason; who won there

  void AwardClassTo(const AwardClass& award);
  void FillFloors(const AwardClass& award);
  void FillFloor(const AwardClass& award, int rule, const RegionId& region, int floor);
  // Decides a tie; a single contender is a tie of one. `room` is how many of them may get the class
  // at most.
  void Decide(const AwardClass& award, const Group& tied, int room);
  // Those of `tied` that may get the class if there is a place; the others get their reason.
  Group Candidates(const AwardClass& award, const Group& tied);
  Reason WhyNoPlace(const AwardClass& award, const Contender& contender) const;
  void Count(const Contender& contender, int change);
  bool HasWin(const Contender& contender, const Wins& wins) const;
  void AddWins(const Contender& contender, Wins& wins) const;
  void Give(const AwardClass& award, const Contender& contender);

  const RankingRule& RuleOf(const Contender& contender) const;
  Entry& EntryOf(const Contender& contender) { return (*entries_)[contender.entry]; }

  const Rules* rules_;
  std::vector<Entry>* entries_;
  std::vector<Group>
      ties_;  // of all nominations, by place, then nomination; void nominations left out
  std::vector<bool> stopped_;   // nominations with an unresolved tie
  std::vector<int> direction_;  // number of each nomination's direction
  Wins wins_;
  Given given_;  // in the class that is being awarded
};

}  // namespace nastavnik::results
