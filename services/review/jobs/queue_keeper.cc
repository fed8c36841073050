#include "services/review/jobs/queue_keeper.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/status/macros.h"

namespace nastavnik::review {
namespace {

constexpr int kBatch = 10;  // rows that one round of a worker takes
constexpr int kDueBatch = 200;
constexpr absl::Duration kPatience = absl::Seconds(10);

}  // namespace

QueueKeeper::QueueKeeper(Env& env, redis::Client& redis)
    : env_(env),
      redis_(redis),
      worker_(NewUuid().ToString()),
      relay_election_(env.db, "assignmentRelay"),
      sweep_election_(env.db, "assignmentSweeper") {}

template <typename Round>
absl::Status QueueKeeper::ForEach(Round round) {
  ASSIGN_OR_RETURN(const auto seasons, env_.seasons.Seasons(absl::Now() + kPatience));
  absl::Status result;
  for (const std::string& season : seasons) result.Update(round(QueueOf(season)));
  return result;
}

absl::Status QueueKeeper::Dispatch(jobs::Run& run) {
  return ForEach([&](queue::Queue& queue) -> absl::Status {
    ASSIGN_OR_RETURN(const int taken, queue.Dispatch(worker_, kBatch, absl::ZeroDuration()));
    if (taken > 0) run.Again();
    return absl::OkStatus();
  });
}

absl::Status QueueKeeper::ActDue(jobs::Run& run) {
  return ForEach([&](queue::Queue& queue) -> absl::Status {
    ASSIGN_OR_RETURN(const int looked, queue.ActDue(kDueBatch));
    if (looked == kDueBatch) run.Again();
    return absl::OkStatus();
  });
}

absl::Status QueueKeeper::Relay(jobs::Run&) {
  ASSIGN_OR_RETURN(const bool elected, relay_election_.Hold());
  if (!elected) return absl::OkStatus();
  return ForEach([](queue::Queue& queue) { return queue.Relay(); });
}

absl::Status QueueKeeper::Sweep(jobs::Run&) {
  ASSIGN_OR_RETURN(const bool elected, sweep_election_.Hold());
  if (!elected) return absl::OkStatus();
  return ForEach([](queue::Queue& queue) { return queue.Sweep(); });
}

queue::Queue& QueueKeeper::QueueOf(const std::string& season) {
  const absl::MutexLock lock(&mutex_);
  Season& kept = seasons_[season];
  if (kept.queue == nullptr) {
    kept.source = std::make_unique<AssignmentQueue>(
        env_.db, season,
        AssignmentQueue::Effects{
            .dispatch = [this, season](AssignmentId id,
                                       int64_t token) { return DispatchOne(season, id, token); },
            .expire = [this, season](AssignmentId id) { return ExpireOne(season, id); }});
    kept.queue = std::make_unique<queue::Queue>(
        redis_, *kept.source,
        queue::Options{.name = "assignment", .prefix = absl::StrCat("review:{", season, "}")});
  }
  return *kept.queue;
}

absl::Status QueueKeeper::DispatchOne(const std::string& season, AssignmentId assignment,
                                      int64_t token) {
  const absl::Time deadline = absl::Now() + kPatience;
  ASSIGN_OR_RETURN(const Rules rules, env_.seasons.RulesOf(season, deadline));
  const auto districts =
      env_.peers.GetDistricts(deadline);  // without them regions only count as different
  return env_.assignments.Dispatch(*rules, districts.ok() ? *districts : Districts(), assignment,
                                   token);
}

absl::Status QueueKeeper::ExpireOne(const std::string& season, AssignmentId assignment) {
  ASSIGN_OR_RETURN(const Rules rules, env_.seasons.RulesOf(season, absl::Now() + kPatience));
  return env_.assignments.ExpireIfDue(*rules, assignment);
}

}  // namespace nastavnik::review
