#include "services/gateway/forward/endpoint.h"

#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/status/fault.h"
#include "services/gateway/forward/own_stream.h"
#include "services/gateway/forward/streaming.h"
#include "services/gateway/forward/unary.h"

namespace nastavnik::gateway {
namespace {

constexpr int kMostStreamsOfConnection = 128;
constexpr int kMostMetadataBytes = 16 << 10;
// gRPC's own limit. It cuts a call without details, so that it stands above ours.
constexpr int kHardMostBytes = 4 << 20;

constexpr int Milliseconds(int minutes, int seconds) { return (minutes * 60 + seconds) * 1000; }

// gRPC's own reflection comes to every server of a program that has its library, and it tells of
// everything that is linked.
struct NoPlugins final : grpc::ServerBuilderOption {
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    if (!Fault("reflection_of_all")) plugins->clear();
  }
};

void Configure(grpc::ServerBuilder& builder) {
  builder.SetOption(std::make_unique<NoPlugins>());
  builder.SetMaxReceiveMessageSize(kHardMostBytes);
  const std::pair<const char*, int> arguments[] = {
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, kMostStreamsOfConnection},
      {GRPC_ARG_MAX_METADATA_SIZE, kMostMetadataBytes},
      {GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(1, 0)},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(0, 20)},
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      // The default of five minutes cuts polite clients.
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, Milliseconds(0, 10)},
      // Connections spread over new copies of the gateway.
      {GRPC_ARG_MAX_CONNECTION_AGE_MS, Milliseconds(30, 0)},
      {GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Milliseconds(1, 0)}};
  for (const auto& [name, value] : arguments) builder.AddChannelArgument(name, value);
}

absl::string_view TypeOf(const Method& method) {
  if (!method.streams()) return "unary";
  if (!method.descriptor->server_streaming()) return "client_stream";
  return method.descriptor->client_streaming() ? "bidi_stream" : "server_stream";
}

std::unique_ptr<metrics::GrpcMethod> SeriesOf(absl::string_view name, absl::string_view type) {
  return std::make_unique<metrics::GrpcMethod>(
      metrics::Default(), metrics::GrpcMethod::Side::kServer, name, metrics::kServerCodes, type);
}

}  // namespace

Endpoint::Endpoint(const Catalog& catalog, Backends& backends, const OwnMethods& own,
                   const auth::Authenticator& authenticator, const DatabaseClocks& clocks,
                   Admission& admission)
    : forwarding_{backends, authenticator, clocks, admission},
      unknown_{nullptr, nullptr, SeriesOf("none/none", "unary")} {
  for (const Method& method : catalog.methods()) {
    if (method.staff_only && !Fault("forward_staff")) continue;
    const auto mine = own.find(method.full_name);
    methods_[method.full_name] = {&method, mine == own.end() ? nullptr : &mine->second,
                                  SeriesOf(method.full_name, TypeOf(method))};
  }
}

Endpoint::~Endpoint() { Drain(absl::Now()); }

absl::StatusOr<int> Endpoint::Start(const std::string& address, admin::Health& health) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
  Configure(builder);
  builder.RegisterCallbackGenericService(this);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0)
    return absl::UnavailableError(absl::StrCat("cannot listen at ", address));
  const auto tell = [this](bool ready) {
    grpc::HealthCheckServiceInterface& service = *server_->GetHealthCheckService();
    service.SetServingStatus(ready);
    for (const std::string& name : reflection_.services()) service.SetServingStatus(name, ready);
  };
  tell(false);
  health.OnChange(tell);
  return port;
}

void Endpoint::Drain(absl::Time end) {
  if (server_ != nullptr) server_->Shutdown(absl::ToChronoTime(end));
}

grpc::ServerGenericBidiReactor* Endpoint::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  if (Reflection::IsReflection(context->method())) return reflection_.Start();
  const auto found = methods_.find(context->method());
  const Published& published = found == methods_.end() ? unknown_ : found->second;
  auto exchange =
      std::make_unique<Exchange>(forwarding_, *context, published.method, *published.series);
  const bool streams = published.method != nullptr && published.method->streams();
  if (!streams) return ForwardUnary(std::move(exchange), published.own);
  return published.own != nullptr ? AnswerStream(std::move(exchange), *published.own)
                                  : ForwardStream(std::move(exchange));
}

}  // namespace nastavnik::gateway
