#include "common/rpc/pipeline.h"

#include <algorithm>
#include <exception>
#include <memory>

#include "absl/time/clock.h"

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/rpc/method.h"
#include "common/rpc/wire_status.h"
#include "common/status/error.h"
#include "common/trace/call.h"

namespace nastavnik::rpc {
namespace {

constexpr absl::Duration kLongestDeadline =
    absl::Seconds(60);  // of a caller who asks for more; one who asks for none gets the default

absl::string_view MetadataOf(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return {found->second.data(), found->second.size()};
}

absl::string_view BearerOf(const grpc::CallbackServerContext& context) {
  constexpr absl::string_view kScheme = "Bearer ";
  const absl::string_view header = MetadataOf(context, "authorization");
  return header.substr(0, kScheme.size()) == kScheme ? header.substr(kScheme.size()) : "";
}

absl::Status Shed() {
  Error error;
  error.code = absl::StatusCode::kUnavailable;
  error.reason = "UNAVAILABLE";
  error.message = "Сервис перегружен, повторите через секунду.";
  error.retry_after = absl::Seconds(1);
  return ToStatus(error);
}

trace::Context ContextOf(const grpc::CallbackServerContext& context) {
  const auto parent = trace::ParseTraceparent(MetadataOf(context, "traceparent"));
  return parent ? parent->Child() : trace::NewContext();
}

const char* KindOf(const auth::Caller& caller) {
  if (caller.IsPerson()) return caller.grants.empty() ? "person" : "office";
  return caller.service.empty() ? "anonymous" : "service";
}

// Calls refused for who makes them.
struct Refusals {
  metrics::Family<metrics::Counter>& failures = metrics::Default().Counters(
      "nastavnik_auth_failures_total", "Calls whose caller could not be established",
      {metrics::OneOf("reason", {"UNAUTHENTICATED", "SIGN_IN_FAILED"})});
  metrics::Family<metrics::Counter>& denials = metrics::Default().Counters(
      "nastavnik_access_denials_total", "Calls that the caller may not make",
      {metrics::OneOf("reason", {"PERMISSION_DENIED", "FRESH_FACTOR_REQUIRED"})});

  void Count(absl::StatusCode code, const std::string& reason) {
    if (code == absl::StatusCode::kUnauthenticated) failures.With({reason}).Increment();
    if (code == absl::StatusCode::kPermissionDenied) denials.With({reason}).Increment();
  }
};

Refusals& Counted() {
  static Refusals& refusals = *new Refusals;
  return refusals;
}

}  // namespace

// One call on its way; lives until its reactor is finished.
struct Pipeline::Running {
  grpc::CallbackServerContext* context;
  const Method& method;
  const google::protobuf::Message& request;
  google::protobuf::Message& response;
  grpc::ServerUnaryReactor* reactor;
  absl::Time begun;
  trace::Call trace;
  auth::Identity identity = {};
  bool replayed = false;
};

Pipeline::Pipeline(const auth::Authenticator& authenticator, Executor& executor,
                   absl::Duration default_deadline)
    : authenticator_(authenticator), executor_(executor), default_deadline_(default_deadline) {
  Counted();
}

grpc::ServerUnaryReactor* Pipeline::Take(grpc::CallbackServerContext* context, const Method& method,
                                         const google::protobuf::Message& request,
                                         google::protobuf::Message& response) {
  std::shared_ptr<Running> running(new Running{context,
                                               method,
                                               request,
                                               response,
                                               context->DefaultReactor(),
                                               absl::Now(),
                                               {method.full_name(), ContextOf(*context)}});
  method.metrics().Started();
  if (absl::Status status = Identify(*running); !status.ok()) {
    Finish(*running, status);
  } else if (method.where() == Where::kMemory && authenticator_.CanComplete(running->identity)) {
    Finish(*running, Execute(*running));
  } else {
    executor_.Run(method.rule().priority(), [this, running](bool run) {
      running->trace.Add(trace::Kind::kQueue, "handler pool", running->begun,
                         absl::Now() - running->begun);
      Finish(*running, run ? Execute(*running) : Shed());
    });
  }
  return running->reactor;
}

absl::Status Pipeline::Identify(Running& running) const {
  const std::string method = "/" + running.method.full_name();
  ASSIGN_OR_RETURN(running.identity,
                   authenticator_.Identify({BearerOf(*running.context),
                                            MetadataOf(*running.context, kCallTokenKey), method}));
  const auth::Caller& caller = running.identity.caller;
  const bool nobody = !caller.IsPerson() && caller.service.empty();
  return nobody && !running.method.OpenToAll() ? auth::Unauthenticated() : absl::OkStatus();
}

absl::Status Pipeline::Execute(Running& running) const {
  const trace::Working working(running.trace);
  const Method& method = running.method;
  if (running.context->IsCancelled()) return absl::CancelledError("Запрос отменён.");
  const absl::Time now = absl::Now();
  const absl::Time asked = absl::FromChrono(running.context->deadline());
  Call call;
  call.deadline = asked > now + absl::Hours(1) ? now + default_deadline_
                                               : std::min(asked, now + kLongestDeadline);
  if (call.deadline <= now) return absl::DeadlineExceededError("Время ожидания истекло.");

  call.season = method.SeasonOf(running.request);
  ASSIGN_OR_RETURN(call.caller, authenticator_.Complete(running.identity, call.deadline));
  RETURN_IF_ERROR(method.CheckAccess(call.caller, call.season, now));

  // gRPC lends the request as const; it is ours alone to change only in a copy.
  std::unique_ptr<google::protobuf::Message> copy;
  const google::protobuf::Message* request = &running.request;
  if (method.NeedsNormalizing(running.request)) {
    copy.reset(running.request.New());
    copy->CopyFrom(running.request);
    request = copy.get();
  }
  RETURN_IF_ERROR(
      method.CheckRequest(const_cast<google::protobuf::Message&>(*request), call.caller));

  call.write = method.WriteKeyOf(*request, call.season, call.caller.person);
  call.write.deadline = call.deadline;
  call.write.replayed = &running.replayed;
  call.receive_time = running.identity.receive_time;
  call.trace_id = running.trace.context().TraceId();
  try {
    return method.handler()(std::move(call), *request, running.response);
  } catch (const std::exception& exception) {
    return absl::InternalError(exception.what());
  }
}

void Pipeline::Finish(Running& running, const absl::Status& status) const {
  const absl::Duration took = absl::Now() - running.begun;
  const std::string trace_id = running.trace.context().TraceId();
  running.trace.Finish(status.code());
  running.method.metrics().Handled(status.code(), took);
  if (status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown) {
    log::Error("call failed", {{"method", running.method.full_name()},
                               {"cause", status.message()},
                               {"trace_id", trace_id}});
  }
  const std::string reason = ReasonOf(status);
  Counted().Count(status.code(), reason);
  const trace::Call& trace = running.trace;
  const std::string span_id = trace.context().SpanId();
  log::Request({{"method", running.method.full_name()},
                {"code", metrics::CodeName(status.code())},
                {"reason", reason},
                {"duration_ms", took},
                {"queue_ms", trace.Total(trace::Kind::kQueue)},
                {"db_ms", trace.Total(trace::Kind::kDatabase)},
                {"db_statements", trace.Count(trace::Kind::kDatabase)},
                {"redis_ms", trace.Total(trace::Kind::kRedis)},
                {"actor", KindOf(running.identity.caller)},
                {"trace_id", trace_id},
                {"span_id", span_id}});
  if (running.replayed) running.context->AddTrailingMetadata(kReplayedKey, "true");
  running.reactor->Finish(ToWire(status));
}

}  // namespace nastavnik::rpc
