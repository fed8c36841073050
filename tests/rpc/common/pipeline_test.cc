// The call pipeline behind a real gRPC server, called as any client calls it.
#include <sys/wait.h>
#include <unistd.h>

#include <grpcpp/grpcpp.h>
#include <sodium.h>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "catch2/catch.hpp"

#include "common/auth/minter.h"
#include "common/rpc/client.h"
#include "common/rpc/service.h"
#include "common/rpc/wire_status.h"
#include "nastavnik/registration/v1/account.grpc.pb.h"

namespace nastavnik::rpc {
namespace {

namespace pb = registration::v1;
using access::v1::Grant;

struct Env {
  Call seen;  // what the last handler knew
  std::string family_name;
  absl::Status answer = absl::OkStatus();
  absl::Notification* hold = nullptr;
};
using EnvCall = CallOf<Env>;

absl::StatusOr<pb::StaffUser> GrantRole(const EnvCall& call, const pb::GrantRoleRequest& request) {
  call.env.seen = call;
  if (call.env.hold != nullptr) call.env.hold->WaitForNotification();
  if (!call.env.answer.ok()) return call.env.answer;
  pb::StaffUser user;
  user.set_name(request.name());
  return user;
}
absl::StatusOr<pb::StaffUser> RevokeRole(const EnvCall&, const pb::RevokeRoleRequest&) {
  throw std::runtime_error("SELECT secret FROM person");
}
absl::StatusOr<pb::CreateUserResponse> CreateUser(const EnvCall& call,
                                                  const pb::CreateUserRequest& request) {
  call.env.seen = call;
  call.env.family_name = request.person_name().family_name();
  return pb::CreateUserResponse();
}
template <typename Request, typename Response>
absl::StatusOr<Response> Nothing(const EnvCall& call, const Request&) {
  call.env.seen = call;
  return Response();
}

// A server with two services of registration's contract, and the keys of everybody.
class Platform {
 public:
  Platform() {
    REQUIRE(sodium_init() >= 0);
    auth::PublicKey key;
    crypto_sign_keypair(key.data(), token_key_.data());
    keys_.Add("registration-token", key);
    crypto_sign_keypair(key.data(), gateway_key_.data());
    keys_.Add("gateway", key);
    accounts_ = Bind<pb::AccountService>(pipeline_, env)
                    .On("CreateUser", CreateUser)
                    .On("ConfirmContact", Nothing<pb::ConfirmContactRequest, pb::Session>)
                    .On("CreateSession", Nothing<pb::CreateSessionRequest, pb::Session>)
                    .On("RefreshSession", Nothing<pb::RefreshSessionRequest, pb::Session>)
                    .On("DeleteSession", Nothing<pb::DeleteSessionRequest, google::protobuf::Empty>)
                    .OnMemory("GetUser", Nothing<pb::GetUserRequest, pb::User>)
                    .On("UpdateUser", Nothing<pb::UpdateUserRequest, pb::User>)
                    .Build();
    staff_ = Bind<pb::AccountStaffService>(pipeline_, env)
                 .On("GrantRole", GrantRole)
                 .On("RevokeRole", RevokeRole)
                 .Build();
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(accounts_.get());
    builder.RegisterService(staff_.get());
    server_ = builder.BuildAndStart();
    channel = grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
                                  grpc::InsecureChannelCredentials());
  }
  ~Platform() { server_->Shutdown(); }

  // A bearer token of `person`, whose password was entered `age` ago.
  std::string Bearer(absl::Duration age = absl::Seconds(1)) {
    auth::AccessToken token;
    token.person = person;
    token.session = "session";
    token.password_time = absl::Now() - age;
    token.expire_time = absl::Now() + absl::Minutes(10);
    return auth::Signer("registration-token", token_key_).Sign(token);
  }
  auth::Minter Gateway() { return auth::Minter("gateway", auth::Signer("gateway", gateway_key_)); }

  Env env;
  PersonId person = PersonId::New();
  std::vector<auth::Grant> grants;
  std::shared_ptr<grpc::Channel> channel;

 private:
  auth::SecretKey token_key_;
  auth::SecretKey gateway_key_;
  auth::Keys keys_;
  auth::Principals principals_{[this](PersonId, absl::Time) {
    return auth::Principal{"ACTIVE", 0, grants, {}};
  }};
  auth::Authenticator authenticator_{"registration", keys_, principals_};
  Executor executor_{4};
  Pipeline pipeline_{authenticator_, executor_, absl::Seconds(5)};
  std::unique_ptr<Service> accounts_;
  std::unique_ptr<Service> staff_;
  std::unique_ptr<grpc::Server> server_;
};

pb::GrantRoleRequest GoodGrant() {
  pb::GrantRoleRequest request;
  request.set_request_id("key-1");
  request.set_name("users/x");
  request.set_role(Grant::CHAIR);
  request.set_season("seasons/2027");
  return request;
}

absl::Status CallGrant(Platform& platform, const pb::GrantRoleRequest& request,
                       const std::string& bearer,
                       std::chrono::milliseconds timeout = std::chrono::seconds(5)) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  if (!bearer.empty()) context.AddMetadata("authorization", "Bearer " + bearer);
  pb::StaffUser response;
  return FromWire(
      pb::AccountStaffService::NewStub(platform.channel)->GrantRole(&context, request, &response));
}

TEST_CASE("a call reaches its handler with caller, key and season") {
  Platform platform;
  platform.grants = {{Grant::ADMINISTRATOR, "", "", ""}};
  REQUIRE(CallGrant(platform, GoodGrant(), platform.Bearer()).ok());
  const Call& seen = platform.env.seen;
  CHECK(seen.caller.person == platform.person);
  CHECK(seen.season == "");
  CHECK(seen.write.kind == pg::WriteKey::Kind::kCall);
  CHECK(seen.write.key == "key-1");
  CHECK(seen.write.principal == platform.person.uuid());
  CHECK(seen.write.method == "nastavnik.registration.v1.AccountStaffService/GrantRole");
  const std::string fingerprint = seen.write.fingerprint;
  CHECK(fingerprint.size() == 32);
  CHECK(seen.deadline > absl::Now());

  pb::GrantRoleRequest other = GoodGrant();
  other.set_request_id("key-2");
  REQUIRE(CallGrant(platform, other, platform.Bearer()).ok());
  CHECK(platform.env.seen.write.fingerprint ==
        fingerprint);  // the key is not part of what was asked
  other.set_role(Grant::OPERATOR);
  REQUIRE(CallGrant(platform, other, platform.Bearer()).ok());
  CHECK(platform.env.seen.write.fingerprint != fingerprint);
}

TEST_CASE("the access rule decides before anything else") {
  Platform platform;
  CHECK(ReasonOf(CallGrant(platform, GoodGrant(), "")) == "UNAUTHENTICATED");
  CHECK(ReasonOf(CallGrant(platform, GoodGrant(), "forged")) == "UNAUTHENTICATED");
  CHECK(ReasonOf(CallGrant(platform, GoodGrant(), platform.Bearer())) == "PERMISSION_DENIED");
  CHECK(ReasonOf(CallGrant(platform, pb::GrantRoleRequest(), platform.Bearer())) ==
        "PERMISSION_DENIED");
}

TEST_CASE("an act that needs a fresh password refuses an old one") {
  Platform platform;
  platform.grants = {{Grant::ADMINISTRATOR, "", "", ""}};
  CHECK(ReasonOf(CallGrant(platform, GoodGrant(), platform.Bearer(absl::Minutes(6)))) ==
        "FRESH_FACTOR_REQUIRED");
  CHECK(CallGrant(platform, GoodGrant(), platform.Bearer(absl::Minutes(4))).ok());
}

TEST_CASE("a request without key or with wrong fields is refused with all of them") {
  Platform platform;
  platform.grants = {{Grant::ADMINISTRATOR, "", "", ""}};
  pb::GrantRoleRequest request = GoodGrant();
  request.clear_request_id();
  CHECK(ReasonOf(CallGrant(platform, request, platform.Bearer())) == "IDEMPOTENCY_KEY_REQUIRED");
  request.set_request_id("ключ");
  CHECK(ErrorFrom(CallGrant(platform, request, platform.Bearer())).violations[0].field ==
        "requestId");
  const Error error = ErrorFrom(CallGrant(platform, pb::GrantRoleRequest(), platform.Bearer()));
  CHECK(error.reason == "FIELD_INVALID");
  CHECK(error.violations.size() == 2);  // name, role
}

TEST_CASE("before sign-in a key is a UUID, and texts reach the handler normalized") {
  Platform platform;
  const auto stub = pb::AccountService::NewStub(platform.channel);
  pb::CreateUserRequest request;
  request.mutable_person_name()->set_family_name("Цои\xCC\x86");  // й as two code points
  request.set_email("a@example.ru");
  request.set_password("наставник и ученик");
  request.set_request_id("not-a-uuid");
  pb::CreateUserResponse response;
  grpc::ClientContext first;
  CHECK(ErrorFrom(FromWire(stub->CreateUser(&first, request, &response))).violations[0].field ==
        "requestId");
  request.set_request_id(NewUuid().ToString());
  grpc::ClientContext second;
  REQUIRE(stub->CreateUser(&second, request, &response).ok());
  CHECK(platform.env.family_name == "Цой");
  CHECK(platform.env.seen.write.principal.IsNil());
}

TEST_CASE("an exception or an internal error tells the caller nothing") {
  Platform platform;
  platform.grants = {{Grant::ADMINISTRATOR, "", "", ""}};
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + platform.Bearer());
  pb::RevokeRoleRequest request;
  request.set_request_id("k");
  request.set_name("users/x");
  request.set_role(Grant::CHAIR);
  pb::StaffUser response;
  const grpc::Status status =
      pb::AccountStaffService::NewStub(platform.channel)->RevokeRole(&context, request, &response);
  CHECK(status.error_code() == grpc::StatusCode::INTERNAL);
  CHECK(status.error_message().find("secret") == std::string::npos);
  CHECK(status.error_details().find("secret") == std::string::npos);
}

TEST_CASE("a replayed answer says so in its trailers") {
  Platform platform;
  const auto stub = pb::AccountService::NewStub(platform.channel);
  grpc::ClientContext context;
  pb::CreateSessionRequest request;
  request.set_email("a@example.ru");
  request.set_password("наставник");
  pb::Session response;
  REQUIRE(stub->CreateSession(&context, request, &response).ok());
  CHECK(context.GetServerTrailingMetadata().count(kReplayedKey) == 0);
  REQUIRE(platform.env.seen.write.replayed != nullptr);
}

TEST_CASE("a gateway's token brings person and stamp, for one method only") {
  Platform platform;
  auth::Minter gateway = platform.Gateway();
  auth::CallToken token;
  token.to = "registration";
  token.method = "/nastavnik.registration.v1.AccountService/GetUser";
  token.person = platform.person;
  token.session = "session";
  token.receive_time = absl::FromUnixMicros(1'800'000'000'123'456);
  const std::string text = gateway.Mint(token);
  const auto stub = pb::AccountService::NewStub(platform.channel);
  pb::GetUserRequest request;
  request.set_name("users/me");
  pb::User response;
  grpc::ClientContext context;
  context.AddMetadata(kCallTokenKey, text);
  REQUIRE(stub->GetUser(&context, request, &response).ok());
  CHECK(platform.env.seen.caller.person == platform.person);
  CHECK(platform.env.seen.receive_time == token.receive_time);
  grpc::ClientContext other;
  other.AddMetadata(kCallTokenKey, text);
  pb::UpdateUserRequest update;
  CHECK(stub->UpdateUser(&other, update, &response).error_code() ==
        grpc::StatusCode::UNAUTHENTICATED);
}

TEST_CASE("identity comes from tokens only") {
  Platform platform;
  const auto stub = pb::AccountService::NewStub(platform.channel);
  grpc::ClientContext context;
  context.AddMetadata("x-user-id", platform.person.ToString());
  context.AddMetadata("x-nastavnik-person", platform.person.ToString());
  pb::GetUserRequest request;
  request.set_name("users/me");
  pb::User response;
  CHECK(stub->GetUser(&context, request, &response).error_code() ==
        grpc::StatusCode::UNAUTHENTICATED);
}

TEST_CASE("large messages and passed deadlines end with their codes") {
  Platform platform;
  platform.grants = {{Grant::ADMINISTRATOR, "", "", ""}};
  pb::GrantRoleRequest large = GoodGrant();
  large.set_name(std::string((4 << 20) + 1, 'x'));
  CHECK(CallGrant(platform, large, platform.Bearer()).code() ==
        absl::StatusCode::kResourceExhausted);
  absl::Notification go;
  platform.env.hold = &go;
  CHECK(CallGrant(platform, GoodGrant(), platform.Bearer(), std::chrono::milliseconds(50)).code() ==
        absl::StatusCode::kDeadlineExceeded);
  CHECK(CallGrant(platform, GoodGrant(), platform.Bearer(), std::chrono::milliseconds(-1)).code() ==
        absl::StatusCode::kDeadlineExceeded);
  go.Notify();
}

TEST_CASE("a service with a gap does not start") {
  const pid_t child = fork();
  if (child == 0) {
    auth::Keys keys;
    auth::Principals principals(nullptr);
    const auth::Authenticator authenticator("registration", keys, principals);
    Executor executor(0);
    Pipeline pipeline(authenticator, executor, absl::Seconds(1));
    Env env;
    Bind<pb::AccountStaffService>(pipeline, env).On("GrantRole", GrantRole).Build();
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 1);
}

}  // namespace
}  // namespace nastavnik::rpc
