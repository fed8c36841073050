#include "common/outbox/consumer.h"
#include "common/pg/figures.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "results_sql/sql.h"
#include "services/results/jobs/announcer.h"
#include "services/results/jobs/follower.h"
#include "services/results/jobs/ranker.h"
#include "services/results/results_service.h"

namespace nastavnik::results {
namespace {

using Registration = registration::v1::RegistrationInternalService;

std::vector<pg::Figures::Declaration> Declarations() {
  using metrics::OneOf, metrics::Season, metrics::UpTo;
  return {
      {"nastavnik_stage_closes_timestamp_seconds",
       "When a stage closes",
       {Season(), UpTo("stage", 32)}},
      {"nastavnik_operations",
       "Long work by state",
       {UpTo("kind", 16), OneOf("state", {"RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"})}},
  };
}

void AddLoops(rpc::Process& process, Env& env) {
  auto& ranker = process.Own(std::make_unique<Ranker>(env));
  auto& loop = process.jobs().Add("ranker", absl::Seconds(1),
                                  [&ranker](jobs::Run& run) { return ranker.Run(run); });
  env.wake_ranker = [&loop] { loop.Wake(); };
  auto& announcer = process.Own(std::make_unique<Announcer>(env.db, env.announcements));
  process.jobs().Add("announcer", absl::Milliseconds(500),
                     [&announcer](jobs::Run& run) { return announcer.Run(run); });
  auto& client =
      process.Own(std::make_unique<rpc::Client<Registration>>(process.BackendOf("registration")));
  auto& consumer = process.Own(std::make_unique<outbox::Consumer>(
      env.db, "registration",
      [&client](const events::v1::ReadFeedRequest& request, absl::Time deadline) {
        return client.Call(&Registration::Stub::ReadFeed, request, deadline);
      },
      outbox::Consumer::OneByOne([&process, &env](const Event& event) {
        return ForgetStale(event, process.principals(), env.names);
      })));
  process.jobs().Add("followRegistration", outbox::Consumer::kPollInterval, consumer.Body());
  auto& figures =
      process.Own(std::make_unique<pg::Figures>(env.db, sql::kSelectFigures, Declarations()));
  process.jobs().Add("figures", pg::Figures::kInterval,
                     [&figures](jobs::Run&) { return figures.Refresh(); });
}

}  // namespace

void SetUp(rpc::Process& process) {
  auto& operations = process.Own(std::make_unique<rpc::OperationsEnv>(rpc::OperationsEnv{
      process.database(), "results", {{"ranking", "nastavnik.results.v1.CreateRankingMetadata"}}}));
  auto& peers = process.Own(std::make_unique<Peers>(process.BackendOf("registration"),
                                                    process.BackendOf("submission"),
                                                    process.BackendOf("review")));
  auto& env =
      process.Own(std::make_unique<Env>(process.database(), process.pages(), operations, peers));
  process.Add(RankingStaffService(process.pipeline(), env));
  process.Add(ResultService(process.pipeline(), env));
  process.Add(ResultPublicService(process.pipeline(), env));
  process.Add(ResultsInternalService(process.pipeline(), env));
  process.Add(rpc::OperationsService(process.pipeline(), operations));
  process.ExpectSchema(Migrations());
  AddLoops(process, env);
}

}  // namespace nastavnik::results
