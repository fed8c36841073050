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

// Loads of an expert in each of several nominations; they sum to those of the expert.
struct SplitLoads {
  std::vector<int> least;
  std::vector<int> most;  // not below `least`
};

// Splits the loads of an expert so that a plan which uses `used` reviews in each nomination still
// fits and is worth as much: what is not used goes in proportion to what is. `used` sums to
// `max_load` at most; where it is 0 throughout, `weights` say the proportion.
SplitLoads SplitByUse(int min_load, int max_load, const std::vector<int>& used,
                      const std::vector<int64_t>& weights);

}  // namespace nastavnik::review
