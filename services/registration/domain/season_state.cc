#include "services/registration/domain/season_state.h"

namespace nastavnik::registration {

SeasonState StateOf(const SeasonFacts& facts, const season::Document* document, absl::Time now) {
  const auto reached = [&](const char* milestone) {
    const auto at = facts.milestones.find(milestone);
    return at != facts.milestones.end() && at->second <= now;
  };
  if (!facts.announce_time || document == nullptr) return SeasonState::kDraft;
  if (reached("published")) return SeasonState::kPublished;
  if (reached("results_fixed")) return SeasonState::kResultsFixed;
  if (reached("review_started")) return SeasonState::kReviewing;
  if (document->CloseTime() <= now) return SeasonState::kClosed;
  if (document->OpenTime() <= now) return SeasonState::kOpen;
  return SeasonState::kAnnounced;
}

}  // namespace nastavnik::registration
