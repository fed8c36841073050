#include "services/registration/store/account_store.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/crypto/hash.h"
#include "registration_sql/sql.h"
#include "services/registration/domain/errors.h"
#include "services/registration/domain/events.h"
#include "services/registration/domain/limits.h"
#include "services/registration/store/rows.h"

namespace nastavnik::registration {
namespace {

std::string HashOf(absl::string_view token) { return crypto::Sha256(token); }

// A write outside the idempotency table: its answer is a secret that may not be kept.
pg::WriteKey Unkeyed(absl::string_view name, absl::Time deadline) {
  pg::WriteKey key = pg::WriteKey::Job(name);
  key.deadline = deadline;
  return key;
}

// Rows of a new session; its first refresh token.
SessionTokens OpenSession(SessionId session, PersonId person, int epoch, bool office,
                          absl::string_view token, absl::Time password_time, absl::Time now,
                          pg::Changes& changes) {
  const absl::Time end = now + (office ? kOfficeSessionLife : kSessionLife);
  const absl::Time refresh_end = std::min(now + kRefreshLife, end);
  changes.Run(sql::kInsertSession, session, person, password_time, now, end);
  changes.Run(sql::kInsertRefreshToken, pg::Bytes{HashOf(token)}, session, now, refresh_end);
  return {session, person, epoch, password_time, now, refresh_end};
}

}  // namespace

absl::StatusOr<pg::Answer> AccountStore::CreateSignUp(const pg::WriteKey& write,
                                                      const SignUp& sign_up,
                                                      const EncodeSignUp& encode) {
  const std::string index = vault_.EmailIndex(sign_up.email);
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectPersonByContact, pg::Bytes{index})};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        const PersonId id = sign_up.id;
        const absl::Time expire = rows.Now() + kCodeLife;
        const PersonName& name = sign_up.profile.name;
        const auto seal = [&](absl::string_view text) { return pg::Bytes{vault_.Seal(id, text)}; };
        changes.Run(sql::kInsertSignUp, id, seal(name.family_name), seal(name.given_name),
                    seal(name.patronymic), seal(sign_up.profile.birth_date), sign_up.profile.region,
                    seal(sign_up.email), pg::Bytes{index}, sign_up.password_hash, rows.Now(),
                    expire);
        const auto owner = rows[0].One();
        const PersonId recipient = owner ? owner->IdOf<PersonId>("person_id") : id;
        changes.Run(sql::kInsertMessage, NewUuid(), "",
                    owner ? "account.security" : "account.confirm", recipient, id,
                    absl::StrCat("users/", id.ToString()), "registration", rows.Now());
        return encode(expire);
      });
}

absl::StatusOr<SessionTokens> AccountStore::Confirm(PersonId sign_up, absl::string_view code,
                                                    SessionId session,
                                                    absl::string_view refresh_token,
                                                    absl::Time deadline) {
  std::optional<SessionTokens> opened;
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectSession, session),
                                        pg::Query(sql::kSelectSignUpForUpdate, sign_up)};
  const auto confirm = [&](const pg::ReadRows& rows,
                           pg::Changes& changes) -> absl::StatusOr<std::string> {
    const absl::Time now = rows.Now();
    if (!rows[0].empty() && opened) return "";  // committed, and the answer got lost on the way
    opened.reset();
    const auto row = rows[1].One();
    if (!row || row->Int("tries") >= kCodeTries || now >= row->Time("expire_time"))
      return CodeInvalid();
    if (!crypto::SameBytes(code, vault_.ConfirmationCode(sign_up))) {
      changes.Run(sql::kUpdateSignUpTries, sign_up);
      return "";  // committed, so that the try counts
    }
    if (row->Bool("taken")) return CodeInvalid();
    const auto sealed = [&](const char* column) { return pg::Bytes{row->Bytes(column)}; };
    changes.Run(sql::kInsertPerson, sign_up, sealed("family_name"), sealed("given_name"),
                sealed("patronymic"), sealed("birth_date"), row->Text("region_id"), now);
    changes.Run(sql::kInsertPersonTransition, sign_up, "", "ACTIVE", "create", sign_up, "", now);
    changes.Run(sql::kInsertContact, sign_up, NewUuid(), sealed("email"), sealed("email_index"),
                now);
    changes.Run(sql::kInsertIdentity, sign_up, row->Text("password_hash"), now);
    changes.Run(sql::kDeleteSignUp, sign_up);
    // The password was entered at the sign-up, not now.
    opened = OpenSession(session, sign_up, 0, false, refresh_token, row->Time("create_time"), now,
                         changes);
    changes.Emit(PersonCreated(sign_up));
    return "";
  };
  RETURN_IF_ERROR(db_.Write(Unkeyed("confirmContact", deadline), reads, confirm).status());
  if (!opened) return CodeInvalid();
  return *opened;
}

absl::StatusOr<std::optional<Credentials>> AccountStore::FindCredentials(absl::string_view email,
                                                                         absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db_.Read(pg::Query(sql::kSelectCredentials, pg::Bytes{vault_.EmailIndex(email)}), deadline));
  const auto row = rows.One();
  if (!row) return std::optional<Credentials>();
  return std::optional(Credentials{row->IdOf<PersonId>("person_id"),
                                   PersonStateFrom(row->View("state")), row->Text("secret"),
                                   row->Bool("office")});
}

absl::StatusOr<SessionTokens> AccountStore::CreateSession(const Credentials& credentials,
                                                          SessionId session,
                                                          absl::string_view refresh_token,
                                                          absl::Time deadline) {
  std::optional<SessionTokens> opened;
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectSession, session),
                                        pg::Query(sql::kSelectPrincipal, credentials.person)};
  const auto open = [&](const pg::ReadRows& rows,
                        pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (!rows[0].empty() && opened) return "";
    const auto person = rows[1].One();
    if (!person || person->View("state") != "ACTIVE") return SignInFailed();
    opened = OpenSession(session, credentials.person, person->Int("epoch"), credentials.office,
                         refresh_token, rows.Now(), rows.Now(), changes);
    return "";
  };
  RETURN_IF_ERROR(db_.Write(Unkeyed("createSession", deadline), reads, open).status());
  return *opened;
}

absl::StatusOr<SessionTokens> AccountStore::Refresh(absl::string_view token, absl::string_view next,
                                                    absl::Time deadline) {
  const pg::Bytes hash{HashOf(token)};
  std::optional<SessionTokens> refreshed;
  absl::Status refusal;
  const auto exchange = [&](const pg::ReadRows& rows,
                            pg::Changes& changes) -> absl::StatusOr<std::string> {
    const absl::Time now = rows.Now();
    refreshed.reset();
    const auto row = rows[0].One();
    const bool over = !row || !row->IsNull("end_time") || row->View("state") != "ACTIVE" ||
                      now >= row->Time("expire_time") || now >= row->Time("token_expire_time");
    if (over) return SessionEnded();
    const SessionId session = row->IdOf<SessionId>("session_id");
    const PersonId person = row->IdOf<PersonId>("person_id");
    const auto spent = row->OptionalTime("spend_time");
    if (const auto end = row->OptionalTime("next_expire_time")) {
      refreshed = SessionTokens{session, person, row->Int("epoch"), row->Time("password_time"),
                                *spent,  *end};
      return "";  // committed, but the answer of the database got lost
    }
    if (spent) {
      if (now < *spent + kRefreshRace) return RefreshInProgress();
      changes.Run(sql::kEndSession, session, now, "TOKEN_REUSED");
      changes.Emit(SessionRevoked(session, person));
      refusal = SessionEnded();
      return std::string();  // committed: the session is over for whoever holds the newer token,
                             // too
    }
    const absl::Time end = std::min(now + kRefreshLife, row->Time("expire_time"));
    changes.RunExactly(1, sql::kSpendRefreshToken, hash, now);
    changes.Run(sql::kInsertRefreshToken, pg::Bytes{HashOf(next)}, session, now, end);
    refreshed =
        SessionTokens{session, person, row->Int("epoch"), row->Time("password_time"), now, end};
    return "";
  };
  RETURN_IF_ERROR(
      db_.Write(Unkeyed("refreshSession", deadline),
                {pg::Query(sql::kSelectRefreshTokenForUpdate, hash, pg::Bytes{HashOf(next)})},
                exchange)
          .status());
  if (!refreshed) return refusal;
  return *refreshed;
}

absl::Status AccountStore::EndSession(SessionId session, PersonId person, absl::Time deadline) {
  const auto end = [&](const pg::ReadRows& rows,
                       pg::Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
    if (!row.IsNull("end_time")) return "";
    changes.Run(sql::kEndSession, session, rows.Now(), "SIGNED_OUT");
    changes.Emit(SessionRevoked(session, person));
    return "";
  };
  return db_
      .Write(Unkeyed("deleteSession", deadline),
             {pg::Query(sql::kSelectSessionForUpdate, session, person)}, end)
      .status();
}

absl::StatusOr<AccountStore::Account> AccountStore::Get(PersonId person, absl::Time deadline) {
  ASSIGN_OR_RETURN(const auto rows, db_.ReadAll({pg::Query(sql::kSelectPerson, person),
                                                 pg::Query(sql::kSelectGrants, person)},
                                                deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
  return Account{PersonFrom(vault_, row), GrantsFrom(rows[1])};
}

absl::StatusOr<pg::Answer> AccountStore::Update(const pg::WriteKey& write, PersonId person,
                                                const Change& change, const Encode& encode) {
  const std::vector<pg::Query> reads = {pg::Query(sql::kSelectPersonForUpdate, person),
                                        pg::Query(sql::kSelectGrants, person)};
  return db_.Write(
      write, reads,
      [&](const pg::ReadRows& rows, pg::Changes& changes) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
        Account account{PersonFrom(vault_, row), GrantsFrom(rows[1])};
        if (account.person.state != Person::State::kActive)
          return AccountNotActive(Name(account.person.state));
        const PersonName before = account.person.profile.name;
        ASSIGN_OR_RETURN(account.person.profile, change(account.person, rows.Now()));
        const PersonName& name = account.person.profile.name;
        const bool renamed = before.family_name != name.family_name ||
                             before.given_name != name.given_name ||
                             before.patronymic != name.patronymic;
        account.person.name_version += renamed;
        account.person.update_time = rows.Now();
        const auto seal = [&](absl::string_view text) {
          return pg::Bytes{vault_.Seal(person, text)};
        };
        changes.RunExactly(1, sql::kUpdatePerson, person, account.person.version,
                           seal(name.family_name), seal(name.given_name), seal(name.patronymic),
                           seal(account.person.profile.birth_date), account.person.profile.region,
                           account.person.name_version, rows.Now());
        ++account.person.version;
        return vault_.Seal(person, encode(account));
      });
}

absl::Status AccountStore::DeleteOld(absl::Time deadline) {
  RETURN_IF_ERROR(db_.Run(pg::Query(sql::kDeleteOldSignUps), deadline).status());
  return db_.Run(pg::Query(sql::kDeleteOldSessions), deadline).status();
}

}  // namespace nastavnik::registration
