#include <set>
#include <thread>

#include "catch2/catch.hpp"

#include "services/review/domain/matching/metrics_json.h"
#include "tests/store/review/scene.h"
#include "tests/support/matchers.h"

namespace nastavnik::review {
namespace {

using support::IsOk;
using support::Refuses;
using support::Soon;
using testing::Broken;
using testing::Db;
using testing::kSeason;
using testing::Scene;

TEST_CASE("one run of a nomination is solved at a time") {
  Scene scene;
  const AssignmentRun run = scene.CreateRun({"production"});
  AssignmentRun second = run;
  second.id = RunId::New();
  second.operation = NewUuid();
  const auto create = [&] {
    return scene.runs.Create(testing::Key("CreateAssignmentRun", run.author), second,
                             {"{}", [](const AssignmentRun&) { return std::string(); }});
  };
  CHECK_THAT(create(), Refuses("ALREADY_EXISTS"));
  second.nominations = {NominationId("social")};
  CHECK_THAT(create(), IsOk());
}

TEST_CASE(
    "two persons deploy: the first proposes, the same may not approve, another carries it out") {
  Scene scene;
  scene.AddExperts(4);
  const AssignmentRun run = scene.Propose(scene.CreateRun(), scene.MakeItems(3));
  const PersonId first = PersonId::New(), second = PersonId::New();
  auto answer = scene.Approve(run, true, first);
  REQUIRE_THAT(answer, IsOk());
  CHECK(answer->bytes == "WAITING");
  CHECK(scene.All().empty());
  CHECK(scene.runs.Waiting(kSeason, run.id, Soon())->has_value());
  CHECK_THAT(scene.Approve(run, true, first), Refuses("SECOND_PERSON_REQUIRED"));
  answer = scene.Approve(run, true, second);
  REQUIRE_THAT(answer, IsOk());
  CHECK(answer->bytes == "DEPLOYED");
  CHECK(scene.All("OFFERED").size() == 6);
  CHECK_THAT(scene.Approve(run, true, second), Refuses("ILLEGAL_TRANSITION"));
  CHECK(Broken() == "");
}

TEST_CASE("a plan approved by 8 at once is offered once") {
  Scene scene;
  scene.AddExperts(4);
  const AssignmentRun run = scene.Propose(scene.CreateRun(), scene.MakeItems(3));
  std::atomic<int> deployed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      absl::StatusOr<pg::Answer> answer = scene.Approve(run);
      while (absl::IsUnavailable(answer.status())) answer = scene.Approve(run);
      if (answer.ok()) ++deployed;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(deployed == 1);
  CHECK(scene.All("OFFERED").size() == 6);
  CHECK(Broken() == "");
}

TEST_CASE("a pair that became a conflict after solving refuses the deployment, or is dropped") {
  Scene scene;
  const auto experts = scene.AddExperts(2);
  auto items = scene.MakeItems(1);
  const AssignmentRun run = scene.Propose(scene.CreateRun(), items);
  const Conflict conflict{.season = kSeason,
                          .id = ConflictId::New(),
                          .expert = experts[0],
                          .kind = Conflict::Kind::kReported,
                          .person = *PersonId::Parse(items[0].people[0]),
                          .reason = "Родственник автора"};
  const PersonId staff = PersonId::New();
  REQUIRE_THAT(scene.experts.AddConflict(testing::Key("CreateConflict", staff), conflict, staff,
                                         [](const Conflict&) { return std::string(); }),
               IsOk());
  CHECK_THAT(scene.Approve(run), Refuses("INPUTS_CHANGED"));
  CHECK(scene.All().empty());
  REQUIRE_THAT(scene.Approve(run, false, PersonId::New(), true), IsOk());
  CHECK(scene.All("OFFERED").size() == 1);
  CHECK(Broken() == "");
}

TEST_CASE("another hash of the inputs is refused") {
  Scene scene;
  scene.AddExperts(3);
  AssignmentRun run = scene.Propose(scene.CreateRun(), scene.MakeItems(1));
  run.inputs_sha256[0] ^= 1;
  CHECK_THAT(scene.Approve(run), Refuses("INPUTS_CHANGED"));
}

TEST_CASE("a second run fills what is open and counts what is held") {
  Scene scene(R"({"reviewRounds": {"r1": {"load": {"min": 0, "max": 3}}}})");
  scene.AddExperts(4);
  auto items = scene.MakeItems(4);
  scene.Deploy(items);
  CHECK(scene.All("OFFERED").size() == 8);
  auto more = scene.MakeItems(4);
  items.insert(items.end(), more.begin(), more.end());
  const AssignmentRun run = scene.Deploy(items);
  int millis = 0;
  const PlanMetrics metrics = DecodeMetrics(run.metrics, &millis);
  CHECK(metrics.demand == 8);
  CHECK(metrics.assigned == 4);  // four experts, three each, eight held
  CHECK(run.number == 2);
  CHECK(scene.All("OFFERED").size() == 12);
  CHECK(Broken() == "");
}

TEST_CASE("nobody with a reason against it is ever planned") {
  Scene scene;
  auto items = scene.MakeItems(3);
  items[0].region = "ru-77";
  const ExpertId same_region =
      scene.AddExpert({.region = "ru-77", .organization = OrganizationId::New()});
  const ExpertId same_organization =
      scene.AddExpert({.region = "ru-50", .organization = items[1].organization});
  const ExpertId author =
      scene.AddExpert({.region = "ru-52", .organization = OrganizationId::New()});
  items[2].people.push_back(scene.persons[author].ToString());
  scene.AddExpert({.nominations = {"social"}});
  scene.Deploy(items);
  for (const Assignment& a : scene.All("OFFERED")) {
    CHECK_FALSE((a.expert == same_region && a.application == items[0].application));
    CHECK_FALSE((a.expert == same_organization && a.application == items[1].application));
    CHECK_FALSE((a.expert == author && a.application == items[2].application));
  }
  CHECK(scene.All("OFFERED").size() == 6);
  CHECK(Broken() == "");
}

TEST_CASE("a run whose solver died is taken again; the one that slept changes nothing") {
  Scene scene;
  scene.AddExperts(3);
  const AssignmentRun run = scene.CreateRun();
  const auto sleeper = scene.runs.Claim(Soon());
  REQUIRE((sleeper.ok() && sleeper->has_value()));
  CHECK_FALSE(scene.runs.Claim(Soon())->has_value());
  Db().Run("UPDATE assignment_run SET lease_expire_time = clock_timestamp() - interval '1 second'");
  const AssignmentRun proposed = scene.Propose(run, scene.MakeItems(2));
  CHECK(proposed.state == AssignmentRun::State::kProposed);
  CHECK_FALSE(scene.runs
                  .SaveProposal(**sleeper, {},
                                {.encode = [](const AssignmentRun&) { return std::string(); }})
                  .ok());
  CHECK_FALSE(scene.runs.Fail(**sleeper, absl::UnavailableError("away")).ok());
  const auto pairs =
      scene.runs.ListPairs(kSeason, run.id, ApplicationId(), ExpertId(), 100, Soon());
  REQUIRE_THAT(pairs, IsOk());
  CHECK(pairs->size() == 4);
}

TEST_CASE("a run that cannot be solved says so") {
  Scene scene;
  scene.CreateRun();
  const auto claimed = scene.runs.Claim(Soon());
  REQUIRE_THAT(scene.runs.Fail(**claimed, absl::UnavailableError("submission is away")), IsOk());
  const auto failed = scene.runs.Get(kSeason, (*claimed)->id, Soon());
  CHECK(failed->state == AssignmentRun::State::kFailed);
  CHECK(failed->error == "UNAVAILABLE");
  CHECK(Broken() == "");
}

}  // namespace
}  // namespace nastavnik::review
