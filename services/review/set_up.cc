#include "common/outbox/consumer.h"
#include "common/pg/figures.h"
#include "common/redis/client.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/submission/v1/internal.grpc.pb.h"
#include "review_sql/sql.h"
#include "services/review/jobs/followers.h"
#include "services/review/jobs/inviter.h"
#include "services/review/jobs/queue_keeper.h"
#include "services/review/jobs/solver.h"
#include "services/review/review_service.h"

namespace nastavnik::review {
namespace {

using Registration = registration::v1::RegistrationInternalService;
using Submission = submission::v1::SubmissionInternalService;

template <typename ProtoService>
void Follow(rpc::Process& process, const char* service, const char* loop,
            outbox::Consumer::Handle handle) {
  auto& client =
      process.Own(std::make_unique<rpc::Client<ProtoService>>(process.BackendOf(service)));
  auto& consumer = process.Own(std::make_unique<outbox::Consumer>(
      process.database(), absl::StrCat("review.", service),
      [&client](const events::v1::ReadFeedRequest& request, absl::Time deadline) {
        return client.Call(&ProtoService::Stub::ReadFeed, request, deadline);
      },
      std::move(handle)));
  process.jobs().Add(loop, outbox::Consumer::kPollInterval, consumer.Body());
}

void AddQueueLoops(rpc::Process& process, Env& env) {
  const config::Redis& settings = process.config().redis.queue;
  auto& redis =
      process.Own(std::make_unique<redis::Client>(redis::Options{.instance = "queue",
                                                                 .url = settings.url,
                                                                 .password = settings.password,
                                                                 .timeout = settings.timeout}));
  auto& keeper = process.Own(std::make_unique<QueueKeeper>(env, redis));
  jobs::Group& jobs = process.jobs();
  auto& dispatch = jobs.Add("dispatchAssignments", absl::Milliseconds(250),
                            [&keeper](jobs::Run& run) { return keeper.Dispatch(run); });
  auto& relay =
      jobs.Add("relayAssignments", absl::Milliseconds(500), [&keeper, &dispatch](jobs::Run& run) {
        const absl::Status status = keeper.Relay(run);
        dispatch.Wake();
        return status;
      });
  jobs.Add("endAssignments", absl::Seconds(1),
           [&keeper](jobs::Run& run) { return keeper.ActDue(run); });
  jobs.Add("sweepAssignments", absl::Seconds(5),
           [&keeper](jobs::Run& run) { return keeper.Sweep(run); });
  env.wake_queue = [&relay] { relay.Wake(); };
}

std::vector<pg::Figures::Declaration> Declarations() {
  using metrics::Nomination, metrics::OneOf, metrics::Season, metrics::UpTo;
  return {
      {"nastavnik_reviews",
       "Assignments of reviews by state",
       {Season(), Nomination(), UpTo("state", 12)}},
      {"nastavnik_reviews_overdue", "Accepted reviews past their term", {Season(), Nomination()}},
      {"nastavnik_assignments_uncovered",
       "Wanted reviews that no expert holds",
       {Season(), Nomination()}},
      {"nastavnik_experts", "Experts by state", {Season(), UpTo("state", 8)}},
      {"nastavnik_queue_depth",
       "Rows that wait for a worker",
       {UpTo("queue", 8), OneOf("state", {"waiting", "leased"})}},
      {"nastavnik_queue_oldest_pending_seconds",
       "Age of the oldest row that waits",
       {UpTo("queue", 8)}},
      {"nastavnik_stage_closes_timestamp_seconds",
       "When a stage closes",
       {Season(), UpTo("stage", 32)}},
      {"nastavnik_operations",
       "Long work by state",
       {UpTo("kind", 16), OneOf("state", {"RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"})}},
  };
}

void AddLoops(rpc::Process& process, Env& env) {
  jobs::Group& jobs = process.jobs();
  auto& solver = process.Own(std::make_unique<Solver>(env));
  auto& solve = jobs.Add("solveAssignmentRuns", absl::Seconds(1),
                         [&solver](jobs::Run& run) { return solver.Run(run); });
  env.wake_solver = [&solve] { solve.Wake(); };
  auto& invite = jobs.Add("handOverInvitations", absl::Seconds(2),
                          [&env](jobs::Run& run) { return HandOverInvitations(env, run); });
  env.wake_invitations = [&invite] { invite.Wake(); };
  jobs.Add("turnStages", absl::Milliseconds(500), [&env](jobs::Run&) {
    return env.seasons.TurnStages(absl::Now() + absl::Seconds(5)).status();
  });
  auto& figures =
      process.Own(std::make_unique<pg::Figures>(env.db, sql::kSelectFigures, Declarations()));
  jobs.Add("figures", pg::Figures::kInterval, [&figures](jobs::Run&) { return figures.Refresh(); });
  AddQueueLoops(process, env);
  Follow<Submission>(
      process, "submission", "followSubmission",
      [&env](absl::Span<const Event> events) { return FollowSubmission(env, events); });
  Follow<Registration>(process, "registration", "followRegistration",
                       outbox::Consumer::OneByOne([&process](const Event& event) {
                         return FollowRegistration(process.principals(), event);
                       }));
}

}  // namespace

void SetUp(rpc::Process& process) {
  auto& operations = process.Own(std::make_unique<rpc::OperationsEnv>(
      rpc::OperationsEnv{process.database(),
                         "review",
                         {{"assignmentRun", "nastavnik.review.v1.CreateAssignmentRunMetadata"}}}));
  auto& peers = process.Own(
      std::make_unique<Peers>(process.BackendOf("registration"), process.BackendOf("submission")));
  auto& env =
      process.Own(std::make_unique<Env>(process.database(), process.pages(), operations, peers));
  process.Add(ExpertService(process.pipeline(), env));
  process.Add(AssignmentService(process.pipeline(), env));
  process.Add(ExpertStaffService(process.pipeline(), env));
  process.Add(AssignmentStaffService(process.pipeline(), env));
  process.Add(ReviewInternalService(process.pipeline(), env));
  process.Add(rpc::OperationsService(process.pipeline(), operations));
  process.ExpectSchema(Migrations());
  AddLoops(process, env);
}

}  // namespace nastavnik::review
