#include "tests/rpc/registration/neighbours.h"

#include "common/id/id.h"
#include "nastavnik/results/v1/internal.grpc.pb.h"
#include "nastavnik/review/v1/internal.grpc.pb.h"
#include "nastavnik/submission/v1/internal.grpc.pb.h"

namespace nastavnik::registration::testing {

template <typename ProtoService>
class Neighbours::Fake : public ProtoService::Service {
 public:
  Fake(std::string name, State& state) : name_(std::move(name)), state_(state) {}

  grpc::Status ApplyConfig(grpc::ServerContext*, const v1::ApplyConfigRequest* request,
                           v1::ApplyConfigResponse* response) override {
    std::lock_guard lock(state_.mutex);
    if (state_.away[name_]) return {grpc::StatusCode::UNAVAILABLE, "away"};
    int& version = state_.versions[name_];
    if (request->activate()) version = std::max(version, request->version());
    response->set_version(version);
    return grpc::Status::OK;
  }
  grpc::Status BatchGetMessageData(grpc::ServerContext*,
                                   const v1::BatchGetMessageDataRequest* request,
                                   v1::BatchGetMessageDataResponse* response) override {
    std::lock_guard lock(state_.mutex);
    for (const auto& subject : request->subjects()) {
      const auto& values = state_.values[subject.subject()];
      response->add_data()->mutable_values()->insert(values.begin(), values.end());
    }
    return grpc::Status::OK;
  }
  grpc::Status ReadFeed(grpc::ServerContext*, const events::v1::ReadFeedRequest* request,
                          events::v1::ReadFeedResponse* response) override {
    std::lock_guard lock(state_.mutex);
    const auto& events = state_.events[name_];
    size_t at = request->resume_token().empty() ? 0 : std::stoul(request->resume_token());
    for (; at < events.size(); ++at) *response->add_events() = events[at];
    response->set_resume_token(std::to_string(at));
    return grpc::Status::OK;
  }

 private:
  const std::string name_;
  State& state_;
};

Neighbours::Neighbours() {
  services_.push_back(
      std::make_unique<Fake<submission::v1::SubmissionInternalService>>("submission", state_));
  services_.push_back(std::make_unique<Fake<review::v1::ReviewInternalService>>("review", state_));
  services_.push_back(
      std::make_unique<Fake<results::v1::ResultsInternalService>>("results", state_));
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  for (const auto& service : services_) builder.RegisterService(service.get());
  server_ = builder.BuildAndStart();
}

Neighbours::~Neighbours() { server_->Shutdown(); }

std::string Neighbours::target() const { return "dns:///127.0.0.1:" + std::to_string(port_); }

void Neighbours::SetAway(const std::string& service, bool away) {
  std::lock_guard lock(state_.mutex);
  state_.away[service] = away;
}

int Neighbours::VersionAt(const std::string& service) {
  std::lock_guard lock(state_.mutex);
  return state_.versions[service];
}

std::string Neighbours::Tell(const std::string& service, events::v1::FeedEvent event) {
  std::lock_guard lock(state_.mutex);
  event.set_id(NewUuid().ToString());
  event.set_source(service);
  event.set_sequence(1);
  state_.events[service].push_back(event);
  return event.id();
}

void Neighbours::Describe(const std::string& subject, std::map<std::string, std::string> values) {
  std::lock_guard lock(state_.mutex);
  state_.values[subject] = std::move(values);
}

}  // namespace nastavnik::registration::testing
