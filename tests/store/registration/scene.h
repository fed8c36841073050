#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "common/crypto/hash.h"
#include "common/json/json.h"
#include "registration_invariants/sql.h"
#include "registration_sql/sql.h"
#include "services/registration/store/account_store.h"
#include "services/registration/store/message_store.h"
#include "services/registration/store/participation_store.h"
#include "services/registration/store/role_store.h"
#include "services/registration/store/season_book.h"
#include "services/registration/store/season_store.h"
#include "services/registration/store/vault.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"

namespace nastavnik::registration {

using support::IsOk;
using support::Refuses;
using support::Soon;

support::ServiceDatabase& Db();
inline const Vault& TestVault() {
  static const Vault& vault = *new Vault(std::string(32, 'k'));
  return vault;
}

// The stores over a clean database.
struct Scene {
  Scene() { Db().Clear(); }

  AccountStore accounts{*Db(), TestVault()};
  RoleStore roles{*Db(), TestVault()};
  ConsentStore consents{*Db()};
  OrganizationStore organizations{*Db()};
  ParticipationStore participation{*Db(), TestVault()};
  SeasonStore seasons{*Db()};
  MessageStore messages{*Db(), TestVault()};
  SeasonBook book{*Db(), seasons};

  // A person with a confirmed address; the password's hash is "hash of <email>".
  PersonId Person(const std::string& email, const std::string& region = "ru-77");
  // A season whose document (the one of deploy/seasons, patched) is in force; announced unless told
  // otherwise.
  season::Document Season(const std::string& patch = "{}", bool announce = true);
  // Confirms a version in the name of the three services.
  void Install(int version);
  void Announce();
  pg::Answer Consent(PersonId person, const season::Document& document, const std::string& consent,
                     int version = 1);
};

// A call's key; each is new.
pg::WriteKey Key(PersonId principal = PersonId());
inline std::string None(const std::string&) { return ""; }

std::string ReadFile(const std::string& path);
json::Value ExampleDocument(const std::string& patch);

// Every invariant holds.
void CheckInvariants();

inline const PersonId kAdmin(*ParseUuid("01920000-0000-7000-8000-000000000001"));
inline const PersonId kOrganizer(*ParseUuid("01920000-0000-7000-8000-000000000002"));
inline const PersonId kOperator(*ParseUuid("01920000-0000-7000-8000-000000000003"));
inline const PersonId kSecondOperator(*ParseUuid("01920000-0000-7000-8000-000000000004"));

}  // namespace nastavnik::registration
