#include "services/results/domain/ranking/order.h"

#include <algorithm>
#include <limits>

namespace nastavnik::results {
namespace {

int64_t SumOf(const Contestant& contestant, const std::string& criterion) {
  const auto at = std::lower_bound(
      contestant.criteria.begin(), contestant.criteria.end(), criterion,
      [](const CriterionSum& sum, const std::string& wanted) { return sum.criterion < wanted; });
  return at != contestant.criteria.end() && at->criterion == criterion ? at->sum : 0;
}

// Whether every threshold is reached.
bool Passes(const Contestant& contestant, const PassMark& pass) {
  if (pass.value && Compare(contestant.Value(), {*pass.value, 1}) < 0) return false;
  if (pass.each && contestant.lowest_total < *pass.each) return false;
  return std::all_of(pass.criteria.begin(), pass.criteria.end(), [&](const auto& threshold) {
    return Compare({SumOf(contestant, threshold.first), contestant.reviews},
                   {threshold.second, 100}) >= 0;
  });
}

// Sign of a - b where the smaller comes first.
template <typename T>
int Ascending(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int ProtocolOrder(const Contender& contender) {
  const int order = contender.contestant->protocol_order;
  return order > 0 ? order : std::numeric_limits<int>::max();
}

// Negative when `a` comes before `b`, 0 for a tie.
int CompareContenders(const RankingRule& rule, const Contender& a, const Contender& b) {
  if (const int by_value = Compare(b.value, a.value); by_value != 0) return by_value;
  size_t criterion = 0;
  for (const TieBreak& tie_break : rule.tie_breaks) {
    int order = 0;
    switch (tie_break.kind) {
      case TieBreak::Kind::kCriterion:
        order = Compare(b.tie_criteria[criterion], a.tie_criteria[criterion]);
        ++criterion;
        break;
      case TieBreak::Kind::kEarlierSubmission:
        order = Ascending(absl::ToUnixMillis(a.contestant->submit_time),
                          absl::ToUnixMillis(b.contestant->submit_time));
        break;
      case TieBreak::Kind::kProtocol:
        order = Ascending(ProtocolOrder(a), ProtocolOrder(b));
        break;
    }
    if (order != 0) return order;
  }
  return 0;
}

}  // namespace

Reason WhyExcluded(const Contestant& contestant) {
  switch (contestant.state) {
    case Contestant::State::kNotAdmitted:
      return Reason::kNotAdmitted;
    case Contestant::State::kWithdrawn:
      return Reason::kWithdrawn;
    case Contestant::State::kDisqualified:
      return Reason::kDisqualified;
    case Contestant::State::kAdmitted:
      break;
  }
  if (!contestant.reached_last_round) return Reason::kRoundNotReached;
  if (contestant.reviews < std::max(contestant.demand, 1)) return Reason::kReviewsMissing;
  return Reason::kNone;
}

Contender MakeContender(const Contestant& contestant, const RankingRule& rule) {
  Contender contender;
  contender.contestant = &contestant;
  contender.value = contestant.Value();
  contender.passes = Passes(contestant, rule.pass);
  for (const TieBreak& tie_break : rule.tie_breaks) {
    if (tie_break.kind != TieBreak::Kind::kCriterion) continue;
    contender.tie_criteria.push_back({SumOf(contestant, tie_break.criterion), contestant.reviews});
  }
  return contender;
}

void Place(const RankingRule& rule, std::vector<Contender>& contenders) {
  std::sort(contenders.begin(), contenders.end(), [&](const Contender& a, const Contender& b) {
    const int order = CompareContenders(rule, a, b);
    return order != 0 ? order < 0 : a.contestant->application < b.contestant->application;
  });
  for (size_t i = 0; i < contenders.size(); ++i) {
    const bool tied = i > 0 && CompareContenders(rule, contenders[i - 1], contenders[i]) == 0;
    contenders[i].place = tied ? contenders[i - 1].place : static_cast<int>(i) + 1;
  }
}

}  // namespace nastavnik::results
