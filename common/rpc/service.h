#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <grpcpp/impl/service_type.h>

#include "common/rpc/method.h"
#include "common/rpc/pipeline.h"

namespace nastavnik::rpc {

// A proto service with its handlers, made by Bind.
class Service : public grpc::Service {
 public:
  const google::protobuf::ServiceDescriptor& descriptor() const { return *descriptor_; }

 private:
  template <typename, typename>
  friend class Binding;
  Service(Pipeline& pipeline, const std::string& full_name);

  // Ends the process with a message when the service has no such method, its types differ or it has
  // no access rule.
  const Method& Add(const char* name, const google::protobuf::Descriptor& request,
                    const google::protobuf::Descriptor& response, Pipeline::Handler handler,
                    Pipeline::Where where);
  void AddToServer(const Method& method, grpc::internal::MethodHandler* handler);
  // Ends the process unless every method has a handler.
  void CheckComplete() const;

  Pipeline& pipeline_;
  const google::protobuf::ServiceDescriptor* descriptor_;
  std::deque<Method> methods_;
  std::deque<std::string> paths_;
};

// Binds handlers to the methods of a proto service, one line an RPC:
//
//   return rpc::Bind<pb::AssignmentService>(pipeline, env)
//       .On("AcceptAssignment", AcceptAssignment)
//       .On("GetReview", GetReview)
//       .Build();
//
// A handler is a function absl::StatusOr<Response>(const CallOf<Env>&, const Request&). Build ends
// the process with a message when a method has no handler, so that a server never runs with a gap.
template <typename ProtoService, typename Env>
class Binding {
 public:
  Binding(Pipeline& pipeline, Env& env)
      : env_(env), service_(new Service(pipeline, ProtoService::service_full_name())) {}

  // A handler that may block.
  template <typename Request, typename Response>
  Binding&& On(const char* name,
               absl::StatusOr<Response> (*handler)(const CallOf<Env>&, const Request&)) && {
    return std::move(*this).Add(name, handler, Pipeline::Where::kPool);
  }
  // A handler that answers from memory and never blocks.
  template <typename Request, typename Response>
  Binding&& OnMemory(const char* name,
                     absl::StatusOr<Response> (*handler)(const CallOf<Env>&, const Request&)) && {
    return std::move(*this).Add(name, handler, Pipeline::Where::kMemory);
  }
  std::unique_ptr<Service> Build() && {
    service_->CheckComplete();
    return std::move(service_);
  }

 private:
  template <typename Request, typename Response>
  Binding&& Add(const char* name,
                absl::StatusOr<Response> (*handler)(const CallOf<Env>&, const Request&),
                Pipeline::Where where) && {
    Pipeline::Handler erased = [&env = env_, handler](
                                   Call call, const google::protobuf::Message& request,
                                   google::protobuf::Message& response) -> absl::Status {
      auto answer =
          handler(CallOf<Env>(std::move(call), env), static_cast<const Request&>(request));
      if (!answer.ok()) return std::move(answer).status();
      static_cast<Response&>(response) = *std::move(answer);
      return absl::OkStatus();
    };
    const Method& method = service_->Add(name, *Request::descriptor(), *Response::descriptor(),
                                         std::move(erased), where);
    service_->AddToServer(method, new grpc::internal::CallbackUnaryHandler<Request, Response>(
                                      [&pipeline = service_->pipeline_, &method](
                                          grpc::CallbackServerContext* context,
                                          const Request* request, Response* response) {
                                        return pipeline.Take(context, method, *request, *response);
                                      }));
    return std::move(*this);
  }

  Env& env_;
  std::unique_ptr<Service> service_;
};

template <typename ProtoService, typename Env>
Binding<ProtoService, Env> Bind(Pipeline& pipeline, Env& env) {
  return Binding<ProtoService, Env>(pipeline, env);
}

}  // namespace nastavnik::rpc
