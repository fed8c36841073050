#pragma once

#include <string>

#include "absl/time/time.h"

#include "services/submission/domain/application.h"
#include "services/submission/domain/season.h"

// The state of an application in words. The applicant never learns here what the contest has not
// told yet.
namespace nastavnik::submission {

std::string StatusForOwner(const Application& application, const Season& season, absl::Time now);
std::string StatusForStaff(const Application& application);

}  // namespace nastavnik::submission
