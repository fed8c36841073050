#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

#include "services/registration/domain/season/document.h"

namespace nastavnik::season {

// What is known of somebody who wants to apply.
struct Applicant {
  std::string kind = "PERSON";  // PERSON, TEAM, ORGANIZATION
  std::optional<absl::CivilDay> birth_date;
  std::string region;  // "ru-77"; empty when unknown
  absl::CivilDay today;
};

struct EligibilityFailure {
  std::string rule;
  std::string gate;  // DRAFT, SUBMIT, FLAG
  std::string message;
};

// Every rule of the nomination that the applicant fails. What is unknown yet (size and
// organizations of a team, fields of the form, former awards) is not held against anybody here; an
// unknown date of birth is, and an unknown region is none of those a rule names.
std::vector<EligibilityFailure> CheckEligibility(const Document& document,
                                                 const Nomination& nomination,
                                                 const Applicant& applicant);

// Whole years between two days.
int AgeOn(absl::CivilDay birth, absl::CivilDay day);

}  // namespace nastavnik::season
