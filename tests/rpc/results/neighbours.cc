#include "tests/rpc/results/neighbours.h"

namespace nastavnik::results::testing {
namespace {

namespace registration = nastavnik::registration::v1;
namespace submission = nastavnik::submission::v1;
namespace review = nastavnik::review::v1;
using grpc::ServerContext;
using grpc::Status;

constexpr size_t kPage = 5;  // small, so that pages are really turned

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
  Status BatchGetPeople(ServerContext*, const registration::BatchGetPeopleRequest* request,
                        registration::BatchGetPeopleResponse* response) override {
    std::lock_guard lock(world_.mutex);
    for (const std::string& id : request->people()) {
      for (const World::Applicant& applicant : world_.applicants) {
        if (applicant.person.ToString() != id) continue;
        auto& facts = *response->add_people();
        facts.set_person(id);
        if (!request->names_for_publication() || applicant.name.empty()) continue;
        facts.mutable_name()->set_family_name(applicant.name);
        facts.mutable_name()->set_given_name("Анна");
      }
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

class Submission final : public submission::SubmissionInternalService::Service {
 public:
  explicit Submission(World& world) : world_(world) {}

  Status BatchGetRoundItems(ServerContext*, const submission::BatchGetRoundItemsRequest* request,
                            submission::BatchGetRoundItemsResponse* response) override {
    std::lock_guard lock(world_.mutex);
    for (const World::Applicant& applicant : world_.applicants) {
      const std::string id = applicant.application.ToString();
      const bool asked = std::find(request->applications().begin(), request->applications().end(),
                                   id) != request->applications().end();
      const bool listed =
          request->applications().empty() && applicant.state == "ADMITTED" && id > request->after();
      if (!asked && !listed) continue;
      if (response->items_size() == static_cast<int>(kPage)) {
        response->set_more(true);
        break;
      }
      auto& item = *response->add_items();
      item.set_application(id);
      item.set_nomination(applicant.nomination);
      item.set_region("ru-77");
      item.add_people(applicant.person.ToString());
      item.set_state(applicant.state);
      item.mutable_submit_time()->set_seconds(1'800'000'000);
    }
    return Status::OK;
  }
  Status BatchGetPublicApplications(
      ServerContext*, const submission::BatchGetPublicApplicationsRequest* request,
      submission::BatchGetPublicApplicationsResponse* response) override {
    for (const std::string& id : request->applications()) {
      auto& content = *response->add_applications();
      content.set_application(id);
      content.set_number("NM27-" + id.substr(30));
      content.set_title("Школа мастеров «Ёлочка»");
    }
    return Status::OK;
  }

 private:
  World& world_;
};

class Review final : public review::ReviewInternalService::Service {
 public:
  explicit Review(World& world) : world_(world) {}

  Status BatchGetReviews(ServerContext*, const review::BatchGetReviewsRequest* request,
                         review::BatchGetReviewsResponse* response) override {
    std::lock_guard lock(world_.mutex);
    response->set_frozen(world_.frozen);
    int number = 0;
    for (const World::Applicant& applicant : world_.applicants) {
      for (const int total : applicant.totals) {
        const std::string id = std::to_string(1000 + number++);
        if (id <= request->after()) continue;
        if (response->reviews_size() == static_cast<int>(kPage)) {
          response->set_more(true);
          return Status::OK;
        }
        auto& completed = *response->add_reviews();
        completed.set_review(id);
        completed.set_application(applicant.application.ToString());
        completed.set_total_hundredths(total);
        (*completed.mutable_marks())["a1"] = total / 1000;
      }
    }
    return Status::OK;
  }

 private:
  World& world_;
};

}  // namespace

Neighbours::Neighbours() {
  services_.push_back(std::make_unique<Registration>(world));
  services_.push_back(std::make_unique<Submission>(world));
  services_.push_back(std::make_unique<Review>(world));
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  for (const auto& service : services_) builder.RegisterService(service.get());
  server_ = builder.BuildAndStart();
}

Neighbours::~Neighbours() { server_->Shutdown(std::chrono::system_clock::now()); }

void Neighbours::Grant(PersonId person, access::v1::Grant::Role role,
                       const std::string& nomination) {
  std::lock_guard lock(world.mutex);
  auto& grant = *world.principals[person].add_grants();
  grant.set_role(role);
  grant.set_season("2027");
  grant.set_nomination(nomination);
}

}  // namespace nastavnik::results::testing
