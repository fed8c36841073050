#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <google/protobuf/descriptor.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/auth/minter.h"
#include "common/metrics/grpc.h"

namespace nastavnik::rpc {

// What all clients of one service share: the channel, the tokens, the series of its methods.
class Backend {
 public:
  // `target` is a gRPC target, "dns:///127.0.0.1:8181"; `service` the process that listens there.
  Backend(std::string service, const std::string& target, auth::Minter& minter);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // Sets deadline, token and trace on a call of `method` by this process itself.
  void Prepare(grpc::ClientContext& context, const std::string& method, absl::Time deadline);
  // Series of a method, made at its first call.
  metrics::GrpcMethod& Series(const std::string& method);

 private:
  std::string service_;
  std::shared_ptr<grpc::Channel> channel_;
  auth::Minter& minter_;
  absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<metrics::GrpcMethod>> series_ ABSL_GUARDED_BY(mutex_);
};

// Full name, without leading slash, of the one method of `service` that takes and answers these
// messages.
std::string MethodOf(const std::string& service, const google::protobuf::Descriptor& request,
                     const google::protobuf::Descriptor& response);

// Calls a proto service of another process, in the name of this process. Every call has a deadline.
// A failed call is not repeated here: only the gateway and loops repeat.
//
//   ASSIGN_OR_RETURN(const pb::GetConfigResponse config, env.registration.Call(&Stub::GetConfig,
//   request, deadline));
template <typename ProtoService>
class Client {
 public:
  using Stub = typename ProtoService::Stub;
  explicit Client(Backend& backend)
      : backend_(backend), stub_(ProtoService::NewStub(backend.channel())) {}

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request, absl::Time deadline) {
    static const std::string name = MethodOf(ProtoService::service_full_name(),
                                             *Request::descriptor(), *Response::descriptor());
    grpc::ClientContext context;
    backend_.Prepare(context, name, deadline);
    Response response;
    const absl::Status status =
        Measured(name, [&] { return (stub_.get()->*method)(&context, request, &response); });
    if (!status.ok()) return status;
    return response;
  }

 private:
  template <typename Invoke>
  absl::Status Measured(const std::string& name, const Invoke& invoke);

  Backend& backend_;
  std::unique_ptr<Stub> stub_;
};

// Runs a call and counts it.
absl::Status MeasuredCall(metrics::GrpcMethod& series, const std::function<grpc::Status()>& invoke);

template <typename ProtoService>
template <typename Invoke>
absl::Status Client<ProtoService>::Measured(const std::string& name, const Invoke& invoke) {
  return MeasuredCall(backend_.Series(name), invoke);
}

}  // namespace nastavnik::rpc
