#pragma once

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

// The textbook way to the same optimum, to compare with: successive shortest paths, one
// Bellman-Ford search with a queue per slot. Minimum loads are not looked at.
Plan SolveByShortestPaths(const Instance& instance);

}  // namespace nastavnik::review
