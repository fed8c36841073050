#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "services/registration/domain/person.h"
#include "services/registration/store/vault.h"

namespace nastavnik::registration {

// Somebody who signs up.
struct SignUp {
  PersonId id;
  Profile profile;
  std::string email;  // normalized
  std::string password_hash;
};

// What a sign-in is checked against.
struct Credentials {
  PersonId person;
  Person::State state = Person::State::kActive;
  std::string password_hash;
  bool office = false;  // holds an office, so that the session is short
};

// A session as its owner gets it: which, and for how long.
struct SessionTokens {
  SessionId session;
  PersonId person;
  int epoch = 0;
  absl::Time password_time;
  absl::Time now;  // the database's clock
  absl::Time refresh_expire_time;
};

// People's own accounts: sign-up, sign-in, sessions, profile. Refresh tokens come in and go out as
// they are; the tables keep their hashes. Thread-safe.
class AccountStore {
 public:
  AccountStore(pg::Database& db, const Vault& vault) : db_(db), vault_(vault) {}

  // Keeps the sign-up and queues its mail: the code, or a warning to the owner when the address has
  // an account. The bytes that `encode` makes of the code's end are the answer.
  using EncodeSignUp = std::function<std::string(absl::Time code_expire_time)>;
  absl::StatusOr<pg::Answer> CreateSignUp(const pg::WriteKey& write, const SignUp& sign_up,
                                          const EncodeSignUp& encode);

  // Makes a person of the sign-up and opens `session` with `refresh_token`. CODE_INVALID for a
  // wrong or used up code. The same call again, after an answer that got lost, opens the same
  // session.
  absl::StatusOr<SessionTokens> Confirm(PersonId sign_up, absl::string_view code, SessionId session,
                                        absl::string_view refresh_token, absl::Time deadline);

  // By normalized address; nullopt when nobody has it.
  absl::StatusOr<std::optional<Credentials>> FindCredentials(absl::string_view email,
                                                             absl::Time deadline);
  // Opens a session; `credentials` have been checked.
  absl::StatusOr<SessionTokens> CreateSession(const Credentials& credentials, SessionId session,
                                              absl::string_view refresh_token, absl::Time deadline);
  // Exchanges `token` for `next`. UNAUTHENTICATED when it is unknown, out of date or spent; a spent
  // one ends the session everywhere. REQUEST_IN_PROGRESS when it was spent a moment ago by a
  // parallel call.
  absl::StatusOr<SessionTokens> Refresh(absl::string_view token, absl::string_view next,
                                        absl::Time deadline);
  // Signs out. NOT_FOUND for a session of somebody else; ending an ended one again is no error.
  absl::Status EndSession(SessionId session, PersonId person, absl::Time deadline);

  struct Account {
    Person person;
    std::vector<RoleGrant> grants;  // in force
  };
  absl::StatusOr<Account> Get(PersonId person, absl::Time deadline);

  // Changes the profile. `change` decides on the person that is stored; the bytes of `encode` are
  // the answer, sealed, because they hold names: see OpenAnswer.
  using Change = std::function<absl::StatusOr<Profile>(const Person& before, absl::Time now)>;
  using Encode = std::function<std::string(const Account& account)>;
  absl::StatusOr<pg::Answer> Update(const pg::WriteKey& write, PersonId person,
                                    const Change& change, const Encode& encode);
  std::string OpenAnswer(PersonId person, const pg::Answer& answer) const {
    return vault_.Open(person, answer.bytes);
  }

  // Housekeeping: sign-ups that were never confirmed, sessions that are over.
  absl::Status DeleteOld(absl::Time deadline);

 private:
  pg::Database& db_;
  const Vault& vault_;
};

}  // namespace nastavnik::registration
