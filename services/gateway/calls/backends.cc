#include "services/gateway/calls/backends.h"

#include <algorithm>
#include <utility>

#include <grpcpp/alarm.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include "absl/random/random.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

#include "common/rpc/pipeline.h"
#include "common/rpc/wire_status.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;
using MessageStub = grpc::TemplatedGenericStub<pb::Message, pb::Message>;

constexpr int kMostTries = 3;
// A process that died is started again within a second: the third try comes after that.
constexpr absl::Duration kPauses[] = {absl::Milliseconds(200), absl::Milliseconds(1200)};
constexpr double kMostTokens = 10;

}  // namespace

std::string InternalMethod(absl::string_view service, absl::string_view method) {
  std::string title(service);
  title[0] = absl::ascii_toupper(static_cast<unsigned char>(title[0]));
  return absl::StrCat("nastavnik.", service, ".v1.", title, "InternalService/", method);
}

void RetryThrottle::Succeeded() {
  const std::lock_guard lock(mutex_);
  tokens_ = std::min(kMostTokens, tokens_ + 0.1);
}

void RetryThrottle::Failed() {
  const std::lock_guard lock(mutex_);
  tokens_ = std::max(0.0, tokens_ - 1);
}

bool RetryThrottle::MayRetry() const {
  const std::lock_guard lock(mutex_);
  return tokens_ > kMostTokens / 2;
}

// One call with its tries.
struct Backends::Running {
  using Done = std::function<void(grpc::Status)>;

  Envelope envelope;
  std::function<void(grpc::ClientContext& context, Done done)> invoke;  // one try
  std::function<void(Outcome)> done;
  Target& target;
  metrics::GrpcMethod& series;
  absl::Time begun = absl::Now();
  int tries = 0;
  std::unique_ptr<grpc::ClientContext> context = nullptr;
  std::unique_ptr<grpc::Alarm> alarm = nullptr;  // of the pause before the next try
};

Backends::Backends(const config::Config::Backends& targets, auth::Minter& minter)
    : minter_(minter) {
  for (const auto& [service, address] : {std::pair{"registration", targets.registration},
                                         {"submission", targets.submission},
                                         {"review", targets.review},
                                         {"results", targets.results}}) {
    targets_[service] = std::make_unique<Target>(service, address, minter);
  }
}

bool Backends::Has(absl::string_view service) const {
  return targets_.contains(std::string(service));
}

rpc::Backend& Backends::Of(absl::string_view service) {
  return targets_.find(service)->second->backend;
}

void Backends::StartOwn(absl::string_view service, const std::string& method,
                        const pb::Message& request, pb::Message* response, absl::Time deadline,
                        std::function<void(absl::Status)> done) {
  rpc::Backend& backend = Of(service);
  metrics::GrpcMethod& series = backend.Series(method);
  series.Started();
  series.Sent();
  auto context = std::make_shared<grpc::ClientContext>();
  backend.Prepare(*context, method, deadline);
  MessageStub(backend.channel())
      .UnaryCall(context.get(), absl::StrCat("/", method), grpc::StubOptions(), &request, response,
                 [context, &series, begun = absl::Now(),
                  done = std::move(done)](const grpc::Status& wire) {
                   const absl::Status status = rpc::FromWire(wire);
                   if (status.ok()) series.Received();
                   series.Handled(status.code(), absl::Now() - begun);
                   done(status);
                 });
}

absl::Status Backends::CallOwn(absl::string_view service, const std::string& method,
                               const pb::Message& request, pb::Message* response,
                               absl::Time deadline) {
  absl::Notification answered;
  absl::Status outcome;
  StartOwn(service, method, request, response, deadline, [&](const absl::Status& status) {
    outcome = status;
    answered.Notify();
  });
  answered.WaitForNotification();
  return outcome;
}

std::unique_ptr<grpc::ClientContext> Backends::ContextOf(const Envelope& envelope) {
  auto context = envelope.parent == nullptr
                     ? std::make_unique<grpc::ClientContext>()
                     : grpc::ClientContext::FromCallbackServerContext(*envelope.parent);
  context->set_deadline(absl::ToChronoTime(envelope.deadline));
  context->AddMetadata("traceparent", envelope.traceparent);
  const auth::Caller& caller = envelope.caller.caller;
  if (!caller.IsPerson()) return context;
  auth::CallToken token;
  token.to = envelope.service;
  token.method = envelope.method->full_name;
  token.person = caller.person;
  token.session = caller.session;
  token.epoch = envelope.caller.epoch;
  token.password_time = caller.password_time;
  token.receive_time = envelope.receive_time;
  context->AddMetadata(rpc::kCallTokenKey, minter_.Mint(std::move(token)));
  return context;
}

template <typename Message>
void Backends::Start(CallOf<Message> call, std::function<void(Outcome)> done) {
  Target& target = *targets_.find(call.service)->second;
  metrics::GrpcMethod& series = target.backend.Series(call.method->full_name.substr(1));
  series.Started();
  series.Sent();
  auto invoke = [&target, method = call.method, request = call.request, response = call.response](
                    grpc::ClientContext& context, Running::Done tried) {
    response->Clear();
    grpc::TemplatedGenericStub<Message, Message> stub(target.backend.channel());
    stub.UnaryCall(&context, method->full_name, grpc::StubOptions(), request, response,
                   std::move(tried));
  };
  Try(std::make_shared<Running>(
      Running{std::move(call), std::move(invoke), std::move(done), target, series}));
}

template void Backends::Start(Call call, std::function<void(Outcome)> done);
template void Backends::Start(BytesCall call, std::function<void(Outcome)> done);

void Backends::Try(std::shared_ptr<Running> running) {
  Running& r = *running;
  ++r.tries;
  r.context = ContextOf(r.envelope);
  r.invoke(*r.context, [this, running](const grpc::Status& status) { Finish(running, status); });
}

void Backends::Finish(const std::shared_ptr<Running>& running, const grpc::Status& wire) {
  Running& r = *running;
  const absl::Status status = rpc::FromWire(wire);
  const bool away = status.code() == absl::StatusCode::kUnavailable;
  away ? r.target.throttle.Failed() : r.target.throttle.Succeeded();
  if (away && r.envelope.repeatable && r.tries < kMostTries && r.target.throttle.MayRetry()) {
    thread_local absl::BitGen random;
    const absl::Time again = absl::Now() + kPauses[r.tries - 1] * absl::Uniform(random, 0.5, 1.0);
    if (again + absl::Milliseconds(50) < r.envelope.deadline) {
      r.alarm = std::make_unique<grpc::Alarm>();
      // The alarm keeps its callback: moving out of it keeps the two from holding each other for
      // ever.
      r.alarm->Set(absl::ToChronoTime(again),
                   [this, held = running](bool) mutable { Try(std::move(held)); });
      return;
    }
  }
  if (status.ok()) r.series.Received();
  r.series.Handled(status.code(), absl::Now() - r.begun);
  Outcome outcome{status, r.context->GetServerTrailingMetadata().contains(rpc::kReplayedKey),
                  r.tries, wire};
  r.done(std::move(outcome));
}

}  // namespace nastavnik::gateway
