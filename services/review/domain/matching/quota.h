#pragma once

#include <cstdint>
#include <vector>

namespace nastavnik::review {

// Splits `total` in proportion to `weights` by largest remainder; ties go to the lower index. The
// parts sum to `total` exactly, or are all 0 when no weight is positive. Weights at most 2^40,
// `total` at most 2^20.
std::vector<int> SplitByLargestRemainder(int total, const std::vector<int64_t>& weights);

// Weight of a nomination for splitting the capacity of experts who serve several: demand per
// capacity, in units of 2^-20. 0 without demand.
int64_t NominationWeight(int64_t demand, int64_t supply);

}  // namespace nastavnik::review
