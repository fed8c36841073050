#pragma once

#include <cstdint>

#include "services/review/domain/matching/run_input.h"

namespace nastavnik::review::testing {

// A random run: every rule on and off, from nothing to do at all to more than can be done, with
// many equal scores, experts of several nominations, pins, conflicts, pairs never together.
RunInput RandomRun(uint64_t seed);

// A plain run of this size in four nominations: two reviews an application, room for a third more.
RunInput LargeRun(uint64_t seed, int applications, int experts);

}  // namespace nastavnik::review::testing
