#pragma once

#include "common/id/id.h"

namespace nastavnik::results {

using RankingId = Id<struct RankingTag>;

}  // namespace nastavnik::results
