#pragma once

#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/auth/keys.h"
#include "common/rpc/process.h"
#include "common/rpc/wire_status.h"
#include "google/longrunning/operations.grpc.pb.h"
#include "nastavnik/review/v1/assignment.grpc.pb.h"
#include "nastavnik/review/v1/assignment_staff.grpc.pb.h"
#include "nastavnik/review/v1/expert.grpc.pb.h"
#include "nastavnik/review/v1/expert_staff.grpc.pb.h"
#include "nastavnik/review/v1/internal.grpc.pb.h"
#include "tests/rpc/review/neighbours.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"
#include "tests/support/process.h"

namespace nastavnik::review::testing {

namespace pb = nastavnik::review::v1;

// What an expert of "production" from Moscow says when accepting.
pb::AcceptInvitationRequest Acceptance(const std::string& name, PersonId person,
                                       const std::string& secret, const std::string& key);

// The whole service in this process on a real database and a real Redis, called as any client calls
// it. The demonstration season is in force, its review round open.
class Platform {
 public:
  Platform();
  ~Platform();

  static support::ServiceDatabase& Db();

  PersonId operators[2] = {PersonId::New(), PersonId::New()};
  PersonId chair = PersonId::New();  // of "production"
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
  absl::StatusOr<Response> Internal(grpc::Status (pb::ReviewInternalService::Stub::*method)(
                                        grpc::ClientContext*, const Request&, Response*),
                                    const Request& request, const std::string& name,
                                    const std::string& service) {
    grpc::ClientContext context;
    context.AddMetadata("x-nastavnik-call", CallToken(name, service));
    return Send<pb::ReviewInternalService>(context, method, request);
  }

  absl::StatusOr<pb::StaffExpert> Invite(PersonId staff,
                                         const std::string& key = NewUuid().ToString());
  absl::StatusOr<pb::Expert> AcceptInvitation(const std::string& name, PersonId person,
                                              const std::string& secret,
                                              const std::string& key = NewUuid().ToString());
  // Invited, and registration has sent the link; the expert's name.
  std::string InviteAndWait(PersonId staff);
  // Invited, accepted, activated; the person.
  PersonId AddExpert(int index);
  // A run of "production" by the chair, proposed.
  pb::AssignmentRun Propose();
  absl::StatusOr<pb::AssignmentRun> Approve(const pb::AssignmentRun& run, PersonId person);
  std::vector<pb::Assignment> Own(PersonId person,
                                  pb::Assignment::State state = pb::Assignment::STATE_UNSPECIFIED);
  absl::StatusOr<pb::Assignment> Accept(const std::string& name, PersonId person);
  absl::StatusOr<pb::Review> Save(const std::string& assignment, PersonId person,
                                  const std::string& etag, int mark);
  absl::StatusOr<pb::Review> Complete(const std::string& assignment, PersonId person,
                                      const std::string& etag);

 private:
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Send(grpc::ClientContext& context,
                                grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                const Request& request) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    const auto stub = Service::NewStub(channel_);
    Response response;
    const grpc::Status status = ((*stub).*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromWire(status);
    return response;
  }
  std::string Bearer(PersonId person) const;
  std::string CallToken(const std::string& method, const std::string& service) const;
  void Write(const std::string& name, absl::string_view bytes);
  auth::SecretKey MakePair(const std::string& name);
  void ApplyConfig();

  support::TempDir keys_;
  auth::SecretKey tokens_, registration_, results_;
  std::unique_ptr<rpc::Process> process_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace nastavnik::review::testing
