#include "services/results/domain/calibration/band.h"

#include <algorithm>
#include <functional>

namespace nastavnik::results {

std::vector<int> SelectBand(const std::vector<int64_t>& values, int percent, int places) {
  const int64_t n = static_cast<int64_t>(values.size());
  const int64_t size = std::min(n, std::max((percent * n + 99) / 100, int64_t{3} * places));
  std::vector<int> band;
  if (size <= 0) return band;
  std::vector<int64_t> sorted = values;
  std::nth_element(sorted.begin(), sorted.begin() + size - 1, sorted.end(), std::greater<>());
  const int64_t last = sorted[size - 1];
  for (int64_t i = 0; i < n; ++i) {
    if (values[i] >= last) band.push_back(static_cast<int>(i));
  }
  return band;
}

}  // namespace nastavnik::results
