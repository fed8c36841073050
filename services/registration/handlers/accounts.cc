// Sign-up, sign-in, profile.
#include "services/registration/handlers/accounts.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "common/text/text.h"
#include "services/registration/domain/errors.h"
#include "services/registration/domain/limits.h"

namespace nastavnik::registration {
namespace {

constexpr size_t kRefreshBytes = 32;

std::string NewRefreshToken() {
  return crypto::Base64Encode(crypto::RandomBytes(kRefreshBytes), crypto::Base64::kUrl);
}

absl::CivilDay Today() { return absl::ToCivilDay(absl::Now(), absl::FixedTimeZone(3 * 3600)); }

PersonName NameFrom(const common::v1::PersonName& name) {
  const auto trim = [](const std::string& text) { return std::string(text::Trim(text)); };
  return {trim(name.family_name()), trim(name.given_name()), trim(name.patronymic())};
}

pb::Session ToSession(const Call& call, const SessionTokens& tokens,
                      const std::string& refresh_token) {
  auth::AccessToken access;
  access.person = tokens.person;
  access.session = tokens.session.ToString();
  access.epoch = tokens.epoch;
  access.password_time = tokens.password_time;
  access.expire_time = tokens.now + kAccessLife;
  pb::Session session;
  session.set_name(absl::StrCat("sessions/", access.session));
  session.set_user(UserName(tokens.person));
  session.set_access_token(call.env.token_signer.Sign(access));
  *session.mutable_access_expire_time() = ToTimestamp(access.expire_time);
  session.set_refresh_token(refresh_token);
  *session.mutable_refresh_expire_time() = ToTimestamp(tokens.refresh_expire_time);
  return session;
}

// Takes what the mask names from the request; an empty mask names what is set.
absl::StatusOr<Profile> Masked(const Call& call, const pb::UpdateUserRequest& request,
                               Profile profile) {
  const pb::User& user = request.user();
  std::vector<FieldViolation> violations;
  const auto named = [&](absl::string_view path, bool is_set) {
    if (request.update_mask().paths().empty()) return is_set;
    for (const std::string& each : request.update_mask().paths()) {
      if (each == path || absl::StartsWith(path, absl::StrCat(each, "."))) return true;
    }
    return false;
  };
  for (const std::string& path : request.update_mask().paths()) {
    const bool known = path == "name" || path == "birth_date" || path == "region" ||
                       path == "person_name" || path == "person_name.family_name" ||
                       path == "person_name.given_name" || path == "person_name.patronymic";
    if (!known)
      violations.push_back(
          {"update_mask", "UNKNOWN_FIELD", absl::StrCat("Поле «", path, "» не меняется.")});
  }
  const PersonName name = NameFrom(user.person_name());
  if (named("person_name.family_name", user.has_person_name()))
    profile.name.family_name = name.family_name;
  if (named("person_name.given_name", user.has_person_name()))
    profile.name.given_name = name.given_name;
  if (named("person_name.patronymic", user.has_person_name()))
    profile.name.patronymic = name.patronymic;
  if (named("birth_date", !user.birth_date().empty())) profile.birth_date = user.birth_date();
  if (named("region", !user.region().empty())) {
    ASSIGN_OR_RETURN(profile.region, RegionOf(call, user.region(), "user.region", violations));
  }
  CheckProfile(profile, "user.", Today(), violations);
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  return profile;
}

}  // namespace

absl::StatusOr<pb::CreateUserResponse> CreateUser(const Call& call,
                                                  const pb::CreateUserRequest& request) {
  std::vector<FieldViolation> violations;
  SignUp sign_up;
  sign_up.id = PersonId::New();
  ASSIGN_OR_RETURN(const RegionId region, RegionOf(call, request.region(), "region", violations));
  sign_up.profile = {NameFrom(request.person_name()), request.birth_date(), region};
  CheckProfile(sign_up.profile, "", Today(), violations);
  const auto email = NormalizeEmail(request.email());
  if (!email) violations.push_back({"email", "INVALID_FORMAT", "Адрес вида «имя@example.ru»."});
  CheckPassword(request.password(), email.value_or(""), violations);
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  sign_up.email = *email;
  ASSIGN_OR_RETURN(sign_up.password_hash, call.env.passwords.Hash(request.password()));
  const auto encode = [&](absl::Time code_expire_time) {
    pb::CreateUserResponse response;
    response.set_name(UserName(sign_up.id));
    *response.mutable_code_expire_time() = ToTimestamp(code_expire_time);
    return Encode(response);
  };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.accounts.CreateSignUp(call.write, sign_up, encode));
  call.env.send_messages();
  return Decode<pb::CreateUserResponse>(answer);
}

absl::StatusOr<pb::Session> ConfirmContact(const Call& call,
                                           const pb::ConfirmContactRequest& request) {
  ASSIGN_OR_RETURN(const auto name, rpc::ParseChildName<PersonId>("users/*", request.name()));
  const std::string refresh_token = NewRefreshToken();
  ASSIGN_OR_RETURN(const SessionTokens tokens,
                   call.env.accounts.Confirm(name.id, request.code(), SessionId::New(),
                                             refresh_token, call.deadline));
  return ToSession(call, tokens, refresh_token);
}

absl::StatusOr<pb::Session> CreateSession(const Call& call,
                                          const pb::CreateSessionRequest& request) {
  // Somebody unknown takes the same way and the same time as somebody with a wrong password.
  ASSIGN_OR_RETURN(const auto credentials,
                   call.env.accounts.FindCredentials(NormalizeEmail(request.email()).value_or(""),
                                                     call.deadline));
  ASSIGN_OR_RETURN(
      const bool fits,
      call.env.passwords.Verify(request.password(), credentials ? credentials->password_hash : ""));
  if (!fits || credentials->state != Person::State::kActive) return SignInFailed();
  const std::string refresh_token = NewRefreshToken();
  ASSIGN_OR_RETURN(const SessionTokens tokens,
                   call.env.accounts.CreateSession(*credentials, SessionId::New(), refresh_token,
                                                   call.deadline));
  return ToSession(call, tokens, refresh_token);
}

absl::StatusOr<pb::Session> RefreshSession(const Call& call,
                                           const pb::RefreshSessionRequest& request) {
  const std::string refresh_token = NewRefreshToken();
  ASSIGN_OR_RETURN(
      const SessionTokens tokens,
      call.env.accounts.Refresh(request.refresh_token(), refresh_token, call.deadline));
  return ToSession(call, tokens, refresh_token);
}

absl::StatusOr<google::protobuf::Empty> DeleteSession(const Call& call,
                                                      const pb::DeleteSessionRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto name, rpc::ParseChildName<SessionId>("sessions/*", request.name()));
  RETURN_IF_ERROR(call.env.accounts.EndSession(name.id, caller, call.deadline));
  call.env.principals.Drop(caller);
  return google::protobuf::Empty();
}

absl::StatusOr<pb::User> GetUser(const Call& call, const pb::GetUserRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, OwnUser(call, request.name(), "name"));
  ASSIGN_OR_RETURN(const AccountStore::Account account,
                   call.env.accounts.Get(person, call.deadline));
  return ToProto(account);
}

absl::StatusOr<pb::User> UpdateUser(const Call& call, const pb::UpdateUserRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, OwnUser(call, request.user().name(), "user.name"));
  const auto change = [&](const Person& before, absl::Time) -> absl::StatusOr<Profile> {
    RETURN_IF_ERROR(rpc::CheckEtag(before.version, "owner", request.etag()));
    return Masked(call, request, before.profile);
  };
  const auto encode = [](const AccountStore::Account& account) { return Encode(ToProto(account)); };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.accounts.Update(call.write, person, change, encode));
  return Decode<pb::User>({call.env.accounts.OpenAnswer(person, answer), answer.replayed});
}

}  // namespace nastavnik::registration
