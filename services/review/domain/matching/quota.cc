#include "services/review/domain/matching/quota.h"

#include <algorithm>
#include <numeric>

namespace nastavnik::review {

std::vector<int> SplitByLargestRemainder(int total, const std::vector<int64_t>& weights) {
  std::vector<int> parts(weights.size(), 0);
  const int64_t sum = std::accumulate(weights.begin(), weights.end(), int64_t{0});
  if (sum <= 0) return parts;
  int left = total;
  for (size_t i = 0; i < weights.size(); ++i) {
    parts[i] = static_cast<int>(total * weights[i] / sum);
    left -= parts[i];
  }
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t i, size_t j) {
    return total * weights[i] % sum > total * weights[j] % sum;
  });
  for (size_t i = 0; left > 0; ++i, --left) ++parts[order[i]];
  return parts;
}

int64_t NominationWeight(int64_t demand, int64_t supply) {
  return demand <= 0 || supply <= 0 ? 0 : std::max<int64_t>(1, (demand << 20) / supply);
}

SplitLoads SplitByUse(int min_load, int max_load, const std::vector<int>& used,
                      const std::vector<int64_t>& weights) {
  const int sum = std::accumulate(used.begin(), used.end(), 0);
  const std::vector<int64_t> share =
      sum == 0 ? weights : std::vector<int64_t>(used.begin(), used.end());
  const auto plus = [&](std::vector<int> parts, int total) {
    const std::vector<int> rest = SplitByLargestRemainder(total, share);
    for (size_t q = 0; q < parts.size(); ++q) parts[q] += rest[q];
    return parts;
  };
  // A share of a total up to the sum is never above what is used.
  if (sum >= min_load)
    return {SplitByLargestRemainder(min_load, share), plus(used, max_load - sum)};
  SplitLoads split;
  split.least = plus(used, min_load - sum);
  split.most = plus(split.least, max_load - min_load);
  return split;
}

}  // namespace nastavnik::review
