#pragma once

#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/auth/minter.h"
#include "common/rpc/process.h"
#include "common/rpc/wire_status.h"
#include "nastavnik/registration/v1/account.grpc.pb.h"
#include "nastavnik/registration/v1/consent.grpc.pb.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/registration/v1/organization.grpc.pb.h"
#include "nastavnik/registration/v1/registration.grpc.pb.h"
#include "nastavnik/registration/v1/season.grpc.pb.h"
#include "tests/rpc/registration/neighbours.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"
#include "tests/support/process.h"

namespace nastavnik::registration::testing {

namespace pb = nastavnik::registration::v1;
using support::IsOk;
using support::Refuses;

// Somebody signed in.
struct Caller {
  std::string user;  // "users/..."
  std::string token;
  std::string email;
  std::string refresh_token;
  std::string session;
};

// The whole service in this process on a real database, called as any client calls it.
class Platform {
 public:
  Platform();
  ~Platform();

  static support::ServiceDatabase& Db();
  Neighbours neighbours;

  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                const Request& request, const Caller& caller = {}) {
    grpc::ClientContext context;
    if (!caller.token.empty()) context.AddMetadata("authorization", "Bearer " + caller.token);
    return Send<Service>(context, method, request);
  }
  // A call by another service.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Internal(grpc::Status (pb::RegistrationInternalService::Stub::*method)(
                                        grpc::ClientContext*, const Request&, Response*),
                                    const Request& request, const std::string& name,
                                    const std::string& from = "review") {
    grpc::ClientContext context;
    context.AddMetadata(rpc::kCallTokenKey, CallToken(from, name));
    return Send<pb::RegistrationInternalService>(context, method, request);
  }

  // Signs somebody up through the mailbox.
  Caller SignUp(const std::string& email, const std::string& region = "regions/ru-77");
  absl::StatusOr<pb::Session> SignIn(const std::string& email, const std::string& password);
  // An administrator made at the console.
  Caller Administrator(const std::string& email);
  void Grant(const Caller& admin, const Caller& to, access::v1::Grant::Role role);
  // The first mail to an address that contains `mark`, as a person reads it: headers, decoded
  // subject and body.
  std::string Mail(const std::string& email, const std::string& mark);
  // A season of deploy/seasons that is in force and announced.
  void Season(const Caller& one, const Caller& two, const std::string& patch = "{}");

  static constexpr char kPassword[] = "верный друг и Ёжик";

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
  std::string CallToken(const std::string& from, const std::string& method) const;
  void Write(const std::string& name, absl::string_view bytes);
  auth::SecretKey MakePair(const std::string& name);

  support::TempDir keys_, mails_;
  std::map<std::string, auth::SecretKey> secrets_;
  std::unique_ptr<rpc::Process> process_;
  std::shared_ptr<grpc::Channel> channel_;
};

// A new idempotency key.
std::string Key();
std::string ReadSource(const std::string& path);
google::protobuf::Struct Document(const std::string& patch);

}  // namespace nastavnik::registration::testing
