#pragma once

#include <optional>

#include "absl/strings/string_view.h"

#include "services/review/domain/matching/facts.h"

namespace nastavnik::review {

// Why an expert may not review an application; the first that holds, in this order.
enum class Ineligible {
  kNone,
  kExpertNotActive,
  kNoCompetence,  // also: a grade that the round does not take
  kOwnApplication,
  kSameOrganization,
  kConflict,
  kDeclinedBefore,
  kAlreadyReviewed,
  kRegion,
  kCap,
  kSideConstraint,  // one expert of an organization on an application, or never together
};

// Whether the pair may be joined in this round. Ids and attributes decide, never a name.
Ineligible WhyNot(const Candidate& candidate, const RoundItem& item, const PairFacts& pair,
                  const Round& round, int season_max);

absl::string_view NameOf(Ineligible reason);
std::optional<Ineligible> ParseIneligible(absl::string_view name);

}  // namespace nastavnik::review
