#include "services/gateway/gateway.h"

#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/admin/server.h"
#include "common/http/server.h"
#include "common/jobs/loop.h"
#include "common/log/log.h"
#include "common/program/program.h"
#include "common/status/macros.h"
#include "services/gateway/calls/accounts.h"
#include "services/gateway/calls/backends.h"
#include "services/gateway/calls/clock.h"
#include "services/gateway/calls/own_methods.h"
#include "services/gateway/calls/poll.h"
#include "services/gateway/events/event_hub.h"
#include "services/gateway/events/event_list.h"
#include "services/gateway/events/event_methods.h"
#include "services/gateway/forward/endpoint.h"
#include "services/gateway/listen/front.h"
#include "services/gateway/pages/reference.h"
#include "services/gateway/routes/catalog.h"

namespace nastavnik::gateway {
namespace {

constexpr absl::Duration kClockInterval = absl::Seconds(10);

http::Response Json(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

// The gateway waits for nobody's account: Accounts keeps them here.
absl::StatusOr<auth::Principal> NoAccount(PersonId, absl::Time) {
  return absl::InternalError("the account was not asked for");
}

}  // namespace

struct Gateway::Parts {
  config::Config config;
  admin::Health health;
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<auth::Keys> keys;
  std::unique_ptr<auth::Minter> minter;
  auth::Principals principals{NoAccount};
  std::unique_ptr<auth::Authenticator> authenticator;
  std::unique_ptr<Backends> backends;
  DatabaseClocks clocks;
  std::unique_ptr<ResumeTokens> resume_tokens;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<EventHub> hub;
  std::unique_ptr<EventList> event_list;
  OwnMethods own;
  ClientAddresses addresses;
  std::unique_ptr<redis::Client> cache;
  std::unique_ptr<SignIn> sign_in;
  std::unique_ptr<RateLimiter> limiter;
  std::unique_ptr<Front> front;
  std::unique_ptr<http::Server> server;
  std::unique_ptr<Endpoint> partners;
  int grpc_port = 0;
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
  parts.resume_tokens = std::make_unique<ResumeTokens>(secret);
  parts.hub = std::make_unique<EventHub>(*parts.backends, *parts.resume_tokens);
  parts.event_list = std::make_unique<EventList>(*parts.backends, *parts.resume_tokens);
  parts.accounts =
      std::make_unique<Accounts>(*parts.backends, parts.principals, *parts.authenticator);
  parts.own = EventMethods(*parts.accounts, *parts.hub, *parts.event_list);
  ASSIGN_OR_RETURN(parts.addresses, ClientAddresses::Make(parts.config.http.trusted_proxies));
  const config::Redis& cache = parts.config.redis.cache;
  parts.cache = std::make_unique<redis::Client>(
      redis::Options{"cache", cache.url, cache.password, cache.timeout});
  parts.sign_in = std::make_unique<SignIn>(
      *parts.catalog, *parts.authenticator,
      absl::string_view(reinterpret_cast<const char*>(secret.data()), secret.size()),
      parts.config.http.public_hosts, parts.config.http.cors_origins);
  parts.limiter = std::make_unique<RateLimiter>(*parts.cache);
  parts.front = std::make_unique<Front>(
      Front::Parts{*parts.catalog, *parts.backends, parts.own, parts.clocks, parts.addresses,
                   *parts.limiter, *parts.sign_in},
      Front::Limits{parts.config.rpc.default_deadline, parts.config.http.public_hosts,
                    parts.config.http.cors_origins});
  parts.partners = std::make_unique<Endpoint>(
      *parts.catalog, parts.own,
      Forwarding{*parts.backends, *parts.authenticator, parts.clocks, parts.addresses,
                 *parts.limiter, parts.front->admission()});
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
  ASSIGN_OR_RETURN(parts.grpc_port, parts.partners->Start(parts.config.listen.grpc, parts.health));
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
  for (size_t source = 0; source < kSources.size(); ++source) {
    parts.jobs.Add(absl::StrCat("events of ", kSources[source]), EventHub::kPollInterval,
                   [&parts, source](jobs::Run& run) { return parts.hub->Follow(source, run); });
  }
  parts.jobs.Add("event streams", EventHub::kTendInterval,
                 [&parts](jobs::Run&) { return parts.hub->Tend(); });
  parts.health.SetStarted();
  log::Info("listening", {{"http_port", http_port()},
                          {"staff_port", staff_port()},
                          {"grpc_port", grpc_port()},
                          {"admin_port", admin_port()}});
  return absl::OkStatus();
}

int Gateway::http_port() const { return parts_->server->port(Front::kPublic); }
int Gateway::staff_port() const { return parts_->server->port(Front::kStaff); }
int Gateway::admin_port() const { return parts_->admin_port; }
int Gateway::grpc_port() const { return parts_->grpc_port; }

bool Gateway::Drain(absl::Duration delay) {
  Parts& parts = *parts_;
  parts.health.SetDraining();
  parts.health.Look();
  absl::SleepFor(delay);
  parts.hub->Drain();
  const absl::Time end = absl::Now() + parts.config.drain.timeout;
  std::thread partners([&parts, end] { parts.partners->Drain(end); });
  const bool clean = parts.server->Drain(parts.config.drain.timeout);
  partners.join();
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
