#include "services/registration/operator/first_administrators.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/text.h"
#include "services/registration/domain/person.h"
#include "services/registration/password/password_pool.h"
#include "services/registration/store/role_store.h"
#include "services/registration/store/vault.h"

namespace nastavnik::registration {
namespace {

absl::StatusOr<NewAdministrator> AdministratorOf(const AdministratorForm& form) {
  const auto normal = [](const std::string& given) {
    return std::string(text::Trim(text::Normalize(given).value_or("")));
  };
  NewAdministrator administrator;
  administrator.id = PersonId::New();
  administrator.profile.name = {normal(form.family_name), normal(form.given_name),
                                normal(form.patronymic)};
  std::vector<FieldViolation> violations;
  CheckProfile(administrator.profile, "", absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()),
               violations);
  CheckPassword(form.password, form.email, violations);
  const auto email = NormalizeEmail(form.email);
  if (!email) violations.push_back({"email", "INVALID_FORMAT", form.email});
  if (!violations.empty()) {
    return absl::InvalidArgumentError(
        absl::StrJoin(violations, "\n", [](std::string* out, const FieldViolation& wrong) {
          absl::StrAppend(out, wrong.field, ": ", wrong.reason, " ", wrong.message);
        }));
  }
  administrator.email = *email;
  administrator.password_hash = HashPassword(form.password);
  return administrator;
}

}  // namespace

absl::StatusOr<PersonId> CreateFirstAdministrator(pg::Database& db, const std::string& keys_dir,
                                                  const AdministratorForm& form,
                                                  absl::Time deadline) {
  ASSIGN_OR_RETURN(const Vault vault,
                   Vault::FromFile(absl::StrCat(keys_dir, "/registration-people.key")));
  ASSIGN_OR_RETURN(const NewAdministrator administrator, AdministratorOf(form));
  RETURN_IF_ERROR(CreateAdministrator(db, vault, administrator, deadline));
  return administrator.id;
}

}  // namespace nastavnik::registration
