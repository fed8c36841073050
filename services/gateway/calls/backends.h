#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

#include "common/auth/authenticator.h"
#include "common/auth/minter.h"
#include "common/config/config.h"
#include "common/rpc/client.h"
#include "services/gateway/routes/route.h"

namespace nastavnik::gateway {

// Repeats of failed calls, held back while most calls fail: every failure takes a token, every
// success gives a tenth, and with half of the ten tokens gone nothing is repeated (gRFC A6).
class RetryThrottle {
 public:
  void Succeeded();
  void Failed();
  bool MayRetry() const;

 private:
  mutable std::mutex mutex_;
  double tokens_ = 10;
};

// "nastavnik.review.v1.ReviewInternalService/ReadFeed", without leading slash.
std::string InternalMethod(absl::string_view service, absl::string_view method);

// Calls the services. Thread-safe.
class Backends {
 public:
  Backends(const config::Config::Backends& targets, auth::Minter& minter);

  // What is called, in whose name and until when.
  struct Envelope {
    const Method* method = nullptr;
    std::string service;
    auth::Identity caller;  // nobody: no token is shown
    std::optional<absl::Time> receive_time;
    std::string traceparent;
    absl::Time deadline;
    bool repeatable = false;
    // The call that this one serves: it is cancelled with it. Lives until `done`.
    grpc::CallbackServerContext* parent = nullptr;
  };
  template <typename Message>
  struct CallOf : Envelope {
    const Message* request = nullptr;  // both live until `done`
    Message* response = nullptr;
  };
  using Call = CallOf<google::protobuf::Message>;
  using BytesCall = CallOf<grpc::ByteBuffer>;  // messages whose type nobody needs to know
  struct Outcome {
    absl::Status status;
    bool replayed = false;  // the service had done it before
    int tries = 1;
    grpc::Status wire;  // as the service sent it
  };
  // Runs `done` on a thread of gRPC. UNAVAILABLE is tried again, at most three times in all, when
  // the call is repeatable.
  template <typename Message>
  void Start(CallOf<Message> call, std::function<void(Outcome)> done);

  // Deadline, trace and token of one try; for calls that are not started here.
  std::unique_ptr<grpc::ClientContext> ContextOf(const Envelope& envelope);

  // A call in the gateway's own name of a method without leading slash, once. `done` runs on a
  // thread of gRPC; request and response live until then.
  void StartOwn(absl::string_view service, const std::string& method,
                const google::protobuf::Message& request, google::protobuf::Message* response,
                absl::Time deadline, std::function<void(absl::Status)> done);
  // The same, waiting for the answer.
  absl::Status CallOwn(absl::string_view service, const std::string& method,
                       const google::protobuf::Message& request,
                       google::protobuf::Message* response, absl::Time deadline);

  bool Has(absl::string_view service) const;
  rpc::Backend& Of(absl::string_view service);

 private:
  struct Running;
  struct Target {
    Target(const std::string& service, const std::string& address, auth::Minter& minter)
        : backend(service, address, minter) {}
    rpc::Backend backend;
    RetryThrottle throttle;
  };

  void Try(std::shared_ptr<Running> running);
  void Finish(const std::shared_ptr<Running>& running, const grpc::Status& status);

  auth::Minter& minter_;
  std::map<std::string, std::unique_ptr<Target>, std::less<>> targets_;
};

}  // namespace nastavnik::gateway
