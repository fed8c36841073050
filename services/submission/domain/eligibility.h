#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"

#include "common/id/id.h"
#include "common/json/reader.h"
#include "services/submission/domain/form/content.h"
#include "services/submission/domain/season.h"

namespace nastavnik::submission {

// What registration answered about the applicant just before the act.
struct Applicant {
  PersonId person;
  bool active = false;      // the account
  bool registered = false;  // for the season
  std::string region;
  std::optional<absl::CivilDay> birth_date;
  std::vector<std::string> consents;  // ids of live ones
  std::vector<std::string> purposes;  // of live ones
  int64_t facts_version = 0;          // of the consent facts
};

using Applicants = std::map<PersonId, Applicant>;

// Rules that the applicant does not meet, of all that bind at `gate`; those of an earlier gate bind
// at a later one too, and kFlag asks for the flagged ones alone, among them those that nobody can
// answer. `today` is the day of the act in the season's zone.
json::Violations FailedRules(const Nomination& nomination, Eligibility::Gate gate,
                             const Applicant& applicant, const Content& content,
                             absl::CivilDay today);

// Whether a rule that binds at `gate` looks into the content.
bool NeedsContent(const Nomination& nomination, Eligibility::Gate gate);

// FEATURE_NOT_AVAILABLE if a rule that binds at `gate` asks what cannot be answered yet.
absl::Status CheckAnswerable(const Nomination& nomination, Eligibility::Gate gate);

// Titles of consents that must be live and are not: the processing one always, those asked for
// submissions at kSubmit.
std::vector<std::string> MissingConsents(const Season& season, Eligibility::Gate gate,
                                         const Applicant& applicant);

// All of it: registration for the season, consents, rules. Errors: NOT_ELIGIBLE, CONSENT_REQUIRED,
// FEATURE_NOT_AVAILABLE.
absl::Status CheckApplicant(const Season& season, const Nomination& nomination,
                            Eligibility::Gate gate, const Applicant& applicant,
                            const Content& content, absl::CivilDay today);

// Full years of age on a day.
int AgeOn(absl::CivilDay birth, absl::CivilDay day);

}  // namespace nastavnik::submission
