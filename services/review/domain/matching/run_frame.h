#pragma once

#include "services/review/domain/matching/assign_round.h"
#include "services/review/domain/matching/run_input.h"

namespace nastavnik::review {

// The applications of a run with open slots, in the numbers of the run's experts: demands, loads,
// side constraints, and who is senior where that is asked for.
RoundToAssign FrameOf(const RunInput& input);

}  // namespace nastavnik::review
