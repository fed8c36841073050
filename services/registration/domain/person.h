#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/status/error.h"

namespace nastavnik::registration {

using SessionId = Id<struct SessionTag>;
using GrantId = Id<struct GrantTag>;

struct PersonName {
  std::string family_name;
  std::string given_name;
  std::string patronymic;
};

// How a letter addresses the person: имя и отчество, имя, or the family name alone.
std::string Greeting(const PersonName& name);

// What people say of themselves.
struct Profile {
  PersonName name;
  std::string birth_date;  // YYYY-MM-DD, or ""
  RegionId region;         // "ru-77", or empty
};

// Notes what is wrong with a profile; `prefix` is put before field names ("user."). `today` bounds
// dates of birth.
void CheckProfile(const Profile& profile, absl::string_view prefix, absl::CivilDay today,
                  std::vector<FieldViolation>& violations);

// An address as it is compared: lower case. nullopt when it is none: ASCII, one @, a domain with a
// dot.
std::optional<std::string> NormalizeEmail(absl::string_view email);

// Notes what is wrong with a new password: too long in bytes, or one of those that are guessed
// first.
void CheckPassword(absl::string_view password, absl::string_view email,
                   std::vector<FieldViolation>& violations);

struct Person {
  enum class State { kActive, kLocked, kErased };

  PersonId id;
  State state = State::kActive;
  Profile profile;
  std::string email;
  int version = 1;
  int name_version = 1;
  int epoch = 0;
  int64_t facts_version = 0;
  absl::Time create_time;
  absl::Time update_time;
};

absl::string_view Name(Person::State state);
Person::State PersonStateFrom(absl::string_view name);

// An office: a role within a scope; an empty part of the scope means all of it.
struct RoleScope {
  std::string role;  // "CHAIR"
  SeasonId season;
  NominationId nomination;
  RegionId region;

  friend bool operator==(const RoleScope&, const RoleScope&) = default;
};

struct RoleGrant {
  GrantId id;
  PersonId person;
  RoleScope scope;
  std::optional<PersonId> granter;
  absl::Time start_time;
  std::optional<absl::Time> end_time;
};

// Separation of duties: whether a person may take `next`. Administrators, personal-data officers
// and auditors hold nothing else in the season. Who has ever had one of the duties that decide
// about an application (configured the season, examined, reviewed, chaired, organized) has no other
// one where their scopes meet. `grants`: held now; `duties`: had ever, role EXPERT and
// ADMINISTRATOR for who became an expert or wrote a season's document. Refuses with
// ILLEGAL_TRANSITION.
absl::Status CheckSeparation(const std::vector<RoleGrant>& grants,
                             const std::vector<RoleScope>& duties, const RoleScope& next);

}  // namespace nastavnik::registration
