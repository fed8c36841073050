#pragma once

#include <cstdint>
#include <vector>

namespace nastavnik::results {

// The best of a nomination, who get more reviews: their indices, ascending. `values` are
// micro-points of the posterior mean. The band has max(ceil(percent * n / 100), 3 * places)
// applications, all of them if there are fewer, and those that tie with the last one.
std::vector<int> SelectBand(const std::vector<int64_t>& values, int percent, int places);

inline constexpr int kBandPercent = 15;

}  // namespace nastavnik::results
