#pragma once

#include <optional>

#include "absl/strings/string_view.h"

namespace nastavnik::review {

// What a run answers. FULL plans a round from the start, FILL the slots that are open; both leave
// alone what experts hold already. PULL lists for each expert whom they may claim, with scores.
enum class RunMode { kFull, kFill, kPull };

// Whether each nomination is solved by itself, or all in one.
enum class RunScope { kNomination, kSeason };

// STEPS makes the next review of a busy expert dearer, so that loads even out.
enum class RunBalance { kNone, kSteps };

absl::string_view NameOf(RunMode mode);
absl::string_view NameOf(RunScope scope);
absl::string_view NameOf(RunBalance balance);
std::optional<RunMode> ParseRunMode(absl::string_view name);
std::optional<RunScope> ParseRunScope(absl::string_view name);
std::optional<RunBalance> ParseRunBalance(absl::string_view name);

}  // namespace nastavnik::review
