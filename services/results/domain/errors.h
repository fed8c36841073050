#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/id/id.h"
#include "common/status/error.h"

namespace nastavnik::results {

absl::Status RankingNotFound();
absl::Status ResultNotFound();
absl::Status SeasonNotFound();
absl::Status DocumentInvalid(std::vector<FieldViolation> violations);
// `features` are paths of the season document that the platform cannot act on yet.
absl::Status FeatureNotAvailable(const std::set<std::string>& features);
absl::Status StageNotFrozen(const StageId& stage);
absl::Status IllegalTransition(absl::string_view state, absl::string_view verb);
// The ranking was computed from something else than what the services hold now.
absl::Status InputsChanged();
// `nominations` have a tie that waits for an order by protocol.
absl::Status TieUnresolved(const std::vector<std::string>& nominations);
// What the caller wants to sign is not the statement of this ranking.
absl::Status OtherStatement();
// Every signature that the caller could give is there already.
absl::Status AlreadySigned();
// One account may not both judge and publish.
absl::Status DutiesNotSeparate();
absl::Status PublishTimePassed();

}  // namespace nastavnik::results
