#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/server.h>
#include <boost/json/object.hpp>

#include "common/auth/keys.h"
#include "common/auth/token.h"
#include "google/longrunning/operations.grpc.pb.h"
#include "nastavnik/submission/v1/application.grpc.pb.h"
#include "nastavnik/submission/v1/application_staff.grpc.pb.h"
#include "nastavnik/submission/v1/internal.grpc.pb.h"
#include "services/gateway/gateway.h"
#include "tests/unit/http/connection.h"

namespace nastavnik::gateway::testing {

namespace submission = nastavnik::submission::v1;

// Keys of an installation in a directory of their own.
class KeyDirectory {
 public:
  KeyDirectory();
  ~KeyDirectory();
  const std::string& path() const { return path_; }
  const auth::Keys& keys() const { return *keys_; }
  auth::Signer SignerOf(const std::string& kid) const;

 private:
  std::string path_;
  std::unique_ptr<auth::Keys> keys_;
};

// A service that answers as submission would, and remembers what it was asked.
class Submission final : public submission::ApplicationService::Service {
 public:
  explicit Submission(const KeyDirectory& keys);
  ~Submission() override;

  int port() const { return port_; }
  void Stop();   // as if killed
  void Start();  // again, on the same port

  // What the next calls answer instead; each is used once.
  void FailNext(const absl::Status& status);
  void SayReplayed() { replayed_ = true; }
  // Calls wait from now on, until they are cancelled or let go.
  void Hold(bool hold = true) { held_ = hold; }
  int cancelled() const { return cancelled_; }  // while they waited
  // How far the database's clock is ahead of the machine's.
  absl::Duration clock_ahead;

  struct Asked {
    auth::CallToken caller;  // nobody when no token was shown
    std::string traceparent;
    std::string bearer;  // must never get here
    absl::Time deadline;
    submission::UpdateApplicationRequest update;
    submission::SubmitApplicationRequest submit;
    submission::CreateApplicationRequest create;
    int calls = 0;
  };
  Asked asked() const;

  grpc::Status GetApplication(grpc::ServerContext* context,
                              const submission::GetApplicationRequest* request,
                              submission::OwnerApplication* response) override;
  grpc::Status CreateApplication(grpc::ServerContext* context,
                                 const submission::CreateApplicationRequest* request,
                                 submission::OwnerApplication* response) override;
  grpc::Status UpdateApplication(grpc::ServerContext* context,
                                 const submission::UpdateApplicationRequest* request,
                                 submission::OwnerApplication* response) override;
  grpc::Status SubmitApplication(grpc::ServerContext* context,
                                 const submission::SubmitApplicationRequest* request,
                                 submission::OwnerApplication* response) override;

 private:
  struct Internal;
  struct Staff;
  struct Operations;
  grpc::Status Take(grpc::ServerContext* context, const char* method);

  const KeyDirectory& keys_;
  std::unique_ptr<Internal> internal_;
  std::unique_ptr<Staff> staff_;
  std::unique_ptr<Operations> operations_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  mutable std::mutex mutex_;
  Asked asked_;
  std::vector<absl::Status> failures_;
  bool replayed_ = false;
  std::atomic<bool> held_{false};
  std::atomic<int> cancelled_{0};
};

// A real gateway in front of it, and a person who is signed in.
class Stage {
 public:
  // `adjust` changes the settings of the gateway.
  using Adjust = std::function<void(config::Config&)>;
  explicit Stage(const Adjust& adjust = [](config::Config&) {});

  struct Answer {
    int status = 0;
    std::string head;
    std::string bytes;         // of the body
    boost::json::object body;  // when it is JSON
    std::string Header(const std::string& name) const;
    std::string Text(const char* field) const;
  };
  // `lines` are further header lines.
  Answer Ask(const std::string& verb, const std::string& path, const std::string& body = "",
             const std::vector<std::string>& lines = {}, bool staff = false);
  // The same with the person's token.
  Answer AskAs(const std::string& verb, const std::string& path, const std::string& body = "",
               std::vector<std::string> lines = {}, bool staff = false);
  std::string Token(absl::Duration life = absl::Minutes(10)) const;

  const PersonId person = PersonId::New();
  KeyDirectory keys;
  Submission service{keys};
  std::unique_ptr<Gateway> gateway;
};

}  // namespace nastavnik::gateway::testing
