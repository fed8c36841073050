// Experts who ask for work: what they get, how many at once, and what the service says when nothing
// is left.
#include <algorithm>
#include <atomic>
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
#include "services/review/store/claim.h"
#include "tests/store/review/scene.h"
#include "tests/support/matchers.h"
#include "tests/support/redis.h"

namespace nastavnik::review {
namespace {

using support::IsOk;
using support::Refuses;
using support::Soon;
using testing::Broken;
using testing::Db;
using testing::kSeason;
using testing::kStage;
using testing::Scene;

// Applications of the round, each with slots that wait for an expert.
struct Waiting {
  int applications = 1;
  int slots = 2;
  std::string region = "ru-16";
  std::string keywords = "onboarding,craft";
  std::string nomination = "production";
  std::string organization = "gen_random_uuid()";
};

struct Claims : Scene {
  using Scene::Scene;

  // Slots as the service itself queues them: with their first step and event. Ids grow.
  std::vector<ApplicationId> Wait(const Waiting& wish) {
    std::vector<ApplicationId> applications;
    std::vector<std::string> ids, slots;
    for (int i = 0; i < wish.applications; ++i) {
      applications.push_back(ApplicationId::New());
      ids.push_back(absl::StrCat("'", applications.back().ToString(), "'::uuid"));
      for (int slot = 1; slot <= wish.slots; ++slot) {
        slots.push_back(absl::StrCat("(", ids.back(), ", '", AssignmentId::New().ToString(),
                                     "'::uuid, ", slot, ", '", NewAssignmentCode(), "')"));
      }
    }
    Db().Run(absl::StrCat(
        "INSERT INTO round_item (season_id, stage_id, application_id, nomination_id, "
        "organization_id, region_id, people, keywords, state, application_version, demand) "
        "SELECT '2027', 'review-1', id, '",
        wish.nomination, "', ", wish.organization, ", '", wish.region,
        "', ARRAY[gen_random_uuid()], string_to_array('", wish.keywords,
        "', ','), 'ADMITTED', 1, 2 FROM unnest(ARRAY[", absl::StrJoin(ids, ","), "]) AS id;",
        "CREATE TEMP TABLE made AS SELECT * FROM (VALUES ", absl::StrJoin(slots, ","),
        ") AS s (application_id, assignment_id, slot, code);",
        "INSERT INTO assignment (season_id, stage_id, assignment_id, application_id, "
        "nomination_id, slot, code, origin, state) "
        "SELECT '2027', 'review-1', assignment_id, application_id, '",
        wish.nomination, "', slot, code, 'REFILL', 'QUEUED' FROM made;",
        "INSERT INTO assignment_transition (season_id, assignment_id, seq, from_state, to_state, "
        "verb) SELECT '2027', assignment_id, 1, '', 'QUEUED', 'refill' FROM made;",
        "INSERT INTO outbox (season_id, event_id, n, subject, subject_seq, type, payload, "
        "recipients) SELECT '2027', gen_random_uuid(), row_number() OVER (), "
        "'seasons/2027/assignments/' || assignment_id, 1, 'assignment.queued', '{}', '{}' "
        "FROM made;"));
    return applications;
  }

  absl::StatusOr<Assignment> Claim(ExpertId expert, const std::string& key = "") {
    pg::WriteKey write = testing::Key("ClaimNextAssignment", persons.at(expert));
    if (!key.empty()) write.key = key;
    ASSIGN_OR_RETURN(const pg::Answer answer,
                     claims.ClaimNext(write, *rules, {}, expert,
                                      [](const Assignment& a) { return a.id.ToString(); }));
    return assignments.GetOwn(kSeason, *AssignmentId::Parse(answer.bytes), persons.at(expert),
                              Soon());
  }

  absl::Status Lapse(const Assignment& assignment) {
    MakeOverdue(assignment.id);
    return assignments.ExpireIfDue(*rules, assignment.id);
  }

  ClaimStore claims{*Db()};
};

std::string Detail(const absl::Status& status, const std::string& key) {
  for (const auto& [name, value] : ErrorFrom(status).metadata) {
    if (name == key) return value;
  }
  return "";
}

TEST_CASE("a waiting slot is claimed: accepted at once with its terms, told once") {
  Claims scene;
  const ExpertId expert = scene.AddExpert();
  const auto applications = scene.Wait({});
  const auto claimed = scene.Claim(expert);
  REQUIRE_THAT(claimed, IsOk());
  CHECK(claimed->application == applications[0]);
  CHECK(claimed->state == Assignment::State::kAccepted);
  CHECK(claimed->expert == expert);
  CHECK(claimed->due_time > absl::Now());
  CHECK(claimed->late_until_time > claimed->due_time);
  CHECK(claimed->offer_time == absl::InfinitePast());
  CHECK(claimed->version == 2);
  CHECK(Db().Count("outbox WHERE type = 'assignment.accepted'") == 1);
  CHECK(scene.All("QUEUED").size() == 1);
  REQUIRE_THAT(scene.Complete(*claimed), IsOk());
  CHECK(Broken() == "");
}

TEST_CASE("the best fit comes first, but level counts and what was given up count too") {
  Claims scene;
  const ExpertId expert = scene.AddExpert({.keywords = {"onboarding"}});
  const ExpertId other = scene.AddExpert({.region = "ru-40"});
  const auto half = scene.Wait({.slots = 1});                            // half its keywords
  const auto fits = scene.Wait({.slots = 1, .keywords = "onboarding"});  // all of them
  const auto alien = scene.Wait({.slots = 1, .keywords = "craft,robots"});
  CHECK(scene.Claim(expert)->application == fits[0]);
  CHECK(scene.Claim(expert)->application == half[0]);
  CHECK(scene.Claim(expert)->application == alien[0]);

  // Two alike: the one that somebody has already waits, 1500 against nothing; the one that somebody
  // gave up gets 1000 back.
  const ExpertId third = scene.AddExpert({.region = "ru-41"});
  const auto had = scene.Wait({.slots = 2, .keywords = "onboarding"});
  REQUIRE(scene.Claim(other)->application == had[0]);
  const auto fresh = scene.Wait({.slots = 1, .keywords = "onboarding"});
  CHECK(scene.Claim(third)->application == fresh[0]);
  CHECK(scene.Claim(third)->application == had[0]);
  const auto calm = scene.Wait({.slots = 1, .keywords = "onboarding"});
  const auto given = scene.Wait({.slots = 1, .keywords = "onboarding"});
  Db().Run(
      absl::StrCat("UPDATE round_item SET keywords = '{onboarding,craft}' WHERE "
                   "application_id = '",
                   calm[0].ToString(), "'"));
  REQUIRE(scene.Claim(other)->application == given[0]);
  for (const Assignment& a : scene.AssignmentsOf(other)) {
    if (a.application == given[0]) REQUIRE_THAT(scene.Decline(a), IsOk());
  }
  Db().Run(absl::StrCat("UPDATE round_item SET keywords = '{onboarding}' WHERE application_id = '",
                        calm[0].ToString(), "'"));
  CHECK(scene.Claim(third)->application == given[0]);
  CHECK(Broken() == "");
}

TEST_CASE("the same key answers the same claim, whatever has come between") {
  Claims scene;
  const ExpertId expert = scene.AddExpert(), other = scene.AddExpert({.region = "ru-40"});
  scene.Wait({.applications = 2, .slots = 1});
  const auto first = scene.Claim(expert, "one");
  REQUIRE_THAT(first, IsOk());
  REQUIRE_THAT(scene.Claim(other), IsOk());
  const auto again = scene.Claim(expert, "one");
  REQUIRE_THAT(again, IsOk());
  CHECK(again->id == first->id);
  CHECK(scene.All("ACCEPTED").size() == 2);
  // A refusal too belongs to its key: who asks again takes a new one.
  CHECK_THAT(scene.Claim(expert, "two"), Refuses("NOTHING_TO_CLAIM"));
  scene.Wait({.slots = 1});
  CHECK_THAT(scene.Claim(expert, "two"), Refuses("NOTHING_TO_CLAIM"));
  CHECK_THAT(scene.Claim(expert, "three"), IsOk());
  CHECK(Broken() == "");
}

TEST_CASE("three unfinished claims at most, and no more than round and season allow") {
  Claims scene(
      R"({"reviewRounds": {"r1": {"load": {"min": 0, "max": 4}}}, "experts": {"seasonMax": 5}})");
  const ExpertId expert = scene.AddExpert(), small = scene.AddExpert({.load_limit = 1});
  scene.Wait({.applications = 8, .slots = 1});
  std::vector<Assignment> held;
  for (int i = 0; i < 3; ++i) held.push_back(*scene.Claim(expert));
  const auto fourth = scene.Claim(expert);
  REQUIRE_THAT(fourth, Refuses("LOAD_EXCEEDED"));
  CHECK(Detail(fourth.status(), "limit") == "CLAIMS");
  CHECK(Detail(fourth.status(), "most") == "3");
  REQUIRE_THAT(scene.Complete(held[0]), IsOk());
  REQUIRE_THAT(scene.Claim(expert), IsOk());
  REQUIRE_THAT(scene.Complete(held[1]), IsOk());
  const auto fifth = scene.Claim(expert);
  REQUIRE_THAT(fifth, Refuses("LOAD_EXCEEDED"));
  CHECK(Detail(fifth.status(), "limit") == "ROUND");
  CHECK(Detail(fifth.status(), "most") == "4");
  REQUIRE_THAT(scene.Claim(small), IsOk());
  CHECK(Detail(scene.Claim(small).status(), "most") == "1");
  CHECK(Broken() == "");

  Claims short_season(R"({"experts": {"seasonMax": 1}})");
  const ExpertId only = short_season.AddExpert();
  short_season.Wait({.applications = 2});
  REQUIRE_THAT(short_season.Claim(only), IsOk());
  CHECK(Detail(short_season.Claim(only).status(), "limit") == "SEASON");
}

TEST_CASE("nobody claims what that expert may not review") {
  Claims scene;
  const OrganizationId organization = OrganizationId::New();
  const ExpertId expert = scene.AddExpert({.organization = organization});
  const ExpertId colleague = scene.AddExpert({.region = "ru-40", .organization = organization});
  scene.Wait({.region = "ru-77"});  // the own region
  scene.Wait({.organization = absl::StrCat("'", organization.ToString(), "'")});
  scene.Wait({.nomination = "social"});
  const auto own = scene.Wait({});
  Db().Run(absl::StrCat("UPDATE round_item SET people = ARRAY['", scene.persons[expert].ToString(),
                        "'::uuid] WHERE application_id = '", own[0].ToString(), "'"));
  const auto conflict = scene.Wait({});
  REQUIRE_THAT(scene.experts.AddConflict(testing::Key("CreateConflict", scene.persons[expert]),
                                         {.season = kSeason,
                                          .id = ConflictId::New(),
                                          .expert = expert,
                                          .application = conflict[0],
                                          .reason = "Автор — мой бывший ученик"},
                                         scene.persons[expert],
                                         [](const Conflict&) { return std::string(); }),
               IsOk());
  const auto refused = scene.Claim(expert);
  REQUIRE_THAT(refused, Refuses("NOTHING_TO_CLAIM"));
  CHECK(Detail(refused.status(), "openSlots") == "8");  // of the expert's nomination
  CHECK(Detail(refused.status(), "missingReviews") == "8");

  // One expert of an organization on an application, and never again what was given up.
  const auto free = scene.Wait({});
  const auto claimed = scene.Claim(expert);
  REQUIRE_THAT(claimed, IsOk());
  CHECK(claimed->application == free[0]);
  for (int i = 0; i < 2; ++i) {  // the slots of `own` and `conflict` are for the colleague
    const auto other = scene.Claim(colleague);
    REQUIRE_THAT(other, IsOk());
    CHECK(other->application != free[0]);
  }
  REQUIRE_THAT(scene.Decline(*claimed), IsOk());
  CHECK_THAT(scene.Claim(expert), Refuses("NOTHING_TO_CLAIM"));
  CHECK(Broken() == "");
}

TEST_CASE("only an active expert claims, and only while the stage takes offers") {
  Claims scene;
  const ExpertId expert = scene.AddExpert();
  scene.Wait({});
  Db().Run("UPDATE expert SET state = 'SUSPENDED'");
  CHECK_THAT(scene.Claim(expert), Refuses("ILLEGAL_TRANSITION"));
  Db().Run("UPDATE expert SET state = 'ACTIVE'");
  Db().Run("UPDATE stage SET close_time = clock_timestamp() - interval '1 minute'");
  CHECK_THAT(scene.Claim(expert, "late"), Refuses("STAGE_CLOSED"));
  Db().Run("UPDATE stage SET close_time = clock_timestamp() + interval '1 day'");
  CHECK_THAT(scene.Claim(expert, "late"), IsOk());  // time may change this answer
  Db().Run("UPDATE round_item SET state = 'WITHDRAWN'");
  CHECK_FALSE(scene.Claim(expert).ok());
}

TEST_CASE("a slot for the expert is found behind hundreds that are not") {
  Claims scene;
  const ExpertId expert = scene.AddExpert();
  scene.Wait({.applications = 350, .region = "ru-77"});
  const auto last = scene.Wait({.slots = 1});
  const auto claimed = scene.Claim(expert);
  REQUIRE_THAT(claimed, IsOk());
  CHECK(claimed->application == last[0]);
  CHECK_THAT(scene.Claim(expert), Refuses("NOTHING_TO_CLAIM"));
}

TEST_CASE("a claim takes the slot from under a worker, whose entry does no harm") {
  Claims scene;
  support::Redis::Shared().Clear();
  const ExpertId expert = scene.AddExpert();
  scene.AddExpert({.region = "ru-40"});
  scene.Wait({.slots = 1});
  bool claimed = false;
  redis::Client client({.instance = "queue", .url = support::Redis::Shared().Url()});
  AssignmentQueue source(*Db(), kSeason,
                         {.dispatch =
                              [&](AssignmentId id, int64_t token) {
                                claimed = scene.Claim(expert).ok();  // between lease and effect
                                return scene.assignments.Dispatch(*scene.rules, {}, id, token);
                              },
                          .expire = [](AssignmentId) { return absl::OkStatus(); }});
  queue::Queue queue(client, source, {.name = "assignment", .prefix = "review:{2027}"});
  REQUIRE_THAT(queue.Relay(), IsOk());
  REQUIRE_THAT(queue.Dispatch("worker-1", 10, absl::Milliseconds(20)), IsOk());
  CHECK(claimed);
  CHECK(scene.All("ACCEPTED").size() == 1);
  CHECK(scene.All("OFFERED").empty());
  REQUIRE_THAT(queue.Sweep(), IsOk());
  REQUIRE_THAT(queue.Relay(), IsOk());
  CHECK(support::Redis::Shared().Run({"ZCARD", "review:{2027}:due"}) == "1");
  CHECK(Broken() == "");
}

TEST_CASE("pitfall 15: claims that were skipped or lapsed never show that all is done") {
  Claims scene;
  const ExpertId first = scene.AddExpert(), second = scene.AddExpert({.region = "ru-40"});
  scene.Wait({});
  const auto lapsed = scene.Claim(first), given = scene.Claim(second);
  REQUIRE_THAT(lapsed, IsOk());
  REQUIRE_THAT(given, IsOk());
  // Everything is claimed, nothing is done.
  auto refused = scene.Claim(second);
  REQUIRE_THAT(refused, Refuses("NOTHING_TO_CLAIM"));
  CHECK(Detail(refused.status(), "missingReviews") == "2");
  CHECK(Detail(refused.status(), "openSlots") == "0");
  CHECK(absl::StrContains(refused.status().message(), "Загляните позже"));
  REQUIRE_THAT(scene.Lapse(*lapsed), IsOk());
  REQUIRE_THAT(scene.Decline(*given), IsOk());
  for (const ExpertId& expert : {first, second}) {
    refused = scene.Claim(expert);
    REQUIRE_THAT(refused, Refuses("NOTHING_TO_CLAIM"));
    CHECK(Detail(refused.status(), "missingReviews") == "2");
    CHECK(Detail(refused.status(), "openSlots") == "2");
  }
  // Others do them; an annulled one is wanted again.
  const ExpertId third = scene.AddExpert({.region = "ru-41"});
  const ExpertId fourth = scene.AddExpert({.region = "ru-42"});
  REQUIRE_THAT(scene.Complete(*scene.Claim(third)), IsOk());
  refused = scene.Claim(third);
  CHECK(Detail(refused.status(), "missingReviews") == "1");
  CHECK(Detail(refused.status(), "openSlots") == "1");
  REQUIRE_THAT(scene.Complete(*scene.Claim(fourth)), IsOk());
  refused = scene.Claim(third);
  CHECK(Detail(refused.status(), "missingReviews") == "0");
  CHECK(absl::StrContains(refused.status().message(), "готовы"));
  CHECK(Broken() == "");
  Db().Run(
      "UPDATE review SET state = 'ANNULLED' WHERE review_id = (SELECT min(review_id::text)::uuid "
      "FROM review WHERE state = 'COMPLETED')");
  CHECK(Detail(scene.Claim(third).status(), "missingReviews") == "1");
}

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
