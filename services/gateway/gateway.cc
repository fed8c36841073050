#include "services/gateway/gateway.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/admin/server.h"
#include "common/http/server.h"
#include "common/jobs/loop.h"
#include "common/log/log.h"
#include "common/program/program.h"
#include "common/status/macros.h"
#include "services/gateway/calls/backends.h"
#include "services/gateway/calls/clock.h"
#include "services/gateway/calls/poll.h"
#include "services/gateway/listen/front.h"
#include "services/gateway/pages/reference.h"
#include "services/gateway/routes/catalog.h"

namespace nastavnik::gateway {
namespace {

constexpr absl::Duration kClockInterval = absl::Seconds(10);

http::Response Json(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

// The gateway never asks for accounts: it verifies tokens, the services look at rights.
absl::StatusOr<auth::Principal> NoAccounts(PersonId, absl::Time) {
  return absl::InternalError("the gateway has no accounts");
}

}  // namespace

struct Gateway::Parts {
  config::Config config;
  admin::Health health;
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<auth::Keys> keys;
  std::unique_ptr<auth::Minter> minter;
  auth::Principals principals{NoAccounts};
  std::unique_ptr<auth::Authenticator> authenticator;
  std::unique_ptr<Backends> backends;
  DatabaseClocks clocks;
  std::unique_ptr<Front> front;
  std::unique_ptr<http::Server> server;
  std::unique_ptr<admin::Server> admin;
  int admin_port = 0;
  jobs::Group jobs;
};

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Make(config::Config config) {
  auto made = std::make_unique<Parts>();
  Parts& parts = *made;
  parts.config = std::move(config);
  const std::string& directory = parts.config.keys.dir;
  ASSIGN_OR_RETURN(parts.catalog, Catalog::FromLinkedServices());
  ASSIGN_OR_RETURN(parts.keys, auth::Keys::FromDirectory(directory));
  ASSIGN_OR_RETURN(const auth::SecretKey secret,
                   auth::ReadSecretKey(absl::StrCat(directory, "/gateway.key")));
  parts.minter = std::make_unique<auth::Minter>("gateway", auth::Signer("gateway", secret));
  parts.authenticator =
      std::make_unique<auth::Authenticator>("gateway", *parts.keys, parts.principals);
  parts.backends = std::make_unique<Backends>(parts.config.backends, *parts.minter);
  parts.front = std::make_unique<Front>(
      *parts.catalog, *parts.backends, *parts.authenticator, parts.clocks,
      Front::Limits{parts.config.rpc.default_deadline, parts.config.http.public_hosts,
                    parts.config.http.cors_origins});
  RETURN_IF_ERROR(AddReferencePages(*parts.front, parts.config.http.docs_dir));
  parts.front->AddPage("/livez", [](const http::Request&) { return Json(200, "{\"live\":true}"); });
  parts.front->AddPage("/readyz", [&parts](const http::Request&) {
    return parts.health.Ready() ? Json(200, "{\"ready\":true}") : Json(503, "{\"ready\":false}");
  });
  parts.health.AddCheck("clock", [&parts] {
    return parts.clocks.CheckWallClock(absl::Now(), std::chrono::steady_clock::now());
  });
  return std::unique_ptr<Gateway>(new Gateway(std::move(made)));
}

Gateway::~Gateway() {
  if (parts_->server != nullptr) Drain(absl::ZeroDuration());
}

absl::Status Gateway::Start() {
  Parts& parts = *parts_;
  http::ServerOptions options;
  options.addresses = {parts.config.listen.http, parts.config.listen.staff};
  options.refuse = Front::Refuse;
  parts.server = std::make_unique<http::Server>(
      std::move(options), [&parts](http::Request request, http::Reply reply) {
        parts.front->Handle(std::move(request), std::move(reply));
      });
  RETURN_IF_ERROR(parts.server->Start());
  admin::Server::Options admin;
  admin.address = parts.config.listen.admin;
  admin.service = "gateway";
  admin.version = program::kVersion;
  admin.config = [&parts] { return config::Effective(parts.config); };
  parts.admin = std::make_unique<admin::Server>(std::move(admin), parts.health);
  ASSIGN_OR_RETURN(parts.admin_port, parts.admin->Start());
  for (const char* service : {"submission", "review", "results"}) {
    parts.jobs.Add(absl::StrCat("clock of ", service), kClockInterval,
                   [&parts, service](jobs::Run&) {
                     return PollClock(service, *parts.backends, parts.clocks);
                   });
  }
  parts.health.SetStarted();
  log::Info(
      "listening",
      {{"http_port", http_port()}, {"staff_port", staff_port()}, {"admin_port", admin_port()}});
  return absl::OkStatus();
}

int Gateway::http_port() const { return parts_->server->port(Front::kPublic); }
int Gateway::staff_port() const { return parts_->server->port(Front::kStaff); }
int Gateway::admin_port() const { return parts_->admin_port; }

bool Gateway::Drain(absl::Duration delay) {
  Parts& parts = *parts_;
  parts.health.SetDraining();
  parts.health.Look();
  absl::SleepFor(delay);
  const absl::Time end = absl::Now() + parts.config.drain.timeout;
  const bool clean = parts.server->Drain(parts.config.drain.timeout);
  // Calls that were cut still answer within their deadline; their replies need the server.
  while (parts.front->in_flight() > 0 && absl::Now() < end + parts.config.rpc.default_deadline)
    absl::SleepFor(absl::Milliseconds(5));
  parts.jobs.Stop();
  if (parts.admin != nullptr) parts.admin->Stop();
  return clean;
}

void Run(int argc, char** argv) {
  config::Config config = program::Begin("gateway", argc, argv);
  const absl::Duration delay = config.drain.delay;
  {
    const auto gateway = program::OrRefuseToStart(Gateway::Make(std::move(config)));
    if (const absl::Status status = gateway->Start(); !status.ok()) {
      program::RefuseToStart(status.message());
    }
    program::AwaitStop();
    gateway->Drain(delay);
  }
  program::End();
}

}  // namespace nastavnik::gateway
