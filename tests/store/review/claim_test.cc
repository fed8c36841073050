// Experts who ask for work: what they get, how many, and what the service says when nothing is
// left.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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
using support::Refuses;
using support::Soon;

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
  REQUIRE_THAT(scene.experts.AddConflict(Key("CreateConflict", scene.persons[expert]),
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

}  // namespace
}  // namespace nastavnik::review
