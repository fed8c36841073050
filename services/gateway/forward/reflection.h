#pragma once

#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/async_generic_service.h>

#include "absl/strings/string_view.h"
#include "grpc/reflection/v1/reflection.pb.h"

namespace nastavnik::gateway {

// Answers grpc.reflection v1 and v1alpha, whose messages are the same on the wire, from the
// published descriptors: what is not published cannot be found. Safe to share.
class Reflection {
 public:
  Reflection();

  // Full names of all services, those of gRPC itself too, in order.
  const std::vector<std::string>& services() const { return services_; }
  static bool IsReflection(absl::string_view method);  // "/package.Service/Method"
  // A stream of questions and answers. Owns itself.
  grpc::ServerGenericBidiReactor* Start() const;

  using Question = grpc::reflection::v1::ServerReflectionRequest;
  using Answer = grpc::reflection::v1::ServerReflectionResponse;
  Answer Ask(const Question& question) const;

 private:
  const google::protobuf::FileDescriptor* FileOf(const Question& question) const;

  google::protobuf::DescriptorPool pool_;
  std::vector<std::string> services_;
};

}  // namespace nastavnik::gateway
