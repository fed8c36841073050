// Durable submissions through gRPC: 64 clients, each submitting its own application again and
// again.
//   bench-submit PLAN       {"address", "seconds", "applications": [{"name", "etag", "token"}]}
// stage.py sets the scene and calls this program and pgbench in turns.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <grpcpp/grpcpp.h>
#include <boost/json.hpp>

#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"

#include "common/id/id.h"
#include "nastavnik/submission/v1/application.grpc.pb.h"

namespace nastavnik {
namespace {

namespace pb = submission::v1;
namespace json = boost::json;

std::string TextOf(const json::object& object, const char* field) {
  return std::string(object.at(field).as_string().c_str());
}

class Client {
 public:
  Client(pb::ApplicationService::Stub& stub, const json::object& application, absl::Time end,
         absl::BlockingCounter& ended)
      : stub_(stub), token_("Bearer " + TextOf(application, "token")), end_(end), ended_(ended) {
    request_.set_name(TextOf(application, "name"));
    request_.set_etag(TextOf(application, "etag"));
  }

  void Next() {
    if (absl::Now() >= end_) {
      ended_.DecrementCount();
      return;
    }
    request_.set_request_id(NewUuid().ToString());
    context_ = std::make_unique<grpc::ClientContext>();
    context_->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    context_->AddMetadata("authorization", token_);
    stub_.async()->SubmitApplication(
        context_.get(), &request_, &response_, [this](const grpc::Status& status) {
          if (!status.ok()) {
            std::fprintf(stderr, "submission failed: %s\n", status.error_message().c_str());
            std::exit(1);
          }
          ++done;
          request_.set_etag(response_.etag());
          Next();
        });
  }
  long done = 0;

 private:
  pb::ApplicationService::Stub& stub_;
  std::string token_;
  absl::Time end_;
  absl::BlockingCounter& ended_;
  std::unique_ptr<grpc::ClientContext> context_;
  pb::SubmitApplicationRequest request_;
  pb::OwnerApplication response_;
};

int Run(const char* file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  const json::object plan = json::parse(text.str()).as_object();
  const auto channel =
      grpc::CreateChannel(TextOf(plan, "address"), grpc::InsecureChannelCredentials());
  pb::ApplicationService::Stub stub(channel);
  const json::array& applications = plan.at("applications").as_array();
  absl::BlockingCounter ended(static_cast<int>(applications.size()));
  const absl::Time begun = absl::Now();
  const absl::Time end = begun + absl::Seconds(plan.at("seconds").as_int64());
  std::vector<std::unique_ptr<Client>> clients;
  for (const json::value& application : applications) {
    clients.push_back(std::make_unique<Client>(stub, application.as_object(), end, ended));
    clients.back()->Next();
  }
  ended.Wait();
  long done = 0;
  for (const auto& client : clients) done += client->done;
  std::printf("%.0f\n", static_cast<double>(done) / absl::ToDoubleSeconds(absl::Now() - begun));
  return 0;
}

}  // namespace
}  // namespace nastavnik

int main(int argc, char** argv) {
  if (argc == 2) return nastavnik::Run(argv[1]);
  std::fprintf(stderr, "usage: bench-submit PLAN; see ./dev bench submit\n");
  return 2;
}
