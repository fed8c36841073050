#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/id/id.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/review/v1/internal.grpc.pb.h"
#include "nastavnik/submission/v1/internal.grpc.pb.h"

namespace nastavnik::results::testing {

// What the three other services know of a small season; tests change it.
struct World {
  struct Applicant {
    ApplicationId application;
    PersonId person;
    std::string nomination;
    std::string name;  // family name, "" without consent to distribution
    std::string state = "ADMITTED";
    std::vector<int> totals;  // of the completed reviews
  };
  std::mutex mutex;
  std::vector<Applicant> applicants;  // in the order of application ids
  std::map<PersonId, registration::v1::GetPrincipalResponse> principals;
  bool frozen = true;
};

// The other services on one port.
class Neighbours {
 public:
  Neighbours();
  ~Neighbours();
  std::string target() const { return "dns:///127.0.0.1:" + std::to_string(port_); }
  void Grant(PersonId person, access::v1::Grant::Role role, const std::string& nomination = "");

  World world;

 private:
  int port_ = 0;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace nastavnik::results::testing
