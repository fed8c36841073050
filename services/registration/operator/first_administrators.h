#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/pg/database.h"

namespace nastavnik::registration {

// What somebody gives who becomes an administrator; texts as typed.
struct AdministratorForm {
  std::string email;  // taken as confirmed
  std::string family_name;
  std::string given_name;
  std::string patronymic;
  std::string password;  // NFC
};

// Makes one of the first two administrators with the database and the keys (`keys_dir`) of
// registration: nobody can grant that office before somebody holds it. The fields are checked as a
// sign-up through the API is. INVALID_ARGUMENT with every fault, one a line; ALREADY_EXISTS for a
// known address; ILLEGAL_TRANSITION when two administrators exist.
absl::StatusOr<PersonId> CreateFirstAdministrator(pg::Database& db, const std::string& keys_dir,
                                                  const AdministratorForm& form,
                                                  absl::Time deadline);

}  // namespace nastavnik::registration
