#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/admin/health.h"
#include "common/auth/authenticator.h"
#include "common/auth/minter.h"
#include "common/auth/principals.h"
#include "common/config/config.h"
#include "common/jobs/loop.h"
#include "common/outbox/feed.h"
#include "common/page/page.h"
#include "common/pg/database.h"
#include "common/pg/statement.h"
#include "common/rpc/client.h"
#include "common/rpc/executor.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/service.h"

namespace nastavnik::rpc {

// One running service: what every service has, made from the configuration, in the order of its
// dependencies. The set-up function given to Run adds the service's own environment, gRPC services
// and loops.
class Process {
 public:
  // Ends the process with a message when the keys cannot be read.
  Process(std::string name, config::Config config);
  ~Process();

  const std::string& name() const { return name_; }
  const config::Config& config() const { return config_; }
  pg::Database& database() { return *database_; }
  Pipeline& pipeline() { return *pipeline_; }
  auth::Principals& principals() { return *principals_; }
  auth::Keys& keys() { return *keys_; }
  const page::Tokens& pages() const { return *pages_; }
  jobs::Group& jobs() { return jobs_; }
  admin::Health& health() { return health_; }

  // A client of another service:
  // ClientOf<registration::v1::RegistrationInternalService>("registration").
  template <typename ProtoService>
  Client<ProtoService> ClientOf(absl::string_view service) {
    return Client<ProtoService>(BackendOf(service));
  }
  Backend& BackendOf(absl::string_view service);
  // Where accounts are looked up; registration, unless registration itself names its own tables
  // here.
  void SetPrincipalSource(auth::Principals::Fetch fetch) { fetch_principal_ = std::move(fetch); }

  // Ready only while all of these are applied to the service's schema. `migrations` must outlive
  // the process.
  void ExpectSchema(const std::vector<pg::Migration>& migrations) { migrations_ = &migrations; }
  // Adds a gRPC service; before Start.
  void Add(std::unique_ptr<Service> service);
  // Keeps something alive until the process ends, after every call and loop has ended.
  template <typename T>
  T& Own(std::unique_ptr<T> thing) {
    T& reference = *thing;
    owned_.push_back(std::shared_ptr<void>(std::move(thing)));
    return reference;
  }

  // Listens and answers.
  absl::Status Start();
  // Stops taking calls after `delay`, finishes those in flight, ends the loops.
  void Drain(absl::Duration delay);
  int grpc_port() const { return grpc_port_; }  // the one chosen, after Start

 private:
  struct Listener;

  // Looks after what every service's schema needs: settings, version, lag of the feed, old keys.
  absl::Status KeepUp(jobs::Run& run);

  std::string name_;
  config::Config config_;
  admin::Health health_;
  std::unique_ptr<auth::Keys> keys_;
  std::unique_ptr<auth::Minter> minter_;
  std::map<std::string, std::unique_ptr<Backend>, std::less<>> backends_;
  std::unique_ptr<pg::Database> database_;
  outbox::Lag lag_;
  std::unique_ptr<page::Tokens> pages_;
  auth::Principals::Fetch fetch_principal_;
  std::unique_ptr<auth::Principals> principals_;
  std::unique_ptr<auth::Authenticator> authenticator_;
  std::unique_ptr<Executor> executor_;
  std::unique_ptr<Pipeline> pipeline_;
  std::vector<std::shared_ptr<void>> owned_;
  std::vector<std::unique_ptr<Service>> services_;
  std::unique_ptr<Listener> listener_;
  const std::vector<pg::Migration>* migrations_ = nullptr;
  std::atomic<bool> settings_checked_ = false;
  std::atomic<bool> schema_fits_ = false;
  jobs::Group jobs_;
  int grpc_port_ = 0;
};

// Body of a service's main: reads the configuration, makes the process, sets it up, serves until
// SIGTERM.
//
//   int main(int argc, char** argv) {
//     nastavnik::rpc::Run("review", argc, argv, nastavnik::review::SetUp);
//   }
void Run(const std::string& name, int argc, char** argv,
         const std::function<void(Process&)>& set_up);

}  // namespace nastavnik::rpc
