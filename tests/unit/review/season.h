#pragma once

#include <string>

#include "services/review/domain/season_rules.h"

namespace nastavnik::review {

// The demonstration season, with a merge patch on top. Ends the test when it cannot be read.
std::shared_ptr<const SeasonRules> ReadSeason(const std::string& patch = "{}");

}  // namespace nastavnik::review
