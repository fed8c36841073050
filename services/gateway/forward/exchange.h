#pragma once

#include <atomic>
#include <string>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/auth/authenticator.h"
#include "common/metrics/grpc.h"
#include "common/trace/call.h"
#include "services/gateway/calls/backends.h"
#include "services/gateway/calls/clock.h"
#include "services/gateway/listen/admission.h"
#include "services/gateway/routes/route.h"

namespace nastavnik::gateway {

// What forwarded calls need. All of it outlives them.
struct Forwarding {
  Backends& backends;
  const auth::Authenticator& authenticator;
  const DatabaseClocks& clocks;
  Admission& admission;
  std::atomic<int> streams{0};  // open ones
};

// Largest message that is taken, as over REST.
inline constexpr size_t kMostBytes = 1 << 20;

// One forwarded call from its metadata to its log line, without its messages.
class Exchange {
 public:
  // `method` null: there is no such method.
  Exchange(Forwarding& forwarding, grpc::GenericCallbackServerContext& context,
           const Method* method, metrics::GrpcMethod& series);
  ~Exchange();

  // By the metadata alone: UNIMPLEMENTED, RESOURCE_EXHAUSTED, UNAUTHENTICATED; UNAVAILABLE when too
  // many streams are open.
  absl::Status Check();
  // A place in the method's class until Finish; for calls whose message is there. UNAVAILABLE.
  absl::Status Enter();
  // What a service is called with; its deadline leaves time for the answer to come back.
  Backends::Envelope EnvelopeTo(std::string service) const;
  void Received(size_t bytes);
  void Sent(size_t bytes);

  // The answer's status and trailers. Once; the log line is written.
  grpc::Status Finish(const Backends::Outcome& outcome);
  grpc::Status Finish(const absl::Status& refusal);

  // When a call must have sent its message; the past when the caller's own deadline sees to it.
  absl::Time patience() const;
  void Cut() { context_.TryCancel(); }

  const Method& method() const { return *method_; }
  const auth::Identity& caller() const { return caller_; }
  // Until when an answer is of use.
  absl::Time deadline() const;
  Forwarding& forwarding() const { return forwarding_; }

 private:
  void Log(const absl::Status& status);

  Forwarding& forwarding_;
  grpc::GenericCallbackServerContext& context_;
  const Method* const method_;
  metrics::GrpcMethod& series_;
  const std::chrono::steady_clock::time_point arrival_ = std::chrono::steady_clock::now();
  trace::Call trace_;
  auth::Identity caller_;
  bool admitted_ = false;
  bool streaming_ = false;  // counted among the open streams
  size_t request_bytes_ = 0;
  size_t response_bytes_ = 0;
};

}  // namespace nastavnik::gateway
