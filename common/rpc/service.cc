#include "common/rpc/service.h"

#include <grpcpp/impl/rpc_service_method.h>

#include "absl/strings/str_cat.h"

#include "common/program/program.h"

namespace nastavnik::rpc {
Service::Service(Pipeline& pipeline, const std::string& full_name)
    : pipeline_(pipeline),
      descriptor_(
          google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(full_name)) {
  if (descriptor_ == nullptr) program::RefuseToStart(absl::StrCat("no proto service ", full_name));
}

const Method& Service::Add(const char* name, const google::protobuf::Descriptor& request,
                           const google::protobuf::Descriptor& response, Pipeline::Handler handler,
                           Pipeline::Where where) {
  const auto* method = descriptor_->FindMethodByName(name);
  if (method == nullptr)
    program::RefuseToStart(absl::StrCat(descriptor_->full_name(), " has no method ", name));
  if (method->input_type() != &request || method->output_type() != &response) {
    program::RefuseToStart(
        absl::StrCat("the handler of ", method->full_name(), " takes or answers another message"));
  }
  auto rule = RuleOf(*method);
  if (!rule.ok()) program::RefuseToStart(rule.status().message());
  return methods_.emplace_back(*method, *std::move(rule), std::move(handler), where);
}

void Service::AddToServer(const Method& method, grpc::internal::MethodHandler* handler) {
  const std::string& path = paths_.emplace_back(absl::StrCat("/", method.full_name()));
  AddMethod(new grpc::internal::RpcServiceMethod(path.c_str(),
                                                 grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
  MarkMethodCallback(static_cast<int>(methods_.size()) - 1, handler);
}

void Service::CheckComplete() const {
  if (static_cast<int>(methods_.size()) == descriptor_->method_count()) return;
  for (int i = 0; i < descriptor_->method_count(); ++i) {
    const std::string name =
        absl::StrCat(descriptor_->full_name(), "/", descriptor_->method(i)->name());
    bool bound = false;
    for (const Method& method : methods_) bound = bound || method.full_name() == name;
    if (!bound) program::RefuseToStart(absl::StrCat(name, " has no handler"));
  }
  program::RefuseToStart(absl::StrCat(descriptor_->full_name(), " has a method bound twice"));
}

}  // namespace nastavnik::rpc
