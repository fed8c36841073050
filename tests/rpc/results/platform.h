#pragma once

#include <functional>
#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

#include "common/auth/minter.h"
#include "common/rpc/operations.h"
#include "common/rpc/process.h"
#include "common/rpc/wire_status.h"
#include "nastavnik/results/v1/internal.grpc.pb.h"
#include "nastavnik/results/v1/ranking_staff.grpc.pb.h"
#include "nastavnik/results/v1/result.grpc.pb.h"
#include "nastavnik/results/v1/result_public.grpc.pb.h"
#include "tests/rpc/results/neighbours.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"
#include "tests/support/process.h"

namespace nastavnik::results::testing {

namespace pb = nastavnik::results::v1;

// The whole service in this process on a real database, called as any client calls it. A season
// with twelve applications, three a nomination, one winner each, is in force.
class Platform {
 public:
  Platform();
  ~Platform();

  static support::ServiceDatabase& Db();

  PersonId operator_ = PersonId::New();
  PersonId organizers[2] = {PersonId::New(), PersonId::New()};
  PersonId chairs[4] = {PersonId::New(), PersonId::New(), PersonId::New(), PersonId::New()};
  Neighbours neighbours;

  // A call by a person with a bearer token, or by nobody.
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                const Request& request, PersonId person = PersonId()) {
    grpc::ClientContext context;
    if (!person.IsNil()) context.AddMetadata("authorization", "Bearer " + Bearer(person));
    return Send<Service>(context, method, request);
  }
  // A call by another service.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Internal(grpc::Status (pb::ResultsInternalService::Stub::*method)(
                                        grpc::ClientContext*, const Request&, Response*),
                                    const Request& request, const std::string& name) {
    grpc::ClientContext context;
    context.AddMetadata(rpc::kCallTokenKey, CallToken(name));
    return Send<pb::ResultsInternalService>(context, method, request);
  }

  // Steps of a season, each answering the resource.
  absl::StatusOr<google::longrunning::Operation> Create(PersonId person);
  google::longrunning::Operation Wait(const google::longrunning::Operation& operation);
  pb::Ranking Compute();
  absl::StatusOr<pb::Ranking> Get(const std::string& name, PersonId person);
  absl::StatusOr<pb::Ranking> Freeze(const std::string& name);
  absl::StatusOr<pb::Ranking> Sign(const pb::Ranking& ranking, PersonId person);
  absl::StatusOr<pb::Ranking> Publish(const pb::Ranking& ranking, PersonId person,
                                      absl::Time publish_time);
  pb::Ranking Signed();
  // A ranking that will be published in three seconds; answers the instant.
  absl::Time Schedule();
  // Registration hands over the season's document, as at every change and repetition. `patch`: a
  // merge patch on top.
  void ApplyConfig(int version = 1, const std::string& patch = "{}");
  // Version 2 of the document has the nomination "business", with three applications that nothing
  // surpasses.
  void AddFifthNomination();

 private:
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Send(grpc::ClientContext& context,
                                grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                const Request& request) {
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    Response response;
    const auto stub = Service::NewStub(channel_);
    const absl::Status status = rpc::FromWire((stub.get()->*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }
  std::string Bearer(PersonId person) const;
  std::string CallToken(const std::string& method) const;
  void Populate();
  void AddApplicants(int count, const std::function<World::Applicant(int)>& make);
  void Write(const std::string& name, absl::string_view bytes);
  auth::SecretKey MakePair(const std::string& name);

  support::TempDir keys_;
  auth::SecretKey tokens_, registration_;
  std::unique_ptr<rpc::Process> process_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace nastavnik::results::testing
