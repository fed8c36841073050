#include "common/rpc/process.h"

#include <cstdlib>
#include <thread>

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/admin/server.h"
#include "common/log/log.h"
#include "common/outbox/feed.h"
#include "common/pg/migrate.h"
#include "common/program/program.h"
#include "common/trace/call.h"
#include "grpc/health/v1/health.pb.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"

namespace nastavnik::rpc {
namespace {

namespace registration = nastavnik::registration::v1;

constexpr absl::Duration kUpkeepInterval = absl::Seconds(15);

absl::StatusOr<auth::Principal> AskRegistration(
    Client<registration::RegistrationInternalService>& client, PersonId person,
    absl::Time deadline) {
  registration::GetPrincipalRequest request;
  request.set_person(person.ToString());
  ASSIGN_OR_RETURN(const registration::GetPrincipalResponse answer,
                   client.Call(&registration::RegistrationInternalService::Stub::GetPrincipal,
                               request, deadline));
  auth::Principal principal{answer.state(), answer.epoch(), {}, {}};
  for (const auto& grant : answer.grants()) {
    principal.grants.push_back({grant.role(), grant.season(), grant.nomination(), grant.region()});
  }
  principal.ended_sessions.assign(answer.ended_sessions().begin(), answer.ended_sessions().end());
  return principal;
}

pg::DatabaseOptions OptionsOf(const std::string& name, const config::Config::Database& config) {
  pg::DatabaseOptions options;
  options.url = config.url;
  options.password = config.password;
  options.schema = name;
  options.source = name;
  options.pool_size = config.pool_size;
  options.statement_timeout = config.statement_timeout;
  options.lock_timeout = config.lock_timeout;
  return options;
}

}  // namespace

// What listens: the gRPC server and the admin pages.
struct Process::Listener {
  std::unique_ptr<grpc::Server> grpc;
  std::unique_ptr<admin::Server> admin;
};

Process::Process(std::string name, config::Config config)
    : name_(std::move(name)), config_(std::move(config)) {
  keys_ = program::OrRefuseToStart(auth::Keys::FromDirectory(config_.keys.dir));
  const auto secret = program::OrRefuseToStart(
      auth::ReadSecretKey(absl::StrCat(config_.keys.dir, "/", name_, ".key")));
  minter_ = std::make_unique<auth::Minter>(name_, auth::Signer(name_, secret));
  pages_ = std::make_unique<page::Tokens>(
      program::OrRefuseToStart(page::Tokens::FromFile(config_.keys.dir + "/page.key")));
  const config::Config::Backends& targets = config_.backends;
  for (const auto& [service, target] : {std::pair{"registration", targets.registration},
                                        {"submission", targets.submission},
                                        {"review", targets.review},
                                        {"results", targets.results}}) {
    backends_[service] = std::make_unique<Backend>(service, target, *minter_);
  }
  database_ = std::make_unique<pg::Database>(OptionsOf(name_, config_.database));
  auto& client = Own(std::make_unique<Client<registration::RegistrationInternalService>>(
      ClientOf<registration::RegistrationInternalService>("registration")));
  fetch_principal_ = [&client](PersonId person, absl::Time deadline) {
    return AskRegistration(client, person, deadline);
  };
  principals_ = std::make_unique<auth::Principals>(
      [this](PersonId person, absl::Time deadline) { return fetch_principal_(person, deadline); });
  authenticator_ = std::make_unique<auth::Authenticator>(name_, *keys_, *principals_);
  executor_ = std::make_unique<Executor>(config_.workers);
  pipeline_ = std::make_unique<Pipeline>(*authenticator_, *executor_, config_.rpc.default_deadline);
  health_.AddCheck("database", [this] {
    return database_->Ready()
               ? absl::OkStatus()
               : absl::UnavailableError("PostgreSQL does not answer or takes no writes");
  });
}

absl::Status Process::KeepUp(jobs::Run& run) {
  const absl::Time deadline = absl::Now() + absl::Seconds(5);
  if (!settings_checked_) {
    const absl::Status settings = pg::CheckSettings(*database_, deadline);
    if (settings.code() == absl::StatusCode::kFailedPrecondition)
      program::RefuseToStart(settings.message());
    RETURN_IF_ERROR(settings);
    settings_checked_ = true;
  }
  if (migrations_ != nullptr) {
    const absl::Status schema = pg::CheckSchema(*database_, *migrations_, deadline);
    schema_fits_ = schema.ok();
    RETURN_IF_ERROR(schema);
  }
  RETURN_IF_ERROR(lag_.Measure(*database_, deadline));
  ASSIGN_OR_RETURN(const int purged, pg::PurgeOldKeys(*database_, deadline));
  if (purged > 0) run.Again();
  return absl::OkStatus();
}

Process::~Process() {
  jobs_.Stop();
  listener_.reset();
  executor_.reset();
  services_.clear();
  while (!owned_.empty()) owned_.pop_back();
}

Backend& Process::BackendOf(absl::string_view service) {
  return *backends_.find(std::string(service))->second;
}

void Process::Add(std::unique_ptr<Service> service) { services_.push_back(std::move(service)); }

absl::Status Process::Start() {
  listener_ = std::make_unique<Listener>();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::health::v1::HealthCheckRequest::descriptor();  // links the file, so that reflection can
                                                       // show Health
  static const bool reflection [[maybe_unused]] =
      (grpc::reflection::InitProtoReflectionServerBuilderPlugin(), true);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(config_.listen.grpc, grpc::InsecureServerCredentials(), &grpc_port_);
  builder.SetMaxReceiveMessageSize(4 << 20);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  for (const auto& service : services_) builder.RegisterService(service.get());
  listener_->grpc = builder.BuildAndStart();
  if (listener_->grpc == nullptr || grpc_port_ == 0) {
    return absl::UnavailableError(absl::StrCat("cannot listen at ", config_.listen.grpc));
  }
  health_.OnChange([this](bool ready) {
    if (auto* health = listener_->grpc->GetHealthCheckService()) {
      health->SetServingStatus(ready);
      for (const auto& service : services_)
        health->SetServingStatus(service->descriptor().full_name(), ready);
    }
  });
  listener_->grpc->GetHealthCheckService()->SetServingStatus(false);
  health_.AddCheck("schema", [this] {
    if (settings_checked_ && (migrations_ == nullptr || schema_fits_)) return absl::OkStatus();
    return absl::UnavailableError(
        "the schema is not known to fit; nastavnikctl migrate status tells more");
  });
  admin::Server::Options admin_options;
  admin_options.address = config_.listen.admin;
  admin_options.service = name_;
  admin_options.version = program::kVersion;
  admin_options.config = [this] { return config::Effective(config_); };
  listener_->admin = std::make_unique<admin::Server>(std::move(admin_options), health_);
  ASSIGN_OR_RETURN(const int admin_port, listener_->admin->Start());
  jobs_.Add("upkeep", kUpkeepInterval, [this](jobs::Run& run) { return KeepUp(run); });
  health_.SetStarted();
  log::Info("listening", {{"grpc_port", grpc_port_}, {"admin_port", admin_port}});
  return absl::OkStatus();
}

void Process::Drain(absl::Duration delay) {
  health_.SetDraining();
  health_.Look();
  absl::SleepFor(delay);  // balancers notice
  listener_->grpc->Shutdown(absl::ToChronoTime(absl::Now() + config_.drain.timeout));
  jobs_.Stop();
  listener_->admin->Stop();
}

void Run(const std::string& name, int argc, char** argv,
         const std::function<void(Process&)>& set_up) {
  config::Config config = program::Begin(name, argc, argv);
  {
    Process process(name, std::move(config));
    set_up(process);
    if (const absl::Status status = process.Start(); !status.ok())
      program::RefuseToStart(status.message());
    program::AwaitStop();
    process.Drain(process.config().drain.delay);
  }
  program::End();
}

}  // namespace nastavnik::rpc
