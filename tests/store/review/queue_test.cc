// The queue of assignments over a real Redis, killed and emptied, and without one.
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "common/queue/queue.h"
#include "common/redis/client.h"
#include "services/review/store/assignment_queue.h"
#include "tests/store/review/scene.h"
#include "tests/support/matchers.h"
#include "tests/support/redis.h"

namespace nastavnik::review {
namespace {

using support::IsOk;

// A source whose worker can be made to die between reading an entry and taking the lease.
struct MortalQueue : AssignmentQueue {
  using AssignmentQueue::AssignmentQueue;
  absl::StatusOr<std::optional<queue::Leased>> Lease(const std::string& id) override {
    if (dead) return absl::UnavailableError("the worker died");
    return AssignmentQueue::Lease(id);
  }
  absl::Status Act(const std::string& id) override {
    if (id == stubborn) return absl::InternalError("this row fails");
    return AssignmentQueue::Act(id);
  }
  absl::StatusOr<std::vector<queue::NextTime>> NextTimes(const std::string& after,
                                                         int limit) override {
    if (dead) return absl::UnavailableError("the worker died");
    return AssignmentQueue::NextTimes(after, limit);
  }
  bool dead = false;
  std::string stubborn;  // id of a row that fails
};

// A season with `slots` assignments that wait for an expert, and a queue over them.
struct Waiting : Scene {
  explicit Waiting(int slots, bool with_redis = true)
      : Scene(R"({"reviewRounds": {"r1": {"alternates": 0, "load": {"min": 0, "max": 40}}}})"),
        client({.instance = "queue", .url = with_redis ? support::Redis::Shared().Url() : ""}),
        source(*Db(), kSeason,
               {.dispatch = [this](AssignmentId id, int64_t token) { return Effect(id, token); },
                .expire = [this](AssignmentId id) { return assignments.ExpireIfDue(*rules, id); }}),
        queue(client, source, {.name = "assignment", .prefix = "review:{2027}"}) {
    if (with_redis) support::Redis::Shared().Clear();
    AddExperts(12);
    Deploy(MakeItems((slots + 1) / 2));
    for (const Assignment& a : All("OFFERED")) REQUIRE_THAT(Decline(a), IsOk());
    REQUIRE(static_cast<int>(All("QUEUED").size()) == slots + slots % 2);
  }

  absl::Status Effect(AssignmentId id, int64_t token) {
    if (dying) return absl::UnavailableError("the worker died");
    return assignments.Dispatch(*rules, {}, id, token);
  }
  int DispatchAll() {
    int total = 0;
    while (true) {
      const auto taken = queue.Dispatch("worker-1", 10, absl::Milliseconds(20));
      REQUIRE_THAT(taken, IsOk());
      if (*taken == 0) return total;
      total += *taken;
    }
  }
  // What the stream and the sorted set hold, against the table.
  void CheckProjection() {
    support::Redis& redis = support::Redis::Shared();
    CHECK(redis.Run({"XLEN", "review:{2027}:dispatch"}) ==
          absl::StrCat(Db().Count("assignment WHERE state = 'QUEUED'")));
    CHECK(redis.Run({"ZCARD", "review:{2027}:due"}) ==
          absl::StrCat(Db().Count("assignment WHERE next_time IS NOT NULL")));
    CHECK(redis.Run({"GET", "review:{2027}:epoch"}) == Db().Run("SELECT epoch FROM queue_epoch"));
  }

  redis::Client client;
  MortalQueue source;
  queue::Queue queue;
  bool dying = false;
};

TEST_CASE("queued assignments go through the stream to experts") {
  Waiting scene(10);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  scene.CheckProjection();
  CHECK(scene.DispatchAll() == 10);
  CHECK(scene.All("QUEUED").empty());
  CHECK(scene.All("OFFERED").size() == 10);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  scene.CheckProjection();
  CHECK(Broken() == "");
}

TEST_CASE("after FLUSHALL everything is filled again and nothing is lost or doubled") {
  Waiting scene(10);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  REQUIRE_THAT(scene.queue.Dispatch("worker-1", 3, absl::ZeroDuration()), IsOk());
  support::Redis::Shared().Clear();
  // The stream is gone: the worker rebuilds, or the relay does; either way the rest is dispatched.
  REQUIRE_THAT(scene.queue.Dispatch("worker-1", 1, absl::ZeroDuration()), IsOk());
  CHECK(scene.All("QUEUED").size() == 6);
  CHECK(scene.DispatchAll() == 7);  // the entry of the one that was taken from the table is stale
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  scene.CheckProjection();
  CHECK(scene.All("OFFERED").size() == 10);
  CHECK(Broken() == "");
}

TEST_CASE("a filling that breaks off leaves no half-filled keys") {
  Waiting scene(4);
  scene.source.dead = true;
  REQUIRE_THAT(scene.queue.Relay(), IsOk());  // goes on without Redis
  CHECK(support::Redis::Shared().Run({"DBSIZE"}) == "0");
  scene.source.dead = false;
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  scene.CheckProjection();
}

TEST_CASE("one term that cannot be acted on keeps no other from its turn") {
  Waiting scene(4);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  CHECK(scene.DispatchAll() == 4);
  for (const Assignment& a : scene.All("OFFERED")) {
    scene.MakeOverdue(a.id);
    scene.source.stubborn = std::min(
        a.id.ToString(), scene.source.stubborn.empty() ? a.id.ToString() : scene.source.stubborn);
  }
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  CHECK(*scene.queue.ActDue(100) == 3);
  CHECK(scene.All("EXPIRED").size() == 3);
  scene.source.stubborn.clear();
  CHECK(*scene.queue.ActDue(100) == 1);
  CHECK(Broken() == "");
}

TEST_CASE("an epoch that is not the table's makes the keys be filled again") {
  Waiting scene(4);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  support::Redis::Shared().Run({"SET", "review:{2027}:epoch", "yesterday"});
  support::Redis::Shared().Run({"XTRIM", "review:{2027}:dispatch", "MAXLEN", "1"});
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  scene.CheckProjection();
}

TEST_CASE("the sweeper finds entries that Redis lost") {
  Waiting scene(6);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  support::Redis::Shared().Run({"XTRIM", "review:{2027}:dispatch", "MAXLEN", "2"});
  REQUIRE_THAT(scene.queue.Sweep(), IsOk());
  scene.CheckProjection();
  CHECK(scene.DispatchAll() == 6);
}

TEST_CASE("Redis killed with kill -9 and started again loses nothing") {
  Waiting scene(8);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  support::Redis::Shared().Kill();
  // Without Redis the table is read; relay and sweeper go on.
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  REQUIRE_THAT(scene.queue.Sweep(), IsOk());
  REQUIRE_THAT(scene.queue.Dispatch("worker-1", 2, absl::ZeroDuration()), IsOk());
  support::Redis::Shared().Start();
  support::WaitFor("the breaker closes and the rest is dispatched", [&] {
    REQUIRE_THAT(scene.queue.Relay(), IsOk());
    REQUIRE_THAT(scene.queue.Dispatch("worker-1", 10, absl::ZeroDuration()), IsOk());
    return scene.All("QUEUED").empty();
  });
  CHECK(scene.All("OFFERED").size() == 8);
  support::WaitFor("Redis shows the table again", [&] {
    REQUIRE_THAT(scene.queue.Sweep(), IsOk());
    const std::string due = support::Redis::Shared().Run({"ZCARD", "review:{2027}:due"});
    UNSCOPED_INFO("due in Redis: " << due);
    return due == "8";
  });
  CHECK(Broken() == "");
}

TEST_CASE("without Redis the whole queue works on the table") {
  Waiting scene(10, false);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  CHECK(scene.DispatchAll() == 10);
  for (const Assignment& a : scene.All("OFFERED")) scene.MakeOverdue(a.id);
  const auto acted = scene.queue.ActDue(100);
  REQUIRE_THAT(acted, IsOk());
  CHECK(*acted == 10);
  CHECK(scene.All("EXPIRED").size() == 10);
  REQUIRE_THAT(scene.queue.Sweep(), IsOk());
  CHECK(Broken() == "");
}

TEST_CASE("terms come through the sorted set, by the database's clock") {
  Waiting scene(4);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  scene.DispatchAll();
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  CHECK(*scene.queue.ActDue(100) == 0);
  for (const Assignment& a : scene.All("OFFERED")) scene.MakeOverdue(a.id);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  CHECK(*scene.queue.ActDue(100) == 4);
  CHECK(scene.All("EXPIRED").size() == 4);
  CHECK(*scene.queue.ActDue(100) == 0);
  scene.CheckProjection();
}

TEST_CASE("a worker that slept past its lease changes nothing") {
  Waiting scene(2);
  const std::string id = scene.All("QUEUED")[0].id.ToString();
  const auto sleeper = scene.source.Lease(id);
  REQUIRE((sleeper.ok() && sleeper->has_value()));
  CHECK_FALSE(scene.source.Lease(id)->has_value());  // held
  Db().Run(
      "UPDATE assignment SET lease_expire_time = clock_timestamp() - interval '1 second' WHERE "
      "lease_token > 0");
  const auto second = scene.source.Lease(id);
  REQUIRE((second.ok() && second->has_value()));
  CHECK((*second)->token > (*sleeper)->token);
  CHECK(absl::IsAborted(scene.source.Work(**sleeper)));
  CHECK(scene.All("QUEUED").size() == 2);
  REQUIRE_THAT(scene.source.Work(**second), IsOk());
  CHECK(scene.All("QUEUED").size() == 1);
  CHECK(Broken() == "");
}

TEST_CASE("a worker that dies before the effect loses nothing") {
  Waiting scene(2);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  scene.source.dead = true;
  CHECK_FALSE(scene.queue.Dispatch("worker-1", 1, absl::ZeroDuration()).ok());
  scene.source.dead = false;
  scene.CheckProjection();  // its entry is still there, pending
  // The sweeper takes over what is pending for long; here its idle time is made long.
  const std::string entry = Db().Run(
      "SELECT stream_id FROM assignment WHERE state = 'QUEUED' ORDER BY stream_id LIMIT 1");
  support::Redis::Shared().Run(
      {"XCLAIM", "review:{2027}:dispatch", "dispatch", "worker-1", "0", entry, "IDLE", "100000"});
  REQUIRE_THAT(scene.queue.Sweep(), IsOk());
  scene.CheckProjection();
  CHECK(scene.DispatchAll() == 2);
  CHECK(scene.All("OFFERED").size() == 2);
  CHECK(Broken() == "");
}

TEST_CASE("slots of one application dispatched at once never get experts of one organization") {
  Waiting scene(60);
  Db().Run("UPDATE expert SET organization_id = '0192e4a0-0000-7000-8000-000000000001'");
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  std::vector<std::jthread> workers;
  for (int w = 0; w < 8; ++w) {
    workers.emplace_back([&, w] {
      while (
          scene.queue.Dispatch(absl::StrCat("worker-", w), 2, absl::Milliseconds(20)).value_or(0) >
          0) {
      }
    });
  }
  workers.clear();
  CHECK(scene.All("OFFERED").size() == 30);
  CHECK(scene.All("QUEUED").size() == 30);
  CHECK(Broken() == "");
}

TEST_CASE("a slot that nobody can fill is given up after five tries") {
  Waiting scene(2);
  scene.dying = true;
  for (int i = 0; i < AssignmentQueue::kMostAttempts; ++i) {
    REQUIRE_THAT(scene.queue.Sweep(), IsOk());
    scene.DispatchAll();
    Db().Run(
        "UPDATE assignment SET lease_expire_time = clock_timestamp() - interval '1 second' WHERE "
        "state = 'QUEUED'");
    if (i == 2) support::Redis::Shared().Clear();  // the counter is in the table
  }
  REQUIRE_THAT(scene.queue.Sweep(), IsOk());
  CHECK(scene.All("DEAD").size() == 2);
  CHECK(Db().Count("outbox WHERE type = 'assignment.dead'") == 2);
  CHECK(Broken() == "");
}

TEST_CASE("8 workers and FLUSHALL in between: every slot is offered once") {
  Waiting scene(60);
  REQUIRE_THAT(scene.queue.Relay(), IsOk());
  std::atomic<bool> done{false};
  std::atomic<int> failures{0};
  std::vector<std::thread> workers;
  for (int w = 0; w < 8; ++w) {
    workers.emplace_back([&, w] {
      while (!done) {
        if (!scene.queue.Dispatch(absl::StrCat("worker-", w), 5, absl::Milliseconds(10)).ok())
          ++failures;
      }
    });
  }
  for (int i = 0; i < 3; ++i) {
    const int before = Db().Count("assignment WHERE state = 'QUEUED'");
    support::WaitFor("some progress", [&] {
      return before == 0 || Db().Count("assignment WHERE state = 'QUEUED'") < before;
    });
    support::Redis::Shared().Clear();
    (void)scene.queue.Relay();
  }
  support::WaitFor(
      "all are offered",
      [&] {
        Db().Run(
            "UPDATE assignment SET lease_expire_time = clock_timestamp() - interval '1 second' "
            "WHERE state = 'QUEUED' AND "
            "lease_expire_time < clock_timestamp() + interval '28 seconds'");
        (void)scene.queue.Sweep();
        return scene.All("QUEUED").empty();
      },
      absl::Seconds(60));
  done = true;
  for (auto& worker : workers) worker.join();
  CHECK(failures == 0);
  CHECK(scene.All("DEAD").empty());
  CHECK(scene.All("OFFERED").size() == 60);
  CHECK(Broken() == "");
}

}  // namespace
}  // namespace nastavnik::review
