#include "services/review/domain/matching/certificate.h"

#include <algorithm>
#include <limits>

namespace nastavnik::review {
namespace {

constexpr int64_t kClosed = int64_t{1} << 40;

}  // namespace

BoundSum::BoundSum(const std::vector<int>& min_load, const std::vector<int>& max_load,
                   const std::vector<int64_t>& price)
    : price_(price) {
  for (size_t e = 0; e < price_.size(); ++e) {
    if (max_load[e] == 0) {
      price_[e] = kClosed;
      continue;
    }
    price_[e] = std::max(price_[e], -kMinLoadReward);
    bound_ += min_load[e] * (kMinLoadReward + price_[e]) +
              int64_t{max_load[e] - min_load[e]} * std::max<int64_t>(price_[e], 0);
  }
}

void BoundSum::Add(int demand, const std::vector<ScoredExpert>& row) {
  if (demand <= 0) return;
  best_.assign(demand, -kOpenSlotPenalty);  // descending
  for (const ScoredExpert& pair : row) {
    const int64_t value = pair.score - price_[pair.expert];
    if (value <= best_.back()) continue;
    int at = demand - 1;
    for (; at > 0 && best_[at - 1] < value; --at) best_[at] = best_[at - 1];
    best_[at] = value;
  }
  for (const int64_t value : best_) bound_ += value;
}

int64_t Bound(const Instance& instance, const std::vector<int64_t>& price) {
  BoundSum sum(instance.min_load, instance.max_load, price);
  std::vector<ScoredExpert> row;
  for (int a = 0; a < instance.applications(); ++a) {
    row.clear();
    for (int i = instance.offset[a]; i < instance.offset[a + 1]; ++i)
      row.push_back({instance.expert[i], instance.score[i]});
    sum.Add(instance.demand[a], row);
  }
  return sum.bound();
}

int GapPpm(int64_t bound, int64_t primal, int64_t score_sum) {
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  const int64_t gap = std::max<int64_t>(bound - primal, 0);
  if (gap == 0) return 0;
  if (score_sum <= 0) return static_cast<int>(kMost);
  if (gap / score_sum >= kMost / 1'000'000) return static_cast<int>(kMost);
  const int64_t ppm = gap / score_sum * 1'000'000 + gap % score_sum * 1'000'000 / score_sum;
  return static_cast<int>(ppm);
}

}  // namespace nastavnik::review
