#pragma once

#include "services/review/domain/matching/planner.h"

namespace nastavnik::review {

// Fills in the figures of a proposal that its pairs, bound and input tell.
void AddFigures(const RunInput& input, Proposal& proposal);

}  // namespace nastavnik::review
