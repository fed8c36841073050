#include <atomic>
#include <thread>

#include "services/registration/domain/limits.h"
#include "tests/store/registration/scene.h"

namespace nastavnik::registration {
namespace {

SignUp Newcomer(const std::string& email) {
  SignUp sign_up;
  sign_up.id = PersonId::New();
  sign_up.profile = {{"Ёлкин", "Пётр", ""}, "", RegionId("ru-16")};
  sign_up.email = email;
  sign_up.password_hash = "hash";
  return sign_up;
}

pg::Answer SignUpWith(Scene& scene, const SignUp& sign_up) {
  const auto answer =
      scene.accounts.CreateSignUp(Key(), sign_up, [](absl::Time) { return "sent"; });
  REQUIRE_THAT(answer, IsOk());
  return *answer;
}

std::string Wrong(const std::string& code) { return code == "000000" ? "000001" : "000000"; }

TEST_CASE("a code makes a person of a sign-up and opens a session") {
  Scene scene;
  const SignUp sign_up = Newcomer("petr@example.ru");
  CHECK(SignUpWith(scene, sign_up).bytes == "sent");
  CHECK(Db().Count("person") == 0);
  const std::string code = TestVault().ConfirmationCode(sign_up.id);
  const auto tokens = scene.accounts.Confirm(sign_up.id, code, SessionId::New(), "token", Soon());
  REQUIRE_THAT(tokens, IsOk());
  CHECK(tokens->person == sign_up.id);
  CHECK(tokens->refresh_expire_time - tokens->now == kRefreshLife);
  const auto account = scene.accounts.Get(sign_up.id, Soon());
  REQUIRE_THAT(account, IsOk());
  CHECK(account->person.profile.name.family_name == "Ёлкин");
  CHECK(account->person.profile.region == RegionId("ru-16"));
  CHECK(account->person.email == "petr@example.ru");
  CHECK(Db().Count("sign_up") == 0);
  CHECK_THAT(scene.accounts.Confirm(sign_up.id, code, SessionId::New(), "token2", Soon()),
             Refuses("CODE_INVALID"));
  CheckInvariants();
}

TEST_CASE("a code is guessed five times at most, and works for a while") {
  Scene scene;
  const SignUp sign_up = Newcomer("petr@example.ru");
  SignUpWith(scene, sign_up);
  const std::string code = TestVault().ConfirmationCode(sign_up.id);
  for (int i = 0; i < kCodeTries; ++i) {
    CHECK_THAT(scene.accounts.Confirm(sign_up.id, Wrong(code), SessionId::New(), "t", Soon()),
               Refuses("CODE_INVALID"));
  }
  CHECK_THAT(scene.accounts.Confirm(sign_up.id, code, SessionId::New(), "t", Soon()),
             Refuses("CODE_INVALID"));

  const SignUp late = Newcomer("late@example.ru");
  SignUpWith(scene, late);
  Db().Run("UPDATE sign_up SET expire_time = clock_timestamp()");
  CHECK_THAT(scene.accounts.Confirm(late.id, TestVault().ConfirmationCode(late.id),
                                    SessionId::New(), "t", Soon()),
             Refuses("CODE_INVALID"));
}

TEST_CASE("an address belongs to one person, and nobody is told that it is taken") {
  Scene scene;
  const SignUp first = Newcomer("anna@example.ru");
  const SignUp second = Newcomer("anna@example.ru");
  SignUpWith(scene, first);
  SignUpWith(scene, second);
  REQUIRE_THAT(scene.accounts.Confirm(first.id, TestVault().ConfirmationCode(first.id),
                                      SessionId::New(), "a", Soon()),
               IsOk());
  CHECK_THAT(scene.accounts.Confirm(second.id, TestVault().ConfirmationCode(second.id),
                                    SessionId::New(), "b", Soon()),
             Refuses("CODE_INVALID"));
  const SignUp third = Newcomer("anna@example.ru");
  CHECK(SignUpWith(scene, third).bytes == "sent");
  CHECK(Db().Run("SELECT person_id FROM message WHERE template = 'account.security'") ==
        first.id.ToString());
  CHECK(Db().Count("message WHERE template = 'account.confirm'") == 2);
}

TEST_CASE("32 confirmations at once make one person") {
  Scene scene;
  const SignUp sign_up = Newcomer("petr@example.ru");
  SignUpWith(scene, sign_up);
  std::atomic<int> confirmed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 32; ++i) {
    threads.emplace_back([&, i] {
      const auto tokens =
          scene.accounts.Confirm(sign_up.id, TestVault().ConfirmationCode(sign_up.id),
                                 SessionId::New(), std::to_string(i), Soon());
      confirmed += tokens.ok();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(confirmed == 1);
  CHECK(Db().Count("person") == 1);
  CHECK(Db().Count("session") == 1);
}

TEST_CASE("refresh tokens are spent once; using a spent one ends the session") {
  Scene scene;
  const PersonId person = scene.Person("anna@example.ru");
  const auto credentials = scene.accounts.FindCredentials("anna@example.ru", Soon());
  REQUIRE_THAT(credentials, IsOk());
  REQUIRE(credentials->has_value());
  CHECK((*credentials)->password_hash == "hash of anna@example.ru");
  CHECK_FALSE((*credentials)->office);
  const auto session = scene.accounts.CreateSession(**credentials, SessionId::New(), "one", Soon());
  REQUIRE_THAT(session, IsOk());
  const auto second = scene.accounts.Refresh("one", "two", Soon());
  REQUIRE_THAT(second, IsOk());
  CHECK(second->session == session->session);
  CHECK(second->password_time == session->password_time);
  const auto repeated = scene.accounts.Refresh("one", "two", Soon());  // as after a lost answer
  REQUIRE_THAT(repeated, IsOk());
  CHECK(repeated->session == second->session);
  CHECK(repeated->now == second->now);
  CHECK(repeated->refresh_expire_time == second->refresh_expire_time);
  CHECK_THAT(scene.accounts.Refresh("one", "three", Soon()), Refuses("REQUEST_IN_PROGRESS"));
  CHECK_THAT(scene.accounts.Refresh("nothing", "three", Soon()), Refuses("UNAUTHENTICATED"));
  CheckInvariants();

  Db().Run(
      "UPDATE refresh_token SET spend_time = spend_time - interval '1 minute' WHERE spend_time IS "
      "NOT NULL");
  CHECK_THAT(scene.accounts.Refresh("one", "three", Soon()), Refuses("UNAUTHENTICATED"));
  CHECK_THAT(scene.accounts.Refresh("two", "three", Soon()), Refuses("UNAUTHENTICATED"));
  CHECK(Db().Count("outbox WHERE type = 'session.revoked' AND recipients = '{" + person.ToString() +
                   "}'") == 1);
  const auto principal = scene.roles.GetPrincipal(person, Soon());
  REQUIRE_THAT(principal, IsOk());
  CHECK(principal->ended_sessions == std::vector<SessionId>{session->session});
}

TEST_CASE("of many that refresh at once one wins") {
  Scene scene;
  scene.Person("anna@example.ru");  // its first token is its address
  std::atomic<int> won = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      won += scene.accounts.Refresh("anna@example.ru", std::to_string(i), Soon()).ok();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(won == 1);
  CHECK(Db().Count("session WHERE end_time IS NOT NULL") == 0);
}

TEST_CASE("signing out ends the own session only") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  const PersonId petr = scene.Person("petr@example.ru");
  const SessionId session(*ParseUuid(
      Db().Run("SELECT session_id FROM session WHERE person_id = '" + anna.ToString() + "'")));
  CHECK_THAT(scene.accounts.EndSession(session, petr, Soon()), Refuses("NOT_FOUND"));
  CHECK_THAT(scene.accounts.EndSession(session, anna, Soon()), IsOk());
  CHECK_THAT(scene.accounts.EndSession(session, anna, Soon()), IsOk());
  CHECK(Db().Count("outbox WHERE type = 'session.revoked' AND recipients = '{" + anna.ToString() +
                   "}'") == 1);
  CHECK_THAT(scene.accounts.Refresh("anna@example.ru", "next", Soon()), Refuses("UNAUTHENTICATED"));
}

TEST_CASE("a profile changes on the version that was read; stored answers are sealed") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  const auto rename = [](const Person& before, absl::Time) -> absl::StatusOr<Profile> {
    Profile profile = before.profile;
    profile.name.family_name = "Фёдорова";
    return profile;
  };
  const auto encode = [](const AccountStore::Account& account) {
    return account.person.profile.name.family_name;
  };
  const pg::WriteKey key = Key(anna);
  const auto answer = scene.accounts.Update(key, anna, rename, encode);
  REQUIRE_THAT(answer, IsOk());
  CHECK(scene.accounts.OpenAnswer(anna, *answer) == "Фёдорова");
  const auto again = scene.accounts.Update(key, anna, rename, encode);
  REQUIRE_THAT(again, IsOk());
  CHECK(again->replayed);
  const auto account = scene.accounts.Get(anna, Soon());
  CHECK(account->person.version == 2);
  CHECK(account->person.name_version == 2);
  CHECK_THAT(scene.accounts.Get(PersonId::New(), Soon()), Refuses("NOT_FOUND"));
}

TEST_CASE("housekeeping removes what nobody confirmed and what is over") {
  Scene scene;
  SignUpWith(scene, Newcomer("petr@example.ru"));
  scene.Person("anna@example.ru");
  REQUIRE_THAT(scene.accounts.DeleteOld(Soon()), IsOk());
  CHECK(Db().Count("sign_up") == 1);
  Db().Run("UPDATE sign_up SET create_time = create_time - interval '31 days'");
  Db().Run("UPDATE session SET expire_time = clock_timestamp() - interval '2 days'");
  REQUIRE_THAT(scene.accounts.DeleteOld(Soon()), IsOk());
  CHECK(Db().Count("sign_up") == 0);
  CHECK(Db().Count("session") == 0);
  CHECK(Db().Count("refresh_token") == 0);
}

}  // namespace
}  // namespace nastavnik::registration
