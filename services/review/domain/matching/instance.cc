#include "services/review/domain/matching/instance.h"

#include <algorithm>

namespace nastavnik::review {

int64_t Plan::ScoreSum(const Instance& instance) const {
  int64_t sum = 0;
  for (const auto& positions : chosen) {
    for (const int position : positions) sum += instance.score[position];
  }
  return sum;
}

int Plan::Assigned() const {
  size_t count = 0;
  for (const auto& positions : chosen) count += positions.size();
  return static_cast<int>(count);
}

int64_t Plan::Objective(const Instance& instance) const {
  int64_t objective = ScoreSum(instance);
  for (int e = 0; e < instance.experts(); ++e)
    objective += kMinLoadReward * std::min(load[e], instance.min_load[e]);
  int64_t open = 0;
  for (int a = 0; a < instance.applications(); ++a)
    open += instance.demand[a] - static_cast<int>(chosen[a].size());
  return objective - kOpenSlotPenalty * open - kNoSeniorPenalty * WithoutSenior(instance);
}

int Plan::WithoutSenior(const Instance& instance) const {
  int without = 0;
  for (int a = 0; a < instance.applications(); ++a) {
    without += instance.WantsSenior(a) &&
               std::none_of(chosen[a].begin(), chosen[a].end(),
                            [&](int i) { return instance.IsSenior(instance.expert[i]); });
  }
  return without;
}

}  // namespace nastavnik::review
