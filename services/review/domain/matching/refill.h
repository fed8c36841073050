#pragma once

#include <vector>

#include "services/review/domain/matching/instance.h"
#include "services/review/domain/matching/streams.h"

namespace nastavnik::review {

// A pair that joined a plan.
struct Refilled {
  int application = 0;
  int position = 0;  // of the instance's pairs

  friend bool operator==(const Refilled&, const Refilled&) = default;
};

// Fills the open slots of `plan` and moves nobody: everything in it stays. The open slots alone are
// assigned, to what the loads leave and the side constraints with the experts in place allow; pairs
// that may not come back (declined ones) must be out of `instance`. Returns what joined, by
// application and position. Takes time for the lists of the applications with open slots only, not
// for the others.
std::vector<Refilled> Refill(const Instance& instance, const Stream& order, Plan& plan);

}  // namespace nastavnik::review
