#pragma once

#include "common/id/id.h"

namespace nastavnik::review {

using ExpertId = Id<struct ExpertTag>;
using ConflictId = Id<struct ConflictTag>;
using RunId = Id<struct RunTag>;
using AssignmentId = Id<struct AssignmentTag>;
using ReviewId = Id<struct ReviewTag>;
using RoundId = TextId<struct RoundTag>;
using CriterionId = TextId<struct CriterionTag>;

}  // namespace nastavnik::review
