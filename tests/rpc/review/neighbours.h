#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/id/id.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/registration/v1/season.grpc.pb.h"
#include "nastavnik/submission/v1/internal.grpc.pb.h"

namespace nastavnik::review::testing {

// What registration and submission know; tests change it.
struct World {
  std::mutex mutex;
  std::map<PersonId, registration::v1::GetPrincipalResponse> principals;
  std::map<std::string, registration::v1::CreateInvitationRequest> invitations;  // by object
  std::vector<submission::v1::RoundItem> items;  // by application id
  std::vector<events::v1::FeedEvent> submission_events;
  std::map<std::string, std::string> redemptions;  // key to whose invitation of what it redeemed
  std::set<PersonId> without_consent;
  std::string unknown_organization;  // id; every other one exists
  bool registration_away = false;
};

// The two services on one port.
class Neighbours {
 public:
  Neighbours();
  ~Neighbours();
  std::string target() const { return "dns:///127.0.0.1:" + std::to_string(port_); }
  void Grant(PersonId person, access::v1::Grant::Role role, const std::string& nomination = "");
  // An admitted application of the region "ru-16".
  std::string AddApplication(const std::string& nomination);
  void Withdraw(const std::string& application);

  World world;

 private:
  int port_ = 0;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace nastavnik::review::testing
