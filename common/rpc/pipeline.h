#pragma once

#include <functional>
#include <memory>
#include <string>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/auth/authenticator.h"
#include "common/rpc/call.h"
#include "common/rpc/executor.h"

namespace nastavnik::rpc {

class Method;

// What happens to every call, once for all services: caller, access rule, deadline, checked
// request, key and etag; then the handler; then status to wire, metrics, one log line. All
// references must outlive the pipeline.
class Pipeline {
 public:
  // Answers into `response`.
  using Handler = std::function<absl::Status(Call call, const google::protobuf::Message& request,
                                             google::protobuf::Message& response)>;
  enum class Where {
    kPool,    // may block: on a thread of the executor
    kMemory,  // never blocks: on gRPC's own thread, unless the caller's account must be fetched
              // first
  };

  Pipeline(const auth::Authenticator& authenticator, Executor& executor,
           absl::Duration default_deadline);

  // Takes a call on; the reactor finishes when the handler has answered.
  grpc::ServerUnaryReactor* Take(grpc::CallbackServerContext* context, const Method& method,
                                 const google::protobuf::Message& request,
                                 google::protobuf::Message& response);

 private:
  struct Running;

  absl::Status Identify(Running& running) const;
  absl::Status Execute(Running& running) const;
  void Finish(Running& running, const absl::Status& status) const;

  const auth::Authenticator& authenticator_;
  Executor& executor_;
  absl::Duration default_deadline_;
};

// Metadata keys of the platform.
inline constexpr char kCallTokenKey[] = "x-nastavnik-call";
inline constexpr char kReplayedKey[] = "x-nastavnik-replayed";

}  // namespace nastavnik::rpc
