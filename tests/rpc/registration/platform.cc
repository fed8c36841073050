#include "tests/rpc/registration/platform.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sodium.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"

#include "common/crypto/encoding.h"
#include "common/json/json.h"
#include "common/json/proto/struct.h"
#include "registration_sql/sql.h"
#include "services/registration/password/password_pool.h"
#include "services/registration/set_up.h"
#include "services/registration/store/role_store.h"

namespace nastavnik::registration::testing {
namespace {

const std::string kPeopleSecret(32, 'p');

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Headers as they are, then the decoded body.
std::string Decoded(const std::string& raw) {
  const std::string text = absl::StrReplaceAll(raw, {{"\r\n", "\n"}});
  const size_t end = text.find("\n\n");
  if (end == std::string::npos) return text;
  const auto body = crypto::Base64Decode(absl::StrReplaceAll(text.substr(end + 2), {{"\n", ""}}));
  return text.substr(0, end + 2) + absl::StrReplaceAll(body.value_or("?"), {{"\r\n", "\n"}});
}

}  // namespace

std::string Key() { return NewUuid().ToString(); }

std::string ReadSource(const std::string& path) {
  const char* source = std::getenv("NASTAVNIK_SOURCE_DIR");
  return ReadFile(std::filesystem::path(source == nullptr ? "." : source) / path);
}

google::protobuf::Struct Document(const std::string& patch) {
  return json::ToStruct(json::MergePatch(
      *json::Parse(ReadSource("deploy/seasons/mentoring-2027.json")), *json::Parse(patch)));
}

support::ServiceDatabase& Platform::Db() {
  static auto& db = support::Database("registration", Migrations());
  return db;
}

Platform::Platform() {
  Db().Clear();
  for (const char* name :
       {"registration", "registration-token", "submission", "review", "results"}) {
    secrets_[name] = MakePair(name);
  }
  Write("page.key", std::string(32, 'k'));
  Write("registration-people.key", kPeopleSecret);
  config::Config config = config::Defaults("registration");
  config.listen.grpc = "127.0.0.1:0";
  config.listen.admin = "127.0.0.1:0";
  config.database.url = Db().options().url;
  config.keys.dir = keys_.path();
  config.mail.path = mails_.path();
  config.http.public_hosts = {"konkurs.example.ru"};
  config.backends.submission = config.backends.review = config.backends.results =
      neighbours.target();
  config.drain.delay = absl::ZeroDuration();
  process_ = std::make_unique<rpc::Process>("registration", config);
  SetUp(*process_);
  REQUIRE_THAT(process_->Start(), IsOk());
  channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(process_->grpc_port()),
                                 grpc::InsecureChannelCredentials());
  support::WaitFor("the regions", [&] {
    return Call<pb::SeasonPublicService>(&pb::SeasonPublicService::Stub::ListRegions,
                                         pb::ListRegionsRequest())
        .ok();
  });
}

Platform::~Platform() { process_->Drain(absl::ZeroDuration()); }

Caller Platform::SignUp(const std::string& email, const std::string& region) {
  pb::CreateUserRequest request;
  request.set_request_id(Key());
  request.mutable_person_name()->set_family_name("Королёва");
  request.mutable_person_name()->set_given_name("Алёна");
  request.set_email(email);
  request.set_password(kPassword);
  request.set_birth_date("1988-03-05");
  request.set_region(region);
  const auto created = Call<pb::AccountService>(&pb::AccountService::Stub::CreateUser, request);
  REQUIRE_THAT(created, IsOk());
  const std::string mail = Mail(absl::AsciiStrToLower(absl::StripAsciiWhitespace(email)), "Код: ");
  pb::ConfirmContactRequest confirm;
  confirm.set_name(created->name());
  confirm.set_code(mail.substr(mail.find("Код: ") + std::string("Код: ").size(), 6));
  const auto session = Call<pb::AccountService>(&pb::AccountService::Stub::ConfirmContact, confirm);
  REQUIRE_THAT(session, IsOk());
  CHECK(session->user() == created->name());
  return {session->user(), session->access_token(), email, session->refresh_token(),
          session->name()};
}

absl::StatusOr<pb::Session> Platform::SignIn(const std::string& email,
                                             const std::string& password) {
  pb::CreateSessionRequest request;
  request.set_email(email);
  request.set_password(password);
  return Call<pb::AccountService>(&pb::AccountService::Stub::CreateSession, request);
}

Caller Platform::Administrator(const std::string& email) {
  const NewAdministrator administrator{
      PersonId::New(), {{"Орлова", "Вера", ""}, "", RegionId()}, email, HashPassword(kPassword)};
  REQUIRE_THAT(CreateAdministrator(*Db(), Vault(kPeopleSecret), administrator, support::Soon()),
               IsOk());
  const auto session = SignIn(email, kPassword);
  REQUIRE_THAT(session, IsOk());
  return {session->user(), session->access_token(), email, session->refresh_token(),
          session->name()};
}

void Platform::Grant(const Caller& admin, const Caller& to, access::v1::Grant::Role role) {
  pb::GrantRoleRequest request;
  request.set_request_id(Key());
  request.set_name(to.user);
  request.set_role(role);
  request.set_season("seasons/2027");
  REQUIRE_THAT(
      Call<pb::AccountStaffService>(&pb::AccountStaffService::Stub::GrantRole, request, admin),
      IsOk());
}

std::string Platform::Mail(const std::string& email, const std::string& mark) {
  std::string found;
  support::WaitFor(absl::StrCat("a mail with «", mark, "»"), [&] {
    for (const auto& entry : std::filesystem::directory_iterator(mails_.path())) {
      if (entry.path().extension() != ".eml") continue;
      const std::string mail = Decoded(ReadFile(entry.path()));
      if (mail.find("To: " + email + "\n") == std::string::npos ||
          mail.find(mark) == std::string::npos)
        continue;
      found = mail;
      return true;
    }
    return false;
  });
  return found;
}

void Platform::Season(const Caller& one, const Caller& two, const std::string& patch) {
  using Staff = pb::SeasonStaffService;
  pb::CreateSeasonRequest create;
  create.set_request_id(Key());
  create.set_season_id("2027");
  REQUIRE_THAT(Call<Staff>(&Staff::Stub::CreateSeason, create, one), IsOk());
  pb::CreateSeasonConfigRequest config;
  config.set_request_id(Key());
  config.set_parent("seasons/2027");
  *config.mutable_document() = Document(patch);
  config.set_activate(true);
  const auto created = Call<Staff>(&Staff::Stub::CreateSeasonConfig, config, one);
  REQUIRE_THAT(created, IsOk());
  CHECK(created->state() == pb::SeasonConfig::IN_FORCE);
  pb::AnnounceSeasonRequest announce;
  announce.set_name("seasons/2027");
  for (const Caller* admin : {&one, &two}) {
    announce.set_request_id(Key());
    REQUIRE_THAT(Call<Staff>(&Staff::Stub::AnnounceSeason, announce, *admin), IsOk());
  }
}

std::string Platform::CallToken(const std::string& from, const std::string& method) const {
  auth::CallToken token;
  token.to = "registration";
  token.method = "/nastavnik.registration.v1.RegistrationInternalService/" + method;
  auth::Minter minter(from, auth::Signer(from, secrets_.at(from)));
  return minter.Mint(token);
}

void Platform::Write(const std::string& name, absl::string_view bytes) {
  const std::string path = keys_.path() + "/" + name;
  std::ofstream(path) << crypto::HexEncode(bytes) << "\n";
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

auth::SecretKey Platform::MakePair(const std::string& name) {
  auth::SecretKey secret;
  auth::PublicKey open;
  crypto_sign_keypair(open.data(), secret.data());
  Write(name + ".key", {reinterpret_cast<const char*>(secret.data()), secret.size()});
  Write(name + ".pub", {reinterpret_cast<const char*>(open.data()), open.size()});
  return secret;
}

}  // namespace nastavnik::registration::testing
