#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/status/error.h"

// Every refusal of this service.
namespace nastavnik::review {

absl::Status NotFound();
absl::Status IllegalTransition(absl::string_view state, absl::string_view verb);
absl::Status FeatureNotAvailable(absl::string_view feature);
absl::Status DocumentInvalid(std::vector<FieldViolation> violations);
absl::Status OneField(absl::string_view field, absl::string_view reason, absl::string_view message);

absl::Status StageNotOpen(absl::Time open_time);
absl::Status StageClosed(absl::Time close_time);
absl::Status StageChanging();

// A stage, nomination or person is already served by another one of its kind.
absl::Status RunInProgress(absl::string_view run);
absl::Status AlreadyExpert(absl::string_view expert);

absl::Status ConsentRequired(const std::vector<std::string>& consents);
absl::Status OfferLapsed();
// No slot waits that the expert may have, while the stage still wants `missing_reviews` completed
// reviews of the expert's nominations and `open_slots` wait for others.
absl::Status NothingToClaim(int missing_reviews, int open_slots);
// `limit` is CLAIMS, ROUND or SEASON, `most` how many it allows.
absl::Status LoadExceeded(absl::string_view limit, int most);
absl::Status InputsChanged(const std::vector<std::string>& pairs);
absl::Status ReviewIncomplete(std::vector<FieldViolation> violations);
absl::Status NotAllowed();

}  // namespace nastavnik::review
