#include "tests/rpc/review/neighbours.h"

#include <algorithm>

namespace nastavnik::review::testing {
namespace {

namespace registration = nastavnik::registration::v1;
namespace submission = nastavnik::submission::v1;
using grpc::ServerContext;
using grpc::Status;

constexpr size_t kPage = 5;  // small, so that pages are really turned
const Status kAway(grpc::StatusCode::UNAVAILABLE, "away");

class Registration final : public registration::RegistrationInternalService::Service {
 public:
  explicit Registration(World& world) : world_(world) {}

  Status GetPrincipal(ServerContext*, const registration::GetPrincipalRequest* request,
                      registration::GetPrincipalResponse* response) override {
    std::lock_guard lock(world_.mutex);
    *response = world_.principals[PersonId::Parse(request->person()).value_or(PersonId())];
    response->set_state("ACTIVE");
    return Status::OK;
  }
  Status CreateInvitation(ServerContext*, const registration::CreateInvitationRequest* request,
                          registration::CreateInvitationResponse* response) override {
    std::lock_guard lock(world_.mutex);
    if (world_.registration_away) return kAway;
    world_.invitations.emplace(request->object(), *request);
    response->set_invitation(request->request_id());
    return Status::OK;
  }
  Status RedeemInvitation(ServerContext*, const registration::RedeemInvitationRequest* request,
                          registration::RedeemInvitationResponse*) override {
    std::lock_guard lock(world_.mutex);
    if (!world_.invitations.contains(request->object()) || request->secret() != "secret") {
      return Status(grpc::StatusCode::FAILED_PRECONDITION, "no such invitation");
    }
    const std::string meant = request->object() + " " + request->person();
    if (world_.redemptions.emplace(request->request_id(), meant).first->second != meant)
      return Status(grpc::StatusCode::FAILED_PRECONDITION, "the key belongs to another request");
    return Status::OK;
  }
  Status BatchGetPeople(ServerContext*, const registration::BatchGetPeopleRequest* request,
                        registration::BatchGetPeopleResponse* response) override {
    std::lock_guard lock(world_.mutex);
    for (const std::string& person : request->people()) {
      auto& facts = *response->add_people();
      facts.set_person(person);
      facts.set_state("ACTIVE");
      facts.add_consents()->set_purpose("DISTRIBUTION");
      if (world_.without_consent.count(*PersonId::Parse(person)) == 0)
        facts.add_consents()->set_purpose("PROCESSING");
    }
    return Status::OK;
  }
  Status BatchGetOrganizations(ServerContext*,
                               const registration::BatchGetOrganizationsRequest* request,
                               registration::BatchGetOrganizationsResponse* response) override {
    std::lock_guard lock(world_.mutex);
    for (const std::string& organization : request->organizations()) {
      if (organization != world_.unknown_organization)
        response->add_organizations()->set_organization(organization);
    }
    return Status::OK;
  }
  Status ReadFeed(ServerContext*, const events::v1::ReadFeedRequest* request,
                    events::v1::ReadFeedResponse* response) override {
    response->set_resume_token(request->resume_token().empty() ? "0" : request->resume_token());
    return Status::OK;
  }

 private:
  World& world_;
};

class Seasons final : public registration::SeasonPublicService::Service {
  Status ListRegions(ServerContext*, const registration::ListRegionsRequest*,
                     registration::ListRegionsResponse* response) override {
    const auto add = [&](const char* name, const char* district) {
      auto& region = *response->add_regions();
      region.set_name(name);
      region.set_district(district);
    };
    add("regions/ru-16", "Приволжский");
    add("regions/ru-77", "Центральный");
    return Status::OK;
  }
};

class Submission final : public submission::SubmissionInternalService::Service {
 public:
  explicit Submission(World& world) : world_(world) {}

  Status BatchGetRoundItems(ServerContext*, const submission::BatchGetRoundItemsRequest* request,
                            submission::BatchGetRoundItemsResponse* response) override {
    std::lock_guard lock(world_.mutex);
    for (const auto& item : world_.items) {
      if (item.nomination() != request->nomination() || item.application() <= request->after())
        continue;
      if (item.state() != "ADMITTED") continue;
      if (response->items_size() == static_cast<int>(kPage)) {
        response->set_more(true);
        break;
      }
      *response->add_items() = item;
    }
    return Status::OK;
  }
  Status BatchGetBlindApplications(
      ServerContext*, const submission::BatchGetBlindApplicationsRequest* request,
      submission::BatchGetBlindApplicationsResponse* response) override {
    auto& blind = *response->add_applications();
    blind.set_application(request->applications(0));
    blind.set_version(1);
    (*blind.mutable_content()->mutable_fields())["title"].set_string_value(
        "Школа молодого наставника");
    return Status::OK;
  }
  Status ReadFeed(ServerContext*, const events::v1::ReadFeedRequest* request,
                    events::v1::ReadFeedResponse* response) override {
    std::lock_guard lock(world_.mutex);
    size_t next = request->resume_token().empty() ? 0 : std::stoul(request->resume_token());
    for (; next < world_.submission_events.size(); ++next)
      *response->add_events() = world_.submission_events[next];
    response->set_resume_token(std::to_string(next));
    return Status::OK;
  }

 private:
  World& world_;
};

}  // namespace

Neighbours::Neighbours() {
  services_.push_back(std::make_unique<Registration>(world));
  services_.push_back(std::make_unique<Seasons>());
  services_.push_back(std::make_unique<Submission>(world));
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  for (const auto& service : services_) builder.RegisterService(service.get());
  server_ = builder.BuildAndStart();
}

Neighbours::~Neighbours() { server_->Shutdown(); }

void Neighbours::Grant(PersonId person, access::v1::Grant::Role role,
                       const std::string& nomination) {
  std::lock_guard lock(world.mutex);
  auto& grant = *world.principals[person].add_grants();
  grant.set_role(role);
  grant.set_season("2027");
  grant.set_nomination(nomination);
}

std::string Neighbours::AddApplication(const std::string& nomination) {
  std::lock_guard lock(world.mutex);
  submission::RoundItem item;
  item.set_application(ApplicationId::New().ToString());
  item.set_nomination(nomination);
  item.set_organization(OrganizationId::New().ToString());
  item.set_region("ru-16");
  item.add_people(PersonId::New().ToString());
  item.add_keywords("onboarding");
  item.set_state("ADMITTED");
  item.set_version(1);
  world.items.push_back(item);
  std::sort(world.items.begin(), world.items.end(),
            [](const auto& a, const auto& b) { return a.application() < b.application(); });
  return item.application();
}

void Neighbours::Withdraw(const std::string& application) {
  std::lock_guard lock(world.mutex);
  for (auto& item : world.items) {
    if (item.application() == application) item.set_state("WITHDRAWN");
  }
  events::v1::FeedEvent event;
  event.set_id(NewUuid().ToString());
  event.set_type("nastavnik.application.withdrawn.v1");
  event.set_source("submission");
  event.set_season("2027");
  event.set_subject("seasons/2027/applications/" + application);
  event.set_sequence(3);
  (*event.mutable_data())["state"] = "WITHDRAWN";
  (*event.mutable_data())["version"] = "1";
  world.submission_events.push_back(event);
}

}  // namespace nastavnik::review::testing
