#pragma once

#include <cstdint>
#include <vector>

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

// An eligible expert of an application.
struct ScoredExpert {
  int expert = 0;
  int score = 0;  // 0 .. 10000

  friend bool operator==(const ScoredExpert&, const ScoredExpert&) = default;
};

// No plan for `instance` has an objective above this, whatever the prices (one per expert); the
// better the prices the closer it is. It is the Lagrangian dual of the maximum loads:
//   sum_e [ m_e (rho + p_e) + (c_e - m_e) max(p_e, 0) ]
//   + sum_a [ the k_a largest among s(a, e) - p_e and k_a copies of -M ]
// with rho = kMinLoadReward, M = kOpenSlotPenalty, and prices below -rho raised to it. Experts
// without capacity are left out. `instance` may hold more pairs than the one that was solved: with
// all eligible pairs the bound also covers what short lists lose.
int64_t Bound(const Instance& instance, const std::vector<int64_t>& price);

// The same, one application after the other, where the pairs are not kept in memory.
class BoundSum {
 public:
  // Vectors by expert; `price` as above.
  BoundSum(const std::vector<int>& min_load, const std::vector<int>& max_load,
           const std::vector<int64_t>& price);

  // Adds an application that wants `demand` reviews, with its eligible pairs.
  void Add(int demand, const std::vector<ScoredExpert>& row);

  int64_t bound() const { return bound_; }

 private:
  std::vector<int64_t> price_;  // kClosed: without capacity
  std::vector<int64_t> best_;
  int64_t bound_ = 0;
};

// (bound - primal) / score_sum in parts per million, rounded down, 0 .. INT32_MAX; where the scores
// sum to 0, 0 without a gap and INT32_MAX with one.
int GapPpm(int64_t bound, int64_t primal, int64_t score_sum);

}  // namespace nastavnik::review
