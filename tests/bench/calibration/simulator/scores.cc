#include "tests/bench/calibration/simulator/scores.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>

namespace nastavnik::bench {
namespace {

// Sorts `values` and returns how many neighbours had to be swapped.
int64_t CountSwaps(std::vector<double>& values, std::vector<double>& spare, size_t begin,
                   size_t end) {
  if (end - begin < 2) return 0;
  const size_t middle = begin + (end - begin) / 2;
  int64_t swaps = CountSwaps(values, spare, begin, middle) + CountSwaps(values, spare, middle, end);
  size_t left = begin, right = middle;
  for (size_t out = begin; out < end; ++out) {
    const bool take_right = left == middle || (right < end && values[right] < values[left]);
    if (take_right) swaps += static_cast<int64_t>(middle - left);
    spare[out] = take_right ? values[right++] : values[left++];
  }
  std::copy(spare.begin() + begin, spare.begin() + end, values.begin() + begin);
  return swaps;
}

// Pairs within runs of equal neighbours.
template <typename Equal>
int64_t TiedPairs(size_t size, Equal equal) {
  int64_t pairs = 0, run = 0;
  for (size_t i = 1; i < size; ++i) {
    run = equal(i - 1, i) ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

// Indices of the best `count`, as flags.
std::vector<bool> Best(const std::vector<double>& values, size_t count) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return values[a] > values[b]; });
  std::vector<bool> best(values.size());
  for (size_t i = 0; i < count; ++i) best[order[i]] = true;
  return best;
}

}  // namespace

double KendallTau(const std::vector<double>& x, const std::vector<double>& y) {
  const size_t n = x.size();
  std::vector<size_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return x[a] != x[b] ? x[a] < x[b] : y[a] < y[b]; });
  const auto same_x = [&](size_t i, size_t j) { return x[order[i]] == x[order[j]]; };
  const int64_t tied_x = TiedPairs(n, same_x);
  const int64_t tied_both =
      TiedPairs(n, [&](size_t i, size_t j) { return same_x(i, j) && y[order[i]] == y[order[j]]; });
  std::vector<double> sorted(n), spare(n);
  for (size_t i = 0; i < n; ++i) sorted[i] = y[order[i]];
  const int64_t swaps = CountSwaps(sorted, spare, 0, n);
  const int64_t tied_y = TiedPairs(n, [&](size_t i, size_t j) { return sorted[i] == sorted[j]; });
  const int64_t pairs = static_cast<int64_t>(n) * (static_cast<int64_t>(n) - 1) / 2;
  const double scale = std::sqrt(static_cast<double>(pairs - tied_x)) *
                       std::sqrt(static_cast<double>(pairs - tied_y));
  if (!(scale > 0)) return 0;
  return static_cast<double>(pairs - tied_x - tied_y + tied_both - 2 * swaps) / scale;
}

Scores ScoreOf(const std::vector<double>& value, const std::vector<double>& quality,
               const std::vector<int>& nomination, double top_share) {
  std::map<int, std::pair<std::vector<double>, std::vector<double>>> parts;
  for (size_t a = 0; a < value.size(); ++a) {
    parts[nomination[a]].first.push_back(value[a]);
    parts[nomination[a]].second.push_back(quality[a]);
  }
  Scores scores;
  scores.tau_all = KendallTau(value, quality);
  size_t wanted = 0, found = 0;
  for (const auto& [number, part] : parts) {
    const size_t n = part.first.size();
    scores.tau += KendallTau(part.first, part.second) * static_cast<double>(n) /
                  static_cast<double>(value.size());
    const size_t count = std::max<size_t>(1, std::lround(top_share * static_cast<double>(n)));
    const std::vector<bool> best = Best(part.first, count);
    const std::vector<bool> truth = Best(part.second, count);
    for (size_t i = 0; i < n; ++i) found += best[i] && truth[i] ? 1 : 0;
    wanted += count;
  }
  scores.top = wanted > 0 ? static_cast<double>(found) / static_cast<double>(wanted) : 0;
  return scores;
}

}  // namespace nastavnik::bench
