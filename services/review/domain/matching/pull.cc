#include "services/review/domain/matching/pull.h"

#include <algorithm>
#include <tuple>

namespace nastavnik::review {

std::vector<int> BestToPull(const std::vector<PullCandidate>& candidates, int expert,
                            const Stream& noise, int most) {
  using Key = std::tuple<int, uint64_t, int, int>;  // less is better; the position comes last
  std::vector<Key> keys;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const PullCandidate& candidate = candidates[i];
    if (candidate.count >= candidate.demand) continue;
    keys.emplace_back(
        -PullKey(candidate.score, candidate.count, candidate.lapsed_before),
        noise.OfPair(static_cast<uint32_t>(candidate.application), static_cast<uint32_t>(expert)),
        candidate.application, static_cast<int>(i));
  }
  const auto count = std::min(keys.size(), static_cast<size_t>(std::max(most, 0)));
  const auto end = keys.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(keys.begin(), end, keys.end());
  std::vector<int> best;
  for (auto key = keys.begin(); key != end; ++key) best.push_back(std::get<3>(*key));
  return best;
}

}  // namespace nastavnik::review
