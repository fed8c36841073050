#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/json/reader.h"

// Every refusal of this service, worded once. Texts are Russian and for people.
namespace nastavnik::submission {

// Also for an application that the caller may not see: same bytes.
absl::Status ApplicationNotFound();
absl::Status ReceiptNotFound();
absl::Status SimilarityNotFound();
absl::Status SeasonNotFound(const SeasonId& season);
absl::Status NominationUnknown();

absl::Status IllegalTransition(absl::string_view state, absl::string_view verb);
absl::Status ResultsPublished(absl::string_view state);  // nothing is withdrawn any more
absl::Status SimilarityDecided(absl::string_view state, absl::string_view verb);
absl::Status NominationFixed();  // only a draft may move to another nomination
absl::Status NominationClosed();
absl::Status ContentTooLarge();

absl::Status StageNotOpen(absl::Time open_time);
absl::Status StageClosed(absl::Time close_time);
absl::Status StageChanging();

absl::Status NotRegistered();
absl::Status NotEligible(json::Violations violations);
absl::Status RuleNotAvailable(absl::string_view rule, absl::string_view kind);
absl::Status ConsentRequired(const std::vector<std::string>& consents);
absl::Status ParticipationLimit(const SeasonId& season, const ApplicationId& active);
absl::Status ApplicationIncomplete(json::Violations violations);

// The faults of one part of a batch, with its place in front of each field.
absl::Status InBatch(size_t index, const absl::Status& status);

}  // namespace nastavnik::submission
