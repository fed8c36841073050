#include <future>
#include <thread>

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "catch2/catch.hpp"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"

#include "common/rpc/wire_status.h"
#include "common/status/error.h"
#include "services/gateway/calls/bytes.h"
#include "tests/rpc/gateway/stage.h"
#include "tests/support/process.h"

namespace nastavnik::gateway {
namespace {

using testing::Stage;
namespace submission = nastavnik::submission::v1;
using grpc::StatusCode;

constexpr char kName[] = "seasons/2027/applications/0192";
constexpr char kGet[] = "/nastavnik.submission.v1.ApplicationService/GetApplication";

// A partner's side of the gateway's gRPC.
class Partner {
 public:
  explicit Partner(const Stage& stage) : token(stage.Token()) {
    grpc::ChannelArguments own;  // connection
    own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channel = grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", stage.gateway->grpc_port()),
                                        grpc::InsecureChannelCredentials(), own);
    applications = submission::ApplicationService::NewStub(channel);
  }

  std::unique_ptr<grpc::ClientContext> Context(absl::Duration deadline = absl::Seconds(10)) {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(absl::ToChronoTime(absl::Now() + deadline));
    if (!token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token));
    return context;
  }

  // Any method with any bytes.
  grpc::Status Call(const std::string& method, const std::string& bytes,
                    grpc::ByteBuffer* response = nullptr) {
    const auto context = Context();
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer ignored;
    return Wait([&](auto done) {
      grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer>(channel).UnaryCall(
          context.get(), method, grpc::StubOptions(), &request,
          response == nullptr ? &ignored : response, done);
    });
  }

  grpc::Status Get(submission::OwnerApplication* answer = nullptr) {
    const auto context = Context();
    return Get(*context, answer);
  }
  grpc::Status Get(grpc::ClientContext& context, submission::OwnerApplication* answer = nullptr) {
    submission::GetApplicationRequest request;
    request.set_name(kName);
    submission::OwnerApplication ignored;
    return applications->GetApplication(&context, request, answer == nullptr ? &ignored : answer);
  }

  std::string token;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<submission::ApplicationService::Stub> applications;

 private:
  template <typename Start>
  static grpc::Status Wait(const Start& start) {
    std::promise<grpc::Status> promise;
    start([&](const grpc::Status& status) { promise.set_value(status); });
    return promise.get_future().get();
  }
};

std::string ReasonIn(const grpc::Status& status) { return ReasonOf(rpc::FromWire(status)); }

absl::Status Refusal(absl::StatusCode code, const char* reason) {
  return ToStatus({.code = code, .reason = reason, .message = "Нет"});
}

TEST_CASE("partners: a call reaches its service in the caller's name and comes back") {
  Stage stage;
  Partner partner(stage);
  const auto context = partner.Context();
  context->AddMetadata("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  context->AddMetadata("x-nastavnik-call", "forged");
  submission::OwnerApplication answer;
  REQUIRE(partner.Get(*context, &answer).ok());
  CHECK(answer.name() == kName);
  CHECK(answer.title() == "Школа «Ёлка»");
  const auto asked = stage.service.asked();
  CHECK(asked.caller.person == stage.person);
  CHECK(asked.bearer.empty());
  CHECK(absl::StrContains(asked.traceparent, "0af7651916cd43dd8448eb211c80319c"));
  CHECK(context->GetServerInitialMetadata().count("traceparent") == 1);
  CHECK(context->GetServerTrailingMetadata().count("idempotent-replayed") == 0);
}

TEST_CASE("partners: who shows no good token is nobody") {
  Stage stage;
  Partner partner(stage);
  const std::string good = partner.token;
  const std::string token = GENERATE("", "abc", "cut");
  partner.token = token == "cut" ? good.substr(0, good.size() - 2) : token;
  CHECK(ReasonIn(partner.Get()) == "UNAUTHENTICATED");
  const auto twice = partner.Context();
  twice->AddMetadata("authorization", absl::StrCat("Bearer ", good));
  if (!partner.token.empty()) CHECK(ReasonIn(partner.Get(*twice)) == "UNAUTHENTICATED");
  partner.token.clear();
  const auto forged = partner.Context();
  forged->AddMetadata("x-nastavnik-call", good);
  forged->AddMetadata("x-user-id", stage.person.ToString());
  CHECK(ReasonIn(partner.Get(*forged)) == "UNAUTHENTICATED");
  CHECK(stage.service.asked().calls == 0);
}

TEST_CASE("partners: methods of the offices and of processes are as unknown as any") {
  Stage stage;
  Partner partner(stage);
  const grpc::Status unknown = partner.Call("/nastavnik.nothing.v1.Nothing/Get", "");
  CHECK(unknown.error_code() == StatusCode::UNIMPLEMENTED);
  CHECK(ReasonIn(unknown) == "ROUTE_NOT_FOUND");
  for (const char* method : {"/nastavnik.submission.v1.ApplicationStaffService/GetApplication",
                             "/nastavnik.submission.v1.SubmissionInternalService/GetDatabaseTime",
                             "/google.longrunning.Operations/CancelOperation",
                             "/nastavnik.submission.v1.ApplicationService/Nothing", "/a/", "//"}) {
    INFO(method);
    const grpc::Status status = partner.Call(method, "");
    CHECK(status.error_code() == unknown.error_code());
    CHECK(status.error_message() == unknown.error_message());
    CHECK(status.error_details() == unknown.error_details());
  }
}

TEST_CASE("partners: errors keep all their details and tell nothing of the inside") {
  Stage stage;
  Partner partner(stage);
  const absl::Status refusal =
      ToStatus({.code = absl::StatusCode::kInvalidArgument,
                .reason = "FIELD_INVALID",
                .message = "Проверьте форму",
                .violations = {{"application.content.title", "TOO_LONG", "Не более 200"}}});
  stage.service.FailNext(refusal);
  const grpc::Status told = partner.Get();
  CHECK(told.error_code() == StatusCode::INVALID_ARGUMENT);
  CHECK(told.error_message() == "Проверьте форму");
  CHECK(told.error_details() == rpc::ToWire(refusal).error_details());

  stage.service.FailNext(absl::InternalError("SELECT secret FROM people"));
  CHECK_FALSE(absl::StrContains(partner.Get().error_message(), "SELECT"));
  stage.service.Stop();
  const grpc::Status away = partner.Call(
      "/nastavnik.submission.v1.ApplicationService/CreateApplication", "");  // no key: no repeats
  stage.service.Start();
  CHECK(away.error_code() == StatusCode::UNAVAILABLE);
  CHECK(ReasonIn(away) == "UNAVAILABLE");
  CHECK_FALSE(absl::StrContains(away.error_message(), "127.0.0.1"));
}

TEST_CASE("partners: reads and writes with a key are repeated and others are not") {
  Stage stage;
  Partner partner(stage);
  stage.service.FailNext(Refusal(absl::StatusCode::kUnavailable, "UNAVAILABLE"));
  CHECK(partner.Get().ok());
  CHECK(stage.service.asked().calls == 2);

  submission::SubmitApplicationRequest request;
  request.set_name(kName);
  submission::OwnerApplication answer;
  stage.service.FailNext(Refusal(absl::StatusCode::kUnavailable, "UNAVAILABLE"));
  CHECK(ReasonIn(partner.applications->SubmitApplication(partner.Context().get(), request,
                                                         &answer)) == "UNAVAILABLE");
  CHECK(stage.service.asked().calls == 3);
  request.set_request_id("5d1e");
  stage.service.SayReplayed();
  stage.service.FailNext(Refusal(absl::StatusCode::kUnavailable, "UNAVAILABLE"));
  const auto context = partner.Context();
  REQUIRE(partner.applications->SubmitApplication(context.get(), request, &answer).ok());
  CHECK(stage.service.asked().calls == 5);
  CHECK(stage.service.asked().submit.request_id() == "5d1e");
  CHECK(answer.state() == submission::OwnerApplication::SUBMITTED);
  CHECK(context->GetServerTrailingMetadata().count("idempotent-replayed") == 1);
}

TEST_CASE("partners: a submission carries database time at the arrival of its headers") {
  Stage stage;
  stage.service.clock_ahead = absl::Hours(1);
  Partner partner(stage);
  submission::SubmitApplicationRequest request;
  submission::OwnerApplication answer;
  support::WaitFor("a stamp", [&] {
    partner.applications->SubmitApplication(partner.Context().get(), request, &answer);
    return stage.service.asked().caller.receive_time.has_value();
  });
  CHECK(*stage.service.asked().caller.receive_time > absl::Now() + absl::Minutes(59));
}

TEST_CASE("partners: a call has fifteen seconds at most and the way back is kept free") {
  Stage stage;
  Partner partner(stage);
  const absl::Duration asked = GENERATE(absl::Seconds(5), absl::Hours(24 * 365));
  const absl::Time before = absl::Now();
  REQUIRE(partner.Get(*partner.Context(asked)).ok());
  const absl::Time most = absl::Now() + std::min(asked, absl::Seconds(15)) - absl::Milliseconds(50);
  const absl::Time deadline = stage.service.asked().deadline;
  // The wire rounds up, to 10 ms below ten seconds and to 100 ms above.
  CHECK(deadline <= most + absl::Milliseconds(asked > absl::Seconds(10) ? 100 : 10));
  CHECK(deadline > before + std::min(asked, absl::Seconds(15)) - absl::Seconds(1));
}

TEST_CASE("partners: cancelling and a short deadline reach the service") {
  Stage stage;
  Partner partner(stage);
  stage.service.Hold();
  const bool cancelled = GENERATE(true, false);
  const auto context = partner.Context(cancelled ? absl::Minutes(1) : absl::Seconds(2));
  grpc::Status status;
  std::jthread call([&] { status = partner.Get(*context); });
  support::WaitFor("the call", [&] { return stage.service.asked().calls == 1; });
  if (cancelled) context->TryCancel();
  call.join();
  CHECK(status.error_code() == (cancelled ? StatusCode::CANCELLED : StatusCode::DEADLINE_EXCEEDED));
  // Long before the gateway's own deadline would end it.
  support::WaitFor(
      "the service to notice", [&] { return stage.service.cancelled() == 1; }, absl::Seconds(8));
  stage.service.Hold(false);
  CHECK(partner.Get().ok());
}

TEST_CASE("partners: messages that are none or too large") {
  Stage stage;
  Partner partner(stage);
  CHECK(ReasonIn(partner.Call(kGet, "\xff\xff\xff")) == "MALFORMED_BODY");
  CHECK(ReasonIn(partner.Call(kGet,
                              "\x0a\x05"
                              "ab")) == "MALFORMED_BODY");                      // cut
  CHECK(ReasonIn(partner.Call(kGet, "\x0a\x02\xc3\x28")) == "MALFORMED_BODY");  // not UTF-8
  const std::string update = "/nastavnik.submission.v1.ApplicationService/UpdateApplication";
  std::string deep;  // groups of an unknown field
  for (int i = 0; i < 101; ++i) deep.push_back('\x7b');
  for (int i = 0; i < 101; ++i) deep.push_back('\x7c');
  CHECK(ReasonIn(partner.Call(update, deep)) == "MALFORMED_BODY");
  CHECK(ReasonIn(partner.Call(kGet, std::string((1 << 20) + 1, '\0'))) == "BODY_TOO_LARGE");
  CHECK(partner.Call(kGet, std::string((4 << 20) + 1, '\0')).error_code() ==
        StatusCode::RESOURCE_EXHAUSTED);
  CHECK(stage.service.asked().calls == 0);
  std::string tiny;  // half a million fields that nobody knows
  for (int i = 0; i < (1 << 19); ++i) tiny += "\x78\x01";
  CHECK(partner.Call(kGet, tiny).ok());
  const auto context = partner.Context();
  context->AddMetadata("x-large", std::string(64 << 10, 'x'));
  CHECK(partner.Get(*context).error_code() == StatusCode::RESOURCE_EXHAUSTED);
  CHECK(Partner(stage).Get().ok());  // that connection may be cut, no other
}

TEST_CASE("partners: an operation is asked of the service in its name") {
  Stage stage;
  Partner partner(stage);
  const auto operations = google::longrunning::Operations::NewStub(partner.channel);
  google::longrunning::GetOperationRequest request;
  google::longrunning::Operation operation;
  request.set_name("operations/submission.0192");
  REQUIRE(operations->GetOperation(partner.Context().get(), request, &operation).ok());
  CHECK(operation.name() == "operations/submission.0192");
  for (const char* name : {"operations/nothing.0192", "operations/", "0192", ""}) {
    request.set_name(name);
    CHECK(ReasonIn(operations->GetOperation(partner.Context().get(), request, &operation)) ==
          "NOT_FOUND");
  }
}

TEST_CASE("partners: health of what is published and the end of a drained gateway") {
  Stage stage;
  Partner partner(stage);
  const auto health = grpc::health::v1::Health::NewStub(partner.channel);
  const auto check = [&](const std::string& service) {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    grpc::health::v1::HealthCheckResponse response;
    const grpc::Status status = health->Check(partner.Context().get(), request, &response);
    return status.ok() ? static_cast<int>(response.status())
                       : -static_cast<int>(status.error_code());
  };
  using Response = grpc::health::v1::HealthCheckResponse;
  support::WaitFor("readiness", [&] { return check("") == Response::SERVING; });
  CHECK(check("nastavnik.submission.v1.ApplicationService") == Response::SERVING);
  CHECK(check("nastavnik.submission.v1.ApplicationStaffService") == -StatusCode::NOT_FOUND);
  CHECK(check("nastavnik.submission.v1.SubmissionInternalService") == -StatusCode::NOT_FOUND);

  stage.service.Hold();
  grpc::Status status;
  std::jthread call([&] { status = partner.Get(); });
  support::WaitFor("the call", [&] { return stage.service.asked().calls == 1; });
  std::jthread drain([&] { stage.gateway->Drain(absl::Seconds(1)); });
  support::WaitFor("the balancers' turn", [&] { return check("") == Response::NOT_SERVING; });
  support::WaitFor("the end of new calls",
                   [&] { return check("") == -static_cast<int>(StatusCode::UNAVAILABLE); });
  stage.service.Hold(false);
  call.join();
  drain.join();
  CHECK(status.ok());
}

}  // namespace
}  // namespace nastavnik::gateway
