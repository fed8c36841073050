#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "services/submission/domain/application.h"
#include "services/submission/domain/eligibility.h"
#include "services/submission/domain/receipt.h"
#include "services/submission/domain/season.h"
#include "services/submission/domain/stage.h"

namespace nastavnik::submission {

// A submitted version: never changed after. `content` holds the fields that the form has and shows.
struct Version {
  int version = 0;
  NominationId nomination;
  std::string content;         // canonical JSON
  std::string content_sha256;  // of those bytes
  int config_version = 0;
  int64_t facts_version = 0;  // consent facts that it was submitted against
  StageId stage;
  int stage_version = 0;
  std::string title;
  std::string region;
  std::optional<OrganizationId> organization;
  std::vector<std::string> keywords;
  absl::Time receive_time;
  absl::Time submit_time;
};

// What stands between an application and its submission, in the order of the form.
struct Problems {
  json::Violations fields;       // "content.title" ...
  json::Violations eligibility;  // "eligibility.adult" ...
  std::vector<std::string> consents;
  bool registered = true;

  bool empty() const {
    return fields.empty() && eligibility.empty() && consents.empty() && registered;
  }
};

// Everything at once, for :validate.
Problems FindProblems(const Season& season, const Nomination& nomination, const Content& content,
                      const Applicant& applicant, absl::Time now);

struct Submission {
  Step step;
  Version version;
  Receipt receipt;
};

// The working copy becomes the next version in force. `stage` is the row that was locked,
// `sequence` the number to use if the application has none yet. The stage's window is the caller's
// to check. Errors: ILLEGAL_TRANSITION, those of CheckApplicant, APPLICATION_INCOMPLETE with
// everything that is missing.
absl::StatusOr<Submission> Submit(const Season& season, Application application,
                                  const Applicant& applicant, const Stage& stage, int64_t sequence,
                                  absl::Time receive_time, absl::Time now);

}  // namespace nastavnik::submission
