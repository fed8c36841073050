#pragma once

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

// The plan of greatest objective among those that keep every demand and maximum load; side
// constraints are not looked at (see repair.h). Exact: minimum-cost flow by the network simplex
// method. Deterministic; some plan always exists, because a slot may stay open. 2,000 applications
// and 300 experts take about 0.1 s.
Plan Solve(const Instance& instance);

}  // namespace nastavnik::review
