#include "common/rpc/client.h"

#include <algorithm>
#include <cstdlib>

#include <grpcpp/create_channel.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/log/log.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/wire_status.h"
#include "common/trace/call.h"

namespace nastavnik::rpc {
namespace {

std::shared_ptr<grpc::Channel> Connect(const std::string& target) {
  grpc::ChannelArguments arguments;
  // A backend that was killed is back within a second or two: look for it often.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 2000);  // also the time a connect may take
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetMaxReceiveMessageSize(64 << 20);                     // batches of 1,000 applications
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);  // errors with many violations
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

// Of a linked method, as its series name it.
absl::string_view TypeOf(const std::string& method) {
  std::string name = method;
  std::replace(name.begin(), name.end(), '/', '.');
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  if (descriptor == nullptr) return "unary";
  if (descriptor->client_streaming())
    return descriptor->server_streaming() ? "bidi_stream" : "client_stream";
  return descriptor->server_streaming() ? "server_stream" : "unary";
}

}  // namespace

Backend::Backend(std::string service, const std::string& target, auth::Minter& minter)
    : service_(std::move(service)), channel_(Connect(target)), minter_(minter) {}

void Backend::Prepare(grpc::ClientContext& context, const std::string& method,
                      absl::Time deadline) {
  context.set_deadline(absl::ToChronoTime(deadline));
  auth::CallToken token;
  token.to = service_;
  token.method = absl::StrCat("/", method);
  context.AddMetadata(kCallTokenKey, minter_.Mint(std::move(token)));
  if (const trace::Call* call = trace::Call::Current()) {
    context.AddMetadata("traceparent", call->context().Traceparent());
  }
}

metrics::GrpcMethod& Backend::Series(const std::string& method) {
  absl::MutexLock lock(&mutex_);
  auto& series = series_[method];
  if (series == nullptr) {
    series = std::make_unique<metrics::GrpcMethod>(metrics::Default(),
                                                   metrics::GrpcMethod::Side::kClient, method,
                                                   metrics::kClientCodes, TypeOf(method));
  }
  return *series;
}

std::string MethodOf(const std::string& service, const google::protobuf::Descriptor& request,
                     const google::protobuf::Descriptor& response) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
  const google::protobuf::MethodDescriptor* found = nullptr;
  int matches = 0;
  for (int i = 0; descriptor != nullptr && i < descriptor->method_count(); ++i) {
    const auto* method = descriptor->method(i);
    if (method->input_type() != &request || method->output_type() != &response) continue;
    found = method;
    ++matches;
  }
  if (matches == 1) return absl::StrCat(service, "/", found->name());
  log::Error("no single method takes these messages",
             {{"service", service}, {"request", request.full_name()}});
  log::Flush();
  std::abort();
}

absl::Status MeasuredCall(metrics::GrpcMethod& series,
                          const std::function<grpc::Status()>& invoke) {
  const trace::Span span(trace::Kind::kRemote, "remote call");
  series.Started();
  series.Sent();
  const absl::Time begun = absl::Now();
  const absl::Status status = FromWire(invoke());
  if (status.ok()) series.Received();
  series.Handled(status.code(), absl::Now() - begun);
  return status;
}

}  // namespace nastavnik::rpc
