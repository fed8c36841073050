#include <algorithm>

#include "services/review/domain/errors.h"
#include "services/review/domain/season_rules.h"

namespace nastavnik::review {

bool Round::Covers(const NominationId& nomination) const {
  return std::find(nominations.begin(), nominations.end(), nomination) != nominations.end();
}

bool ConflictRule::Parts(ExpertId expert, const std::vector<ExpertId>& others) const {
  return std::any_of(others.begin(), others.end(), [&](const ExpertId& other) {
    return never_together.contains(std::minmax(expert, other));
  });
}

absl::Status Round::CheckSupported() const {
  if (kind != Kind::kOptimal) return FeatureNotAvailable("reviewRounds.kind");
  if (!from_admitted) return FeatureNotAvailable("reviewRounds.source");
  if (divergence) return FeatureNotAvailable("reviewRounds.divergence");
  if (seniors > 1) return FeatureNotAvailable("reviewRounds.seniors");
  if (!authors_hidden) return FeatureNotAvailable("reviewRounds.blind.authors");
  if (!co_reviews_hidden) return FeatureNotAvailable("reviewRounds.blind.coReviews");
  if (!conflict.own_organization_excluded)
    return FeatureNotAvailable("reviewRounds.conflict.organization");
  return absl::OkStatus();
}

}  // namespace nastavnik::review
