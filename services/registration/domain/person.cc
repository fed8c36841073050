#include "services/registration/domain/person.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/text/text.h"
#include "common/time/civil.h"
#include "services/registration/domain/errors.h"
#include "services/registration/domain/guessed_password.h"
#include "services/registration/domain/limits.h"

namespace nastavnik::registration {
namespace {

bool IsOffice(absl::string_view role) {
  return role == "ADMINISTRATOR" || role == "PRIVACY" || role == "AUDITOR";
}

// What decides about an application.
bool IsDuty(absl::string_view role) {
  return role == "ADMINISTRATOR" || role == "EXAMINER" || role == "EXPERT" || role == "CHAIR" ||
         role == "ORGANIZER";
}

// Whether two parts of scopes meet; an empty one means all.
template <typename Id>
bool Meet(const Id& a, const Id& b) {
  return a.empty() || b.empty() || a == b;
}

}  // namespace

std::string Greeting(const PersonName& name) {
  if (name.given_name.empty()) return name.family_name;
  return name.patronymic.empty() ? name.given_name
                                 : absl::StrCat(name.given_name, " ", name.patronymic);
}

void CheckProfile(const Profile& profile, absl::string_view prefix, absl::CivilDay today,
                  std::vector<FieldViolation>& violations) {
  if (profile.name.family_name.empty() && profile.name.given_name.empty()) {
    violations.push_back(
        {absl::StrCat(prefix, "person_name"), "REQUIRED", "Укажите фамилию или имя."});
  }
  if (profile.birth_date.empty()) return;
  const auto day = time::ParseDay(profile.birth_date);
  if (!day) {
    violations.push_back(
        {absl::StrCat(prefix, "birth_date"), "INVALID_FORMAT", "Дата вида «1990-05-17»."});
  } else if (*day > today || day->year() < today.year() - 120) {
    violations.push_back(
        {absl::StrCat(prefix, "birth_date"), "OUT_OF_RANGE", "Такого дня рождения быть не может."});
  }
}

std::optional<std::string> NormalizeEmail(absl::string_view email) {
  const std::string address(text::Trim(email));
  const size_t at = address.find('@');
  if (at == std::string::npos || at == 0 || at > 64 || address.size() > 254) return std::nullopt;
  const absl::string_view domain = absl::string_view(address).substr(at + 1);
  const size_t dot = domain.find('.');
  if (dot == absl::string_view::npos || dot == 0 || domain.back() == '.' ||
      domain.find("..") != domain.npos) {
    return std::nullopt;
  }
  for (size_t i = 0; i < address.size(); ++i) {
    const char c = address[i];
    if (!absl::ascii_isgraph(c) || (c == '@' && i != at)) return std::nullopt;
    if (c == '<' || c == '>' || c == '"' || c == ',' || c == ';' || c == ':' || c == '\\' ||
        c == '(' || c == ')') {
      return std::nullopt;  // never needed, and a way out of a mail's header
    }
  }
  return absl::AsciiStrToLower(address);
}

void CheckPassword(absl::string_view password, absl::string_view email,
                   std::vector<FieldViolation>& violations) {
  if (password.size() > kPasswordMaxBytes) {
    violations.push_back({"password", "TOO_LONG", "Не более 1024 байтов."});
    return;
  }
  const std::string folded = text::Fold(password);
  if (IsGuessedFirst(folded) || folded == email || folded == email.substr(0, email.find('@'))) {
    violations.push_back(
        {"password", "UNKNOWN_VALUE", "Этот пароль угадают первым. Выберите другой."});
  }
}

absl::string_view Name(Person::State state) {
  constexpr absl::string_view kNames[] = {"ACTIVE", "LOCKED", "ERASED"};
  return kNames[static_cast<int>(state)];
}

Person::State PersonStateFrom(absl::string_view name) {
  if (name == "ACTIVE") return Person::State::kActive;
  return name == "LOCKED" ? Person::State::kLocked : Person::State::kErased;
}

absl::Status CheckSeparation(const std::vector<RoleGrant>& grants,
                             const std::vector<RoleScope>& duties, const RoleScope& next) {
  for (const RoleGrant& grant : grants) {
    if (grant.scope.role == next.role || !Meet(grant.scope.season, next.season)) continue;
    if (IsOffice(grant.scope.role) || IsOffice(next.role))
      return OfficesExclude(grant.scope.role, next.role);
  }
  for (const RoleScope& duty : duties) {
    if (duty.role == next.role || !IsDuty(duty.role) || !IsDuty(next.role)) continue;
    if (Meet(duty.season, next.season) && Meet(duty.nomination, next.nomination))
      return OfficesExclude(duty.role, next.role);
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::registration
