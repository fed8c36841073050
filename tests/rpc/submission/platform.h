#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <grpcpp/grpcpp.h>
#include <sodium.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/auth/minter.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/rpc/process.h"
#include "common/rpc/wire_status.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/registration/v1/season.grpc.pb.h"
#include "nastavnik/submission/v1/application.grpc.pb.h"
#include "nastavnik/submission/v1/application_staff.grpc.pb.h"
#include "nastavnik/submission/v1/internal.grpc.pb.h"
#include "nastavnik/submission/v1/receipt_public.grpc.pb.h"
#include "services/submission/set_up.h"
#include "submission_sql/sql.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"
#include "tests/support/process.h"
#include "tests/unit/submission/season_fixture.h"

namespace nastavnik::submission {

namespace pb = nastavnik::submission::v1;
namespace registration = nastavnik::registration::v1;
using access::v1::Grant;

// The neighbour that submission asks: a server with people and a feed that the test fills.
class Neighbour final : public registration::RegistrationInternalService::Service {
 public:
  Neighbour() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    builder.RegisterService(&seasons_);
    server_ = builder.BuildAndStart();
  }
  ~Neighbour() override { server_->Shutdown(std::chrono::system_clock::now()); }
  std::string target() const { return absl::StrCat("dns:///127.0.0.1:", port_); }

  void Grant_(PersonId person, access::v1::Grant::Role role, const std::string& nomination = "") {
    std::lock_guard lock(mutex_);
    auto& grant = *principals_[person.ToString()].add_grants();
    grant.set_role(role);
    grant.set_season("2027");
    grant.set_nomination(nomination);
  }
  void Revoke(PersonId person) {
    std::lock_guard lock(mutex_);
    principals_.erase(person.ToString());
  }
  // A registered adult with every consent.
  registration::PersonFacts& Person(PersonId person) {
    std::lock_guard lock(mutex_);
    registration::PersonFacts& facts = people_[person.ToString()];
    if (facts.person().empty()) {
      facts.set_person(person.ToString());
      facts.set_state("ACTIVE");
      facts.set_region("ru-77");
      facts.set_birth_date("1990-05-17");
      facts.set_registered(true);
      facts.set_facts_version(7);
      for (const char* consent : {"processing", "media"})
        facts.add_consents()->set_consent(consent);
    }
    return facts;
  }
  void Tell(events::v1::FeedEvent event) {
    std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }

  grpc::Status GetPrincipal(grpc::ServerContext*, const registration::GetPrincipalRequest* request,
                            registration::GetPrincipalResponse* response) override {
    std::lock_guard lock(mutex_);
    *response = principals_[request->person()];
    response->set_state("ACTIVE");
    return grpc::Status::OK;
  }
  grpc::Status BatchGetPeople(grpc::ServerContext*,
                              const registration::BatchGetPeopleRequest* request,
                              registration::BatchGetPeopleResponse* response) override {
    std::lock_guard lock(mutex_);
    for (const std::string& person : request->people()) {
      if (people_.count(person) > 0) *response->add_people() = people_[person];
    }
    return grpc::Status::OK;
  }
  // An organization that registration does not know.
  void Forget(const std::string& organization) {
    std::lock_guard lock(mutex_);
    unknown_organization_ = organization;
  }
  grpc::Status BatchGetOrganizations(
      grpc::ServerContext*, const registration::BatchGetOrganizationsRequest* request,
      registration::BatchGetOrganizationsResponse* response) override {
    std::lock_guard lock(mutex_);
    for (const std::string& organization : request->organizations()) {
      if (organization != unknown_organization_)
        response->add_organizations()->set_organization(organization);
    }
    return grpc::Status::OK;
  }
  grpc::Status ReadFeed(grpc::ServerContext*, const events::v1::ReadFeedRequest* request,
                          events::v1::ReadFeedResponse* response) override {
    std::lock_guard lock(mutex_);
    size_t at = request->resume_token().empty() ? 0 : std::stoul(request->resume_token());
    for (; at < events_.size(); ++at) *response->add_events() = events_[at];
    response->set_resume_token(std::to_string(at));
    return grpc::Status::OK;
  }

 private:
  struct Seasons final : registration::SeasonPublicService::Service {
    grpc::Status ListRegions(grpc::ServerContext*, const registration::ListRegionsRequest*,
                             registration::ListRegionsResponse* response) override {
      for (int code = 10; code < 100; ++code)
        response->add_regions()->set_name(absl::StrCat("regions/ru-", code));
      return grpc::Status::OK;
    }
  };

  Seasons seasons_;
  int port_ = 0;
  std::mutex mutex_;
  std::string unknown_organization_;
  std::map<std::string, registration::PersonFacts> people_;
  std::map<std::string, registration::GetPrincipalResponse> principals_;
  std::vector<events::v1::FeedEvent> events_;
  std::unique_ptr<grpc::Server> server_;
};

// The whole service in this process, on a real database, called as any client calls it.
class Platform {
 public:
  // `season`: the document that Apply puts in force.
  explicit Platform(json::Value season = *json::Parse(kSeason)) : season_(std::move(season)) {
    Db().Clear();
    MakePair("submission");
    MakePair("submission-receipt");
    tokens_ = MakePair("registration-token");
    for (const char* service : {"registration", "review", "results", "gateway"})
      services_[service] = MakePair(service);
    Write("page.key", std::string(32, 'k'));
    config::Config config = config::Defaults("submission");
    config.listen.grpc = "127.0.0.1:0";
    config.listen.admin = "127.0.0.1:0";
    config.database.url = Db().options().url;
    config.keys.dir = keys_.path();
    config.backends.registration = neighbour.target();
    config.drain.delay = absl::ZeroDuration();
    process_ = std::make_unique<rpc::Process>("submission", config);
    SetUp(*process_);
    REQUIRE_THAT(process_->Start(), support::IsOk());
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", process_->grpc_port()),
                                   grpc::InsecureChannelCredentials());
    Apply(1, absl::Now() - absl::Hours(1), absl::Now() + absl::Hours(1));
  }
  ~Platform() { process_->Drain(absl::ZeroDuration()); }

  static support::ServiceDatabase& Db() {
    static auto& db = support::Database("submission", Migrations());
    return db;
  }

  // Puts a version of the season in force whose stages of this service have this window; grace is a
  // second.
  void Apply(int version, absl::Time open, absl::Time close) {
    json::Value document = season_;
    for (const char* stage : {"applications", "applications-social", "formal-check"}) {
      auto& members = document.at("stages").at(stage).get_object();
      members["opens"] = Local(open);
      members["closes"] = Local(close);
      if (absl::string_view(stage) != "formal-check") members["graceSeconds"] = 1;
    }
    registration::ApplyConfigRequest request;
    request.set_season("2027");
    request.set_version(version);
    request.set_document(json::Canonical(document));
    request.set_activate(true);
    const auto response =
        Internal(&pb::SubmissionInternalService::Stub::ApplyConfig, request, "ApplyConfig");
    REQUIRE_THAT(response, support::IsOk());
    REQUIRE(response->version() == version);
  }

  // A call by a person with a bearer token, or by nobody.
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                const Request& request, PersonId person) {
    grpc::ClientContext context;
    if (!person.IsNil()) context.AddMetadata("authorization", "Bearer " + Bearer(person));
    return Send<Service>(context, method, request);
  }
  // A call by registration.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Internal(grpc::Status (pb::SubmissionInternalService::Stub::*method)(
                                        grpc::ClientContext*, const Request&, Response*),
                                    const Request& request, const std::string& name,
                                    const std::string& from = "registration") {
    auth::CallToken token;
    token.to = "submission";
    token.method = "/nastavnik.submission.v1.SubmissionInternalService/" + name;
    grpc::ClientContext context;
    auth::Minter minter(from, auth::Signer(from, services_.at(from)));
    context.AddMetadata(rpc::kCallTokenKey, minter.Mint(token));
    return Send<pb::SubmissionInternalService>(context, method, request);
  }

  Neighbour neighbour;

 private:
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Send(grpc::ClientContext& context,
                                grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                const Request& request) {
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    Response response;
    const auto stub = Service::NewStub(channel_);
    const absl::Status status = rpc::FromWire((stub.get()->*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }
  std::string Bearer(PersonId person) {
    auth::AccessToken token;
    token.person = person;
    token.session = "session";
    token.password_time = absl::Now();
    token.expire_time = absl::Now() + absl::Minutes(10);
    return auth::Signer("registration-token", tokens_).Sign(token);
  }
  static json::Value Local(absl::Time time) {
    const std::string text =
        absl::FormatTime("%Y-%m-%dT%H:%M:%S Europe/Moscow", time, TestSeason()->zone);
    return boost::json::string(text);
  }
  void Write(const std::string& name, absl::string_view bytes) {
    const std::string path = keys_.path() + "/" + name;
    std::ofstream(path) << crypto::HexEncode(bytes) << "\n";
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  auth::SecretKey MakePair(const std::string& name) {
    auth::SecretKey secret;
    auth::PublicKey open;
    crypto_sign_keypair(open.data(), secret.data());
    Write(name + ".key", {reinterpret_cast<const char*>(secret.data()), secret.size()});
    Write(name + ".pub", {reinterpret_cast<const char*>(open.data()), open.size()});
    return secret;
  }

  const json::Value season_;
  support::TempDir keys_;
  auth::SecretKey tokens_;
  std::map<std::string, auth::SecretKey> services_;
  std::unique_ptr<rpc::Process> process_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace nastavnik::submission
