// A unary read answered from memory, through the whole call pipeline with a person's token, against
// a bare gRPC callback method that answers the same message: 128 calls in flight, alternating
// pairs, median of the ratios.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <sodium.h>

#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"

#include "common/auth/authenticator.h"
#include "common/log/log.h"
#include "common/rpc/service.h"
#include "nastavnik/registration/v1/season.grpc.pb.h"

namespace nastavnik {
namespace {

namespace pb = registration::v1;
using Regions = pb::ListRegionsResponse;

constexpr int kClients = 128;
constexpr int kPairs = 7;
constexpr absl::Duration kRun = absl::Seconds(3);

// About 0.7 kB, the size of a typical object.
const Regions& Answer() {
  static const Regions& answer = *[] {
    auto* regions = new Regions;
    for (const char* title : {"Республика Бурятия", "Томская область", "Москва", "Камчатский край",
                              "Республика Тыва"}) {
      auto& region = *regions->add_regions();
      region.set_name("regions/ru-77");
      region.set_title(title);
      region.set_kind("область");
      region.set_district("СФО");
      region.set_utc_offset_hours(7);
      region.set_iso_code("RU-TOM");
    }
    return regions;
  }();
  return answer;
}

class Bare : public pb::SeasonPublicService::CallbackService {
  grpc::ServerUnaryReactor* ListRegions(grpc::CallbackServerContext* context,
                                        const pb::ListRegionsRequest*, Regions* response) override {
    *response = Answer();
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

struct Env {};
using Call = rpc::CallOf<Env>;

template <typename Request, typename Response>
absl::StatusOr<Response> Nothing(const Call&, const Request&) {
  return Response();
}
absl::StatusOr<Regions> ListRegions(const Call&, const pb::ListRegionsRequest&) { return Answer(); }

std::unique_ptr<rpc::Service> Through(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<pb::SeasonPublicService>(pipeline, env)
      .OnMemory("ListSeasons", Nothing<pb::ListSeasonsRequest, pb::ListSeasonsResponse>)
      .OnMemory("GetSeason", Nothing<pb::GetSeasonRequest, pb::Season>)
      .OnMemory("ListNominations", Nothing<pb::ListNominationsRequest, pb::ListNominationsResponse>)
      .OnMemory("ListStages", Nothing<pb::ListStagesRequest, pb::ListStagesResponse>)
      .OnMemory("GetForm", Nothing<pb::GetFormRequest, pb::Form>)
      .OnMemory("ListRegions", ListRegions)
      .Build();
}

std::unique_ptr<grpc::Server> Listen(grpc::Service& service, int* port) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), port);
  builder.RegisterService(&service);
  return builder.BuildAndStart();
}

// One of the clients: the next call begins when the last one ends.
class Client {
 public:
  Client(pb::SeasonPublicService::Stub& stub, const std::string& token, absl::Time end,
         absl::BlockingCounter& ended)
      : stub_(stub), token_(token), end_(end), ended_(ended) {}

  void Next() {
    if (absl::Now() >= end_) {
      ended_.DecrementCount();
      return;
    }
    context_ = std::make_unique<grpc::ClientContext>();
    context_->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
    context_->AddMetadata("authorization", token_);
    stub_.async()->ListRegions(
        context_.get(), &request_, &response_, [this](const grpc::Status& status) {
          if (!status.ok() || response_.regions_size() != Answer().regions_size()) {
            std::fprintf(stderr, "call failed: %s\n", status.error_message().c_str());
            std::exit(1);
          }
          ++done;
          Next();
        });
  }
  long done = 0;

 private:
  pb::SeasonPublicService::Stub& stub_;
  const std::string& token_;
  absl::Time end_;
  absl::BlockingCounter& ended_;
  std::unique_ptr<grpc::ClientContext> context_;
  pb::ListRegionsRequest request_;
  Regions response_;
};

double CallsPerSecond(int port, const std::string& token) {
  const auto channel =
      grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials());
  pb::SeasonPublicService::Stub stub(channel);
  absl::BlockingCounter ended(kClients);
  const absl::Time begun = absl::Now();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<Client>(stub, token, begun + kRun, ended));
    clients.back()->Next();
  }
  ended.Wait();
  long done = 0;
  for (const auto& client : clients) done += client->done;
  return static_cast<double>(done) / absl::ToDoubleSeconds(absl::Now() - begun);
}

int Main() {
  if (sodium_init() < 0) return 1;
  log::Options options;
  options.service = "bench";
  options.fd = open("/dev/null", O_WRONLY);
  log::Start(options);
  auth::PublicKey open_key;
  auth::SecretKey secret;
  crypto_sign_keypair(open_key.data(), secret.data());
  auth::Keys keys;
  keys.Add("registration-token", open_key);
  auth::AccessToken token;
  token.person = PersonId::New();
  token.session = NewUuid().ToString();
  token.expire_time = absl::Now() + absl::Hours(1);
  const std::string bearer = "Bearer " + auth::Signer("registration-token", secret).Sign(token);
  auth::Principals principals([](PersonId, absl::Time) {
    return auth::Principal{"ACTIVE", 0, {}, {}};
  });
  const auth::Authenticator authenticator("registration", keys, principals);
  rpc::Executor executor(12);
  rpc::Pipeline pipeline(authenticator, executor, absl::Seconds(5));
  Env env;
  const auto through = Through(pipeline, env);
  Bare bare;
  int bare_port = 0;
  int through_port = 0;
  const auto bare_server = Listen(bare, &bare_port);
  const auto through_server = Listen(*through, &through_port);

  CallsPerSecond(bare_port, bearer);  // warm
  std::vector<double> ratios;
  std::printf("%d clients, answers of %zu bytes, %d pairs of %d s\n", kClients,
              Answer().ByteSizeLong(), kPairs, static_cast<int>(absl::ToInt64Seconds(kRun)));
  for (int i = 0; i < kPairs; ++i) {
    const double base = CallsPerSecond(bare_port, bearer);
    const double measured = CallsPerSecond(through_port, bearer);
    ratios.push_back(measured / base);
    std::printf("  bare %6.0f/s   pipeline %6.0f/s   %.3f\n", base, measured, ratios.back());
  }
  std::sort(ratios.begin(), ratios.end());
  std::printf("median %.3f\n", ratios[kPairs / 2]);
  bare_server->Shutdown();
  through_server->Shutdown();
  log::Stop();
  return 0;
}

}  // namespace
}  // namespace nastavnik

int main() { return nastavnik::Main(); }
