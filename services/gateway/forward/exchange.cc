#include "services/gateway/forward/exchange.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

#include "common/auth/token.h"
#include "common/log/log.h"
#include "common/rpc/wire_status.h"
#include "common/status/error.h"
#include "common/status/fault.h"
#include "common/status/macros.h"
#include "services/gateway/listen/caller.h"
#include "services/gateway/listen/errors.h"

namespace nastavnik::gateway {
namespace {

// Longest time of a call that is answered once; a stream lasts as long as its caller wants.
constexpr absl::Duration kLongestCall = absl::Seconds(15);
// Of it, what is kept for the way back.
constexpr absl::Duration kHop = absl::Milliseconds(50);
// Open streams of all callers: each holds some 50 kB here and a connection's place at its service.
constexpr int kMostStreams = 1024;
// Of all keys and values, each with 32 bytes of its own as HTTP/2 counts. gRPC holds callers to it
// only after they have agreed.
constexpr size_t kMostMetadataBytes = 16 << 10;
constexpr char kReplayed[] = "idempotent-replayed";

// The one value of a key; nothing when it is missing or stands more than once.
absl::string_view MetadataOf(const grpc::ServerContextBase& context, const char* key) {
  const auto [begin, end] = context.client_metadata().equal_range(key);
  if (begin == end || std::next(begin) != end) return "";
  return {begin->second.data(), begin->second.size()};
}

trace::Context ContextOf(const grpc::ServerContextBase& context) {
  const auto parent = trace::ParseTraceparent(MetadataOf(context, "traceparent"));
  return parent ? parent->Child() : trace::NewContext();
}

bool TooLarge(const grpc::ServerContextBase& context) {
  size_t bytes = 0;
  for (const auto& [key, value] : context.client_metadata())
    bytes += key.size() + value.size() + 32;
  return bytes > kMostMetadataBytes;
}

std::string NameOf(const Method* method) {
  return method == nullptr ? "none" : method->full_name.substr(1);
}

}  // namespace

Exchange::Exchange(Forwarding& forwarding, grpc::GenericCallbackServerContext& context,
                   const Method* method, metrics::GrpcMethod& series)
    : forwarding_(forwarding),
      context_(context),
      method_(method),
      series_(series),
      trace_(NameOf(method), ContextOf(context)) {
  series_.Started();
  context_.AddInitialMetadata("traceparent", trace_.context().Traceparent());
}

Exchange::~Exchange() {
  if (streaming_) --forwarding_.streams;
}

absl::Status Exchange::Check() {
  if (method_ == nullptr) return MethodNotFound();
  if (TooLarge(context_)) return MetadataTooLarge();
  if (context_.client_metadata().count("authorization") > 1) return auth::Unauthenticated();
  ASSIGN_OR_RETURN(caller_, IdentifyCaller(MetadataOf(context_, "authorization"), *method_,
                                           forwarding_.authenticator));
  if (method_->streams()) {
    streaming_ = true;
    return ++forwarding_.streams > kMostStreams ? Overloaded() : absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status Exchange::Enter() {
  admitted_ = forwarding_.admission.Enter(method_->rule.priority());
  return admitted_ ? absl::OkStatus() : Overloaded();
}

absl::Time Exchange::patience() const {
  const absl::Time end = trace_.start() + kLongestCall;
  return absl::FromChrono(context_.deadline()) > end ? end : absl::InfinitePast();
}

Backends::Envelope Exchange::EnvelopeTo(std::string service) const {
  Backends::Envelope envelope;
  envelope.method = method_;
  envelope.service = std::move(service);
  envelope.caller = caller_;
  if (method_->rule.stamped())
    envelope.receive_time = forwarding_.clocks.At(envelope.service, arrival_);
  envelope.traceparent = trace_.context().Traceparent();
  envelope.deadline = deadline();
  if (!Fault("forward_orphan")) envelope.parent = &context_;
  return envelope;
}

absl::Time Exchange::deadline() const {
  const absl::Time asked = absl::FromChrono(context_.deadline());
  return (method_->streams() ? asked : std::min(asked, trace_.start() + kLongestCall)) - kHop;
}

void Exchange::Received(size_t bytes) {
  series_.Received();
  request_bytes_ += bytes;
}

void Exchange::Sent(size_t bytes) {
  series_.Sent();
  response_bytes_ += bytes;
}

grpc::Status Exchange::Finish(const Backends::Outcome& outcome) {
  if (outcome.replayed) context_.AddTrailingMetadata(kReplayed, "true");
  if (!outcome.status.ok() && ReasonOf(outcome.status).empty())
    return Finish(Worded(outcome.status));
  Log(outcome.status);
  return outcome.wire;
}

grpc::Status Exchange::Finish(const absl::Status& refusal) {
  // A call that is gone reads as one whose message is missing.
  const absl::Status status =
      context_.IsCancelled() ? absl::CancelledError("Запрос отменён.") : refusal;
  Log(status);
  return rpc::ToWire(status);
}

void Exchange::Log(const absl::Status& status) {
  const absl::Duration took = absl::Now() - trace_.start();
  const std::string trace_id = trace_.context().TraceId();
  // Who reads slowly keeps no place.
  if (std::exchange(admitted_, false)) forwarding_.admission.Leave(method_->rule.priority());
  trace_.Finish(status.code());
  series_.Handled(status.code(), took);
  log::Request({{"method", NameOf(method_)},
                {"code", metrics::CodeName(status.code())},
                {"reason", status.ok() ? "" : ErrorFrom(status).reason},
                {"duration_ms", took},
                {"request_bytes", request_bytes_},
                {"response_bytes", response_bytes_},
                {"trace_id", trace_id}});
}

}  // namespace nastavnik::gateway
