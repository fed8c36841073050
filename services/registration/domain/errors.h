#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/id/id.h"

// Every refusal of registration. Reasons are those of proto/nastavnik/common/v1/errors.proto.
namespace nastavnik::registration {

// One answer for what does not exist and what is not the caller's.
absl::Status NotFound();
// A code that is wrong, used up or out of date; the caller is not told which.
absl::Status CodeInvalid();
absl::Status SignInFailed();
// A refresh token that is unknown, out of date, or whose session has ended.
absl::Status SessionEnded();
// Another request is exchanging the same refresh token.
absl::Status RefreshInProgress();
absl::Status PasswordsBusy();
absl::Status NotOwnGrant();
absl::Status AdministratorsExist();
absl::Status OfficesExclude(absl::string_view held, absl::string_view wanted);
absl::Status AlreadyExists(const std::string& name);
absl::Status ConsentRequired(const std::vector<std::string>& consents);
absl::Status AccountNotActive(absl::string_view state);

absl::Status BaseVersionStale(int latest);
// A version older than the one in force, or no version at all where one is needed.
absl::Status VersionNotNewer(int active);
absl::Status NoActiveVersion();
absl::Status ReasonRequired();
absl::Status OrganizerRequired();
// An organizer confirms what an administrator asked for; nobody asked.
absl::Status ActivationNotAsked();
absl::Status SeasonAnnounced();
// No season has been read from the database yet.
absl::Status SeasonsNotLoaded();

}  // namespace nastavnik::registration
