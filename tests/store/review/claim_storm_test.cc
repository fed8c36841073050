// Experts who ask for work all at once.
#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "catch2/catch.hpp"

#include "common/queue/queue.h"
#include "common/redis/client.h"
#include "services/review/domain/errors.h"
#include "services/review/store/assignment_queue.h"
#include "tests/store/review/claims.h"
#include "tests/support/matchers.h"
#include "tests/support/redis.h"

namespace nastavnik::review {
namespace {

using support::IsOk;

TEST_CASE("pitfall 14: no application gets more reviews than it wants when all ask at once") {
  Claims scene(R"({"reviewRounds": {"r1": {"load": {"min": 0, "max": 100}}}})");
  const std::vector<ExpertId> experts = scene.AddExperts(16);
  for (int round = 0; round < 8; ++round) {
    scene.Wait({.slots = 3});  // two of them are wanted
    std::vector<std::thread> threads;
    for (const ExpertId& expert : experts) {
      threads.emplace_back([&scene, expert] { (void)scene.Claim(expert); });
    }
    for (auto& thread : threads) thread.join();
    CHECK(scene.All("ACCEPTED").size() <= 2);
    while (scene.All("ACCEPTED").size() < 2) {  // the others were in each other's way
      for (const ExpertId& expert : experts) (void)scene.Claim(expert);
    }
    CHECK(scene.All("QUEUED").size() == 1);
    Db().Run("TRUNCATE assignment, assignment_party, round_item");
  }
}

// Experts who claim, complete, let lapse and give up, all at once.
struct Storm : Claims {
  static constexpr int kExperts = 32, kThreads = 32, kCalls = 3'000;

  Storm()
      : Claims(R"({"reviewRounds": {"r1": {"load": {"min": 0, "max": 10000}}},
                   "experts": {"seasonMax": 10000}})") {
    std::vector<OrganizationId> organizations;
    for (int i = 0; i < kExperts / 2; ++i) organizations.push_back(OrganizationId::New());
    for (int i = 0; i < kExperts; ++i) {
      experts_.push_back(
          AddExpert({.region = absl::StrCat("ru-", 40 + i), .organization = organizations[i / 2]}));
    }
    Wait({.applications = 120});
    // These want fewer reviews than slots wait: only the count keeps the third expert away.
    Wait({.applications = 240, .slots = 3});
  }

  // A thread's share of the calls; two threads at a time act for one expert.
  void Run(int thread) {
    std::mt19937 random(thread);
    std::vector<Assignment> held;
    for (int i = 0; i < kCalls / kThreads + 1; ++i) {
      const ExpertId expert = experts_[(thread / 2 + kExperts / 2 * (i % 2)) % kExperts];
      const std::string key = NewUuid().ToString();
      const auto claimed = Patiently([&] { return Claim(expert, key); });
      ++calls;
      Note(claimed.status());
      if (claimed.ok()) held.push_back(*claimed);
      successes += claimed.ok();
      if (held.empty() || (claimed.ok() && held.size() < 2)) continue;
      std::swap(held[random() % held.size()], held.back());
      const Assignment& ended = held.back();
      const int what = random() % 10;
      Note(Patiently([&] {
        return what == 0 ? Complete(ended) : what == 1 ? Lapse(ended) : Decline(ended);
      }));
      held.pop_back();
    }
  }

  // Repeats what waited too long for a lock.
  template <typename Act>
  static std::invoke_result_t<Act> Patiently(Act act) {
    auto result = act();
    while (absl::IsUnavailable(support::StatusOf(result)) ||
           absl::IsDeadlineExceeded(support::StatusOf(result)))
      result = act();
    return result;
  }

  void Note(const absl::Status& status) {
    const std::string reason = ErrorFrom(status).reason;
    if (status.ok() || reason == "LOAD_EXCEEDED" || reason == "NOTHING_TO_CLAIM") return;
    const absl::MutexLock lock(&mutex_);
    ++failures[reason];
  }

  // Applications with more reviews than wanted, and experts with more claims than allowed.
  static std::string Excess() {
    return Db().Run(
        "SELECT string_agg(x, ' ') FROM ("
        "SELECT 'application ' || i.application_id AS x FROM round_item i JOIN assignment a USING "
        "(season_id, stage_id, application_id) WHERE a.state IN ('OFFERED', 'ACCEPTED', "
        "'IN_PROGRESS', 'COMPLETED') GROUP BY i.application_id, i.demand HAVING count(*) > "
        "i.demand "
        "UNION ALL SELECT 'expert ' || p.expert_id FROM assignment a JOIN assignment_party p USING "
        "(season_id, assignment_id) WHERE a.state IN ('ACCEPTED', 'IN_PROGRESS') "
        "GROUP BY p.expert_id HAVING count(*) > 3) AS excess");
  }

  std::atomic<int> calls{0}, successes{0};
  std::map<std::string, int> failures;
  std::vector<ExpertId> experts_;
  absl::Mutex mutex_;
};

TEST_CASE("pitfall 14: an expert who asks ten times at once gets three") {
  Claims scene(R"({"reviewRounds": {"r1": {"load": {"min": 0, "max": 100}}}})");
  for (int round = 0; round < 5; ++round) {
    const ExpertId expert = scene.AddExpert();
    scene.Wait({.applications = 12});
    std::vector<std::jthread> threads;
    for (int t = 0; t < 10; ++t)
      threads.emplace_back([&scene, expert] { (void)scene.Claim(expert); });
    threads.clear();
    while (scene.AssignmentsOf(expert, "ACCEPTED").size() < 3) (void)scene.Claim(expert);
    CHECK(scene.AssignmentsOf(expert, "ACCEPTED").size() == 3);
  }
}

TEST_CASE("pitfall 14: 32 experts claim thousands of times with FLUSHALL in between") {
  Storm storm;
  support::Redis& server = support::Redis::Shared();
  server.Clear();
  redis::Client client({.instance = "queue", .url = server.Url()});
  // The workers find nobody: that is why the slots are open to volunteers.
  AssignmentQueue source(
      *Db(), kSeason,
      {.dispatch = [](AssignmentId, int64_t) { return absl::NotFoundError("nobody"); },
       .expire = [](AssignmentId) { return absl::OkStatus(); }});
  queue::Queue queue(client, source, {.name = "assignment", .prefix = "review:{2027}"});
  Db().Run("ANALYZE");
  std::vector<std::thread> threads;
  for (int t = 0; t < Storm::kThreads; ++t) threads.emplace_back([&storm, t] { storm.Run(t); });
  std::set<std::string> excess;
  for (int part = 1; part <= 30; ++part) {
    support::WaitFor(
        "the next calls", [&] { return storm.calls >= Storm::kCalls / 30 * part; },
        absl::Seconds(60));
    Db().Run("ANALYZE");  // the tables grow from nothing, and nobody else counts them here
    excess.insert(Storm::Excess());
    (void)queue.Relay();
    (void)queue.Dispatch("worker-1", 5, absl::ZeroDuration());
    if (part % 5 == 0) server.Clear();
  }
  for (auto& thread : threads) thread.join();
  excess.insert(Storm::Excess());
  CHECK(excess == std::set<std::string>{""});
  CHECK(absl::StrJoin(storm.failures, " ", absl::PairFormatter("=")) == "");
  CHECK(storm.successes > Storm::kCalls / 4);
  server.Clear();
  REQUIRE_THAT(queue.Relay(), IsOk());
  CHECK(server.Run({"XLEN", "review:{2027}:dispatch"}) ==
        absl::StrCat(Db().Count("assignment WHERE state = 'QUEUED' AND (lease_expire_time IS NULL "
                                "OR lease_expire_time < clock_timestamp())")));
  CHECK(server.Run({"ZCARD", "review:{2027}:due"}) ==
        absl::StrCat(Db().Count("assignment WHERE next_time IS NOT NULL")));
  Db().Run("UPDATE round_item SET demand = 3");  // now all slots are wanted
  CHECK(Broken() == "");  // no pair twice, one of an organization, loads, steps, events
}

}  // namespace
}  // namespace nastavnik::review
