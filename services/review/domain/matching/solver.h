#pragma once

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

struct SolveOptions {
  // Levels the loads: each quarter of a maximum load costs kLevelStep more than the one before.
  bool level = false;
};

inline constexpr int64_t kLevelStep = 400;  // in points of score

// The plan of greatest objective, less the cost of levelling if asked for, among those that keep
// every demand and maximum load; side constraints are not looked at (see repair.h). Exact:
// minimum-cost flow by the network simplex method. Deterministic; some plan always exists, because
// a slot may stay open. 2,000 applications and 300 experts take about 0.1 s; levelling takes 3 to
// 10 times as long.
Plan Solve(const Instance& instance, const SolveOptions& options = {});

}  // namespace nastavnik::review
