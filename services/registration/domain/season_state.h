#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "services/registration/domain/season/document.h"

namespace nastavnik::registration {

// A season's facts besides its document.
struct SeasonFacts {
  SeasonId id;
  int latest_version = 0;
  int active_version = 0;    // activated last
  int in_force_version = 0;  // confirmed by every service
  absl::Time create_time;
  std::optional<absl::Time> announce_time;
  std::map<std::string, absl::Time>
      milestones;  // opened, closed, review_started, results_fixed, published
};

enum class SeasonState {
  kDraft,
  kAnnounced,
  kOpen,
  kClosed,
  kReviewing,
  kResultsFixed,
  kPublished
};

// Where a season stands: derived from its facts, its document in force (null: none yet) and the
// clock, never stored.
SeasonState StateOf(const SeasonFacts& facts, const season::Document* document, absl::Time now);

}  // namespace nastavnik::registration
