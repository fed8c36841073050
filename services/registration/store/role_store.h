#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/approval.h"
#include "common/pg/database.h"
#include "services/registration/domain/consent.h"
#include "services/registration/domain/person.h"
#include "services/registration/store/vault.h"

namespace nastavnik::registration {

// Who a person is to the platform.
struct Principal {
  Person::State state = Person::State::kActive;
  int epoch = 0;
  std::vector<RoleGrant> grants;
  std::vector<SessionId> ended_sessions;
};

// What the other services may know of a person.
struct PersonFacts {
  PersonId person;
  Person::State state = Person::State::kActive;
  RegionId region;
  std::string birth_date;
  bool registered = false;
  int64_t facts_version = 0;
  PersonName name;
  std::vector<Consent> consents;  // live ones of the season
};

// The first administrators, made with the credentials of the database.
struct NewAdministrator {
  PersonId id;
  Profile profile;
  std::string email;  // normalized
  std::string password_hash;
};

// Offices and what follows from them. Thread-safe.
class RoleStore {
 public:
  RoleStore(pg::Database& db, const Vault& vault) : db_(db), vault_(vault) {}

  // What a grant or its end came to.
  struct Outcome {
    Person::State state = Person::State::kActive;
    std::vector<RoleGrant> grants;
    std::optional<pg::Proposal> pending;  // set while a second administrator has to agree
  };
  using Encode = std::function<std::string(const Outcome& outcome)>;

  // Gives an office, and closes those of the person whose term is over. Granting what is held
  // already changes nothing.
  absl::StatusOr<pg::Answer> Grant(const pg::WriteKey& write, const RoleGrant& grant,
                                   const pg::Proposal& act, const Encode& encode);
  // Takes one away. NOT_FOUND when it is not held.
  absl::StatusOr<pg::Answer> Revoke(const pg::WriteKey& write, PersonId person,
                                    const RoleScope& scope, PersonId revoker,
                                    const pg::Proposal& act, const Encode& encode);

  absl::StatusOr<Principal> GetPrincipal(PersonId person, absl::Time deadline);
  // People in the order asked; unknown ones are left out.
  absl::StatusOr<std::vector<PersonFacts>> BatchGetPeople(const std::vector<PersonId>& people,
                                                          const SeasonId& season,
                                                          absl::Time deadline);

 private:
  pg::Database& db_;
  const Vault& vault_;
};

// Makes an administrator with a confirmed address and a password, while fewer than two
// administrators exist: the way in for `nastavnikctl user create-admin`, which runs with
// registration's database credentials. ALREADY_EXISTS when the address is known, ILLEGAL_TRANSITION
// when two administrators exist.
absl::Status CreateAdministrator(pg::Database& db, const Vault& vault,
                                 const NewAdministrator& administrator, absl::Time deadline);

}  // namespace nastavnik::registration
