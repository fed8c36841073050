#pragma once

#include "services/review/domain/matching/planner.h"

namespace nastavnik::review {

// Everything a plan is made from, for a round of so many applications and experts in four
// nominations; every fourth expert has a second one to serve, every tenth a conflict.
PlanInput MakeSeason(int applications, int experts, int reviews);

}  // namespace nastavnik::review
