#include "absl/strings/str_cat.h"

#include "tests/rpc/registration/platform.h"

namespace nastavnik::registration::testing {
namespace {

using Account = pb::AccountService;

absl::StatusOr<pb::User> Me(Platform& platform, const Caller& caller,
                            const std::string& name = "users/me") {
  pb::GetUserRequest request;
  request.set_name(name);
  return platform.Call<Account>(&Account::Stub::GetUser, request, caller);
}

TEST_CASE("somebody signs up by mail, reads the account and changes it") {
  Platform platform;
  const Caller anna = platform.SignUp("Anna@Example.ru ");
  const auto me = Me(platform, anna);
  REQUIRE_THAT(me, IsOk());
  CHECK(me->name() == anna.user);
  CHECK(me->email() == "anna@example.ru");
  CHECK(me->person_name().family_name() == "Королёва");
  CHECK(me->region() == "regions/ru-77");
  CHECK(me->etag() == "v1-owner");
  CHECK(me->permissions().empty());

  pb::UpdateUserRequest update;
  update.set_request_id(Key());
  update.mutable_user()->set_name("users/me");
  update.mutable_user()->mutable_person_name()->set_family_name("Фёдорова");
  update.mutable_update_mask()->add_paths("person_name.family_name");
  CHECK_THAT(platform.Call<Account>(&Account::Stub::UpdateUser, update, anna),
             Refuses("IF_MATCH_REQUIRED"));
  update.set_etag("v7-owner");
  CHECK_THAT(platform.Call<Account>(&Account::Stub::UpdateUser, update, anna),
             Refuses("ETAG_MISMATCH"));
  update.set_etag("v1-owner");
  update.set_request_id(Key());
  const auto changed = platform.Call<Account>(&Account::Stub::UpdateUser, update, anna);
  REQUIRE_THAT(changed, IsOk());
  CHECK(changed->person_name().family_name() == "Фёдорова");
  CHECK(changed->person_name().given_name() == "Алёна");
  CHECK(changed->etag() == "v2-owner");
  CHECK(platform.Call<Account>(&Account::Stub::UpdateUser, update, anna)->etag() ==
        "v2-owner");  // a replay
  CHECK(Platform::Db().Count("idempotency WHERE position('Фёдорова'::bytea in answer) > 0 AND "
                             "get_byte(answer, 0) <> 1") == 0);
}

TEST_CASE("all that is wrong with a sign-up is told at once") {
  Platform platform;
  pb::CreateUserRequest request;
  request.set_request_id(Key());
  request.mutable_person_name()->set_patronymic("Ивановна");
  request.set_email("анна@example.ru");
  request.set_password("12345678");
  request.set_birth_date("2027-02-30");
  request.set_region("regions/ru-00");
  const auto refused = platform.Call<Account>(&Account::Stub::CreateUser, request);
  CHECK_THAT(refused, Refuses("FIELD_INVALID"));
  std::string fields;
  for (const FieldViolation& violation : ErrorFrom(refused.status()).violations)
    absl::StrAppend(&fields, violation.field, " ");
  CHECK(fields == "region person_name birth_date email password ");
  request.set_request_id("");
  CHECK_THAT(platform.Call<Account>(&Account::Stub::CreateUser, request), Refuses());
}

TEST_CASE("a wrong password and an unknown address get the same answer") {
  Platform platform;
  const Caller anna = platform.SignUp("anna@example.ru");
  CHECK_THAT(platform.SignIn("anna@example.ru", Platform::kPassword), IsOk());
  const auto wrong = platform.SignIn("anna@example.ru", "неверный пароль");
  const auto unknown = platform.SignIn("nobody@example.ru", Platform::kPassword);
  CHECK_THAT(wrong, Refuses("SIGN_IN_FAILED"));
  CHECK(EncodeStatus(wrong.status()) == EncodeStatus(unknown.status()));
}

TEST_CASE("a taken address is not told to whoever signs up, but to its owner") {
  Platform platform;
  platform.SignUp("anna@example.ru");
  pb::CreateUserRequest request;
  request.set_request_id(Key());
  request.mutable_person_name()->set_given_name("Пётр");
  request.set_email("anna@example.ru");
  request.set_password("совсем другой пароль");
  CHECK_THAT(platform.Call<Account>(&Account::Stub::CreateUser, request), IsOk());
  CHECK(platform.Mail("anna@example.ru", "пытались зарегистрироваться")
            .find("https://konkurs.example.ru/") != std::string::npos);
}

TEST_CASE("sessions are refreshed, and end") {
  Platform platform;
  const Caller anna = platform.SignUp("anna@example.ru");
  pb::RefreshSessionRequest refresh;
  refresh.set_refresh_token(anna.refresh_token);
  const auto fresh = platform.Call<Account>(&Account::Stub::RefreshSession, refresh);
  REQUIRE_THAT(fresh, IsOk());
  CHECK(fresh->name() == anna.session);
  CHECK(fresh->refresh_token() != anna.refresh_token);
  CHECK_THAT(Me(platform, {.token = fresh->access_token()}), IsOk());
  pb::DeleteSessionRequest end;
  end.set_name(anna.session);
  CHECK_THAT(platform.Call<Account>(&Account::Stub::DeleteSession, end),
             Refuses("UNAUTHENTICATED"));
  CHECK_THAT(platform.Call<Account>(&Account::Stub::DeleteSession, end, anna), IsOk());
  CHECK_THAT(Me(platform, anna), Refuses("UNAUTHENTICATED"));
  refresh.set_refresh_token(fresh->refresh_token());
  CHECK_THAT(platform.Call<Account>(&Account::Stub::RefreshSession, refresh),
             Refuses("UNAUTHENTICATED"));
}

TEST_CASE("nobody reads another's account, signed in or not") {
  Platform platform;
  const Caller anna = platform.SignUp("anna@example.ru");
  const Caller petr = platform.SignUp("petr@example.ru");
  const auto foreign = Me(platform, petr, anna.user);
  const auto unknown = Me(platform, petr, "users/" + NewUuid().ToString());
  CHECK_THAT(foreign, Refuses("NOT_FOUND"));
  CHECK(EncodeStatus(foreign.status()) == EncodeStatus(unknown.status()));
  CHECK_THAT(Me(platform, {}), Refuses("UNAUTHENTICATED"));
}

TEST_CASE("offices are given by administrators, seen by their holder, and end at once") {
  Platform platform;
  const Caller admin = platform.Administrator("vera@example.ru");
  const Caller anna = platform.SignUp("anna@example.ru");
  platform.Grant(admin, anna, access::v1::Grant::ORGANIZER);
  const auto me = Me(platform, anna);
  REQUIRE(me->permissions_size() == 1);
  CHECK(me->permissions(0).season() == "seasons/2027");
  const auto& actions = me->permissions(0).actions();
  CHECK(std::find(actions.begin(), actions.end(), "registration.configs.activate") !=
        actions.end());
  CHECK(std::find(actions.begin(), actions.end(), "registration.roles.grant") == actions.end());

  pb::GrantRoleRequest own;
  own.set_request_id(Key());
  own.set_name(admin.user);
  own.set_role(access::v1::Grant::ORGANIZER);
  CHECK_THAT(
      platform.Call<pb::AccountStaffService>(&pb::AccountStaffService::Stub::GrantRole, own, admin),
      Refuses("PERMISSION_DENIED"));
  CHECK_THAT(
      platform.Call<pb::AccountStaffService>(&pb::AccountStaffService::Stub::GrantRole, own, anna),
      Refuses("PERMISSION_DENIED"));
  own.set_name(anna.user);
  own.set_role(access::v1::Grant::PARTNER);
  own.set_nomination("social");
  CHECK_THAT(
      platform.Call<pb::AccountStaffService>(&pb::AccountStaffService::Stub::GrantRole, own, admin),
      Refuses("FIELD_INVALID"));

  pb::RevokeRoleRequest revoke;
  revoke.set_request_id(Key());
  revoke.set_name(anna.user);
  revoke.set_role(access::v1::Grant::ORGANIZER);
  revoke.set_season("seasons/2027");
  CHECK_THAT(platform.Call<pb::AccountStaffService>(&pb::AccountStaffService::Stub::RevokeRole,
                                                    revoke, admin),
             IsOk());
  CHECK_THAT(Me(platform, anna),
             Refuses("UNAUTHENTICATED"));  // tokens of the former epoch are void
  const auto again = platform.SignIn("anna@example.ru", Platform::kPassword);
  CHECK(Me(platform, {.token = again->access_token()})->permissions().empty());
}

TEST_CASE("the second administrator agrees to the term of an office, too") {
  Platform platform;
  const Caller one = platform.Administrator("one@example.ru");
  const Caller two = platform.Administrator("two@example.ru");
  const Caller anna = platform.SignUp("anna@example.ru");
  const auto grant = [&](const Caller& by, int days) {
    pb::GrantRoleRequest request;
    request.set_request_id(Key());
    request.set_name(anna.user);
    request.set_role(access::v1::Grant::ADMINISTRATOR);
    request.mutable_end_time()->set_seconds(4000000000 + days * 86400);
    return platform.Call<pb::AccountStaffService>(&pb::AccountStaffService::Stub::GrantRole,
                                                  request, by);
  };
  CHECK(grant(one, 1)->has_pending_approval());
  const auto other = grant(two, 2);
  REQUIRE_THAT(other, IsOk());
  CHECK(other->has_pending_approval());
  CHECK(other->grants().empty());
  const auto same = grant(one, 2);
  REQUIRE_THAT(same, IsOk());
  REQUIRE(same->grants_size() == 1);
  CHECK(same->grants(0).end_time().seconds() == 4000000000 + 2 * 86400);
}

}  // namespace
}  // namespace nastavnik::registration::testing
