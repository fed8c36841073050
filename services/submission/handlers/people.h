#pragma once

#include "absl/status/statusor.h"

#include "services/submission/env.h"

namespace nastavnik::submission {

// What registration knows of a person now. Asked before every act that depends on it and never
// kept: a consent may end at any moment. A person whom registration does not know is not active.
absl::StatusOr<Applicant> AskAboutApplicant(const Call& call, const SeasonId& season,
                                            PersonId person);

}  // namespace nastavnik::submission
