#include <csignal>
#include <functional>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "common/crypto/hash.h"
#include "services/review/domain/matching/metrics_json.h"
#include "services/review/domain/matching/run_seed.h"
#include "tests/store/review/scene.h"
#include "tests/support/matchers.h"

namespace nastavnik::review {
namespace {

using support::IsOk;
using support::Refuses;
using support::Soon;

TEST_CASE("one run of a nomination is solved at a time") {
  Scene scene;
  const AssignmentRun run = scene.CreateRun({"production"});
  AssignmentRun second = run;
  second.id = RunId::New();
  second.operation = NewUuid();
  const auto create = [&] {
    return scene.runs.Create(Key("CreateAssignmentRun", run.author), second,
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

TEST_CASE("pitfall 12: a plan approved by 8 at once is offered once") {
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

TEST_CASE(
    "pitfall 6: a conflict added between solve and deploy refuses the deployment; or is dropped") {
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
  REQUIRE_THAT(scene.experts.AddConflict(Key("CreateConflict", staff), conflict, staff,
                                         [](const Conflict&) { return std::string(); }),
               IsOk());
  CHECK_THAT(scene.Approve(run), Refuses("INPUTS_CHANGED"));
  CHECK(scene.All().empty());
  REQUIRE_THAT(scene.Approve(run, false, PersonId::New(), true), IsOk());
  CHECK(scene.All("OFFERED").size() == 1);
  CHECK(Broken() == "");
}

// A plan on its way into force, asked for again and again under one key.
struct Deploying {
  Deploying() {
    scene.AddExperts(4);
    run = scene.Propose(scene.CreateRun(), scene.MakeItems(3));
  }
  absl::StatusOr<pg::Answer> Approve(const std::function<void()>& during = [] {}) {
    return scene.runs.Approve(key, run, *scene.rules->RoundOfStage(kStage), *scene.rules,
                              {.inputs_sha256 = run.inputs_sha256, .actor = actor},
                              [&](const AssignmentRun& after, const std::optional<pg::Proposal>&) {
                                during();
                                return std::string(NameOf(after.state));
                              });
  }
  // Nothing is in force, or all of it and no more.
  std::string InForce() {
    const auto now = scene.runs.Get(kSeason, run.id, Soon());
    return absl::StrCat(now.ok() ? NameOf(now->state) : "unknown", " ", scene.All("OFFERED").size(),
                        " ", Broken());
  }

  Scene scene;
  AssignmentRun run;
  const PersonId actor = PersonId::New();
  const pg::WriteKey key = Key("ApproveAssignmentRun", actor);
};

TEST_CASE("pitfall 12: a deployment whose connection dies has happened not at all") {
  // Each table is written at another place of the transaction; the last one at its very end.
  const std::string table =
      GENERATE(as<std::string>{}, "assignment", "assignment_party", "assignment_transition",
               "assignment_run", "assignment_run_transition", "outbox", "idempotency");
  CAPTURE(table);
  Deploying deploying;
  Db().Run(
      "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM "
      "pg_terminate_backend(pg_backend_pid(), 5000); RETURN NULL; END $$; CREATE TRIGGER die "
      "AFTER INSERT OR UPDATE ON " +
      table + " FOR EACH STATEMENT EXECUTE FUNCTION die()");
  const auto refused = deploying.Approve();
  Db().Run("DROP FUNCTION die CASCADE");
  CHECK_THAT(refused, Refuses("UNAVAILABLE"));
  CHECK(deploying.InForce() == "PROPOSED 0 ");
  REQUIRE_THAT(deploying.Approve(), IsOk());
  CHECK(deploying.InForce() == "DEPLOYED 6 ");
  CHECK(deploying.Approve()->replayed);
  CHECK(deploying.InForce() == "DEPLOYED 6 ");
}

TEST_CASE("pitfall 12: kill -9 during a deployment; asked again it has happened once") {
  Deploying deploying;
  bool killed = false;
  const auto kill_once = [&] {
    if (std::exchange(killed, true)) return;
    const int pid = std::stoi(Db().Run(
        "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = "
        "current_database()"));
    kill(pid, SIGKILL);
  };
  support::WaitFor("the deployment", [&] { return deploying.Approve(kill_once).ok(); });
  CHECK(killed);
  CHECK(deploying.InForce() == "DEPLOYED 6 ");
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

TEST_CASE("a stage has one secret, bound before any input exists") {
  Scene scene;
  const auto secret = scene.runs.StageSecret(kSeason, kStage, Soon());
  REQUIRE_THAT(secret, IsOk());
  CHECK(secret->size() == 32);
  const AssignmentRun run = scene.CreateRun();
  CHECK(run.seed_commitment == SeedCommitment("seasons/2027/stages/review-1", *secret));
  CHECK(run.inputs_sha256.empty());
  REQUIRE_THAT(scene.seasons.Apply(pg::WriteKey::Job("applyConfig"), kSeason, 2, Document(), true),
               IsOk());
  CHECK(*scene.runs.StageSecret(kSeason, kStage, Soon()) == *secret);
  CHECK_THAT(scene.runs.StageSecret(kSeason, StageId("training"), Soon()), Refuses("NOT_FOUND"));
}

TEST_CASE("a run shows the hash of its input from the moment it is frozen") {
  Scene scene;
  scene.AddExperts(3);
  const AssignmentRun frozen = scene.Freeze(scene.CreateRun(), scene.MakeItems(2));
  const auto shown = scene.runs.Get(kSeason, frozen.id, Soon());
  REQUIRE_THAT(shown, IsOk());
  CHECK(shown->state == AssignmentRun::State::kSolving);
  CHECK(shown->number == 1);
  CHECK(shown->config_version == 1);
  CHECK(shown->version == frozen.version);
  const auto input = scene.runs.ReadFile(kSeason, frozen.id, RunFile::kInput, Soon());
  REQUIRE_THAT(input, IsOk());
  CHECK(shown->inputs_sha256 == crypto::Sha256(*input));
  CHECK_THAT(scene.runs.ReadFile(kSeason, frozen.id, RunFile::kResult, Soon()),
             Refuses("NOT_FOUND"));
  CHECK_FALSE(scene.runs.Freeze(frozen, "another input", 1).ok());

  const AssignmentRun proposed = scene.Solve(frozen);
  const auto result = scene.runs.ReadFile(kSeason, frozen.id, RunFile::kResult, Soon());
  REQUIRE_THAT(result, IsOk());
  CHECK(proposed.result_sha256 == crypto::Sha256(*result));
  CHECK(proposed.inputs_sha256 == frozen.inputs_sha256);
}

TEST_CASE("a solver that takes over solves what is frozen; nothing newer") {
  Scene scene;
  scene.AddExperts(3);
  const AssignmentRun run = scene.CreateRun();
  const AssignmentRun first = scene.Freeze(run, scene.MakeItems(2));
  // Its process dies. Meanwhile an application and an expert come.
  REQUIRE_THAT(scene.runs.SaveItems(run, *scene.rules->RoundOfStage(kStage), scene.MakeItems(1)),
               IsOk());
  scene.AddExperts(1);
  CHECK_FALSE(scene.runs.Claim(Soon())->has_value());
  Db().Run("UPDATE assignment_run SET lease_expire_time = clock_timestamp() - interval '1 second'");
  const auto second = scene.runs.Claim(Soon());
  REQUIRE((second.ok() && second->has_value()));
  CHECK((*second)->inputs_sha256 == first.inputs_sha256);
  CHECK_FALSE(scene.runs.Freeze(**second, "newer", 1).ok());
  CHECK_FALSE(scene.runs.KeepLease(first, absl::Minutes(2)).ok());
  const AssignmentRun proposed = scene.Solve(**second);
  CHECK(proposed.inputs_sha256 == first.inputs_sha256);
  const auto pairs =
      scene.runs.ListPairs(kSeason, run.id, ApplicationId(), ExpertId(), 100, Soon());
  REQUIRE_THAT(pairs, IsOk());
  CHECK(pairs->size() == 4);
}

TEST_CASE("a solver that is stopped gives its run back at once") {
  Scene scene;
  const AssignmentRun run = scene.CreateRun();
  const auto claimed = scene.runs.Claim(Soon());
  REQUIRE((claimed.ok() && claimed->has_value()));
  REQUIRE_THAT(scene.runs.KeepLease(**claimed, absl::Minutes(2), R"({"stage": "solving"})"),
               IsOk());
  CHECK_FALSE(scene.runs.Claim(Soon())->has_value());
  REQUIRE_THAT(scene.runs.KeepLease(**claimed, absl::ZeroDuration()), IsOk());
  const auto again = scene.runs.Claim(Soon());
  REQUIRE((again.ok() && again->has_value()));
  CHECK((*again)->id == run.id);
}

TEST_CASE("files of a run are written once") {
  Scene scene;
  scene.AddExperts(3);
  scene.Deploy(scene.MakeItems(1));
  constexpr pg::Statement kChanges[] = {
      {"change_file", "UPDATE assignment_run_file SET content = ''"},
      {"delete_file", "DELETE FROM assignment_run_file"},
      {"change_seed", "UPDATE stage_seed SET commitment = sha256('x')"}};
  for (const pg::Statement& change : kChanges)
    CHECK_FALSE(Db()->Run(pg::Query(change), Soon()).ok());
  CHECK(Db().Count("assignment_run_file") == 2);
}

TEST_CASE("files are kept as gzip; what is damaged is told") {
  std::string text;
  for (int i = 0; i < 200'000; ++i)
    text += "application\tзаявка\n" + std::to_string(i * 7919 % 1000);
  for (const std::string& whole : {std::string(), std::string("x"), text}) {
    const std::string zipped = Zip(whole);
    REQUIRE_THAT(Unzip(zipped), IsOk());
    CHECK(*Unzip(zipped) == whole);
    CHECK(Zip(whole) == zipped);
    CHECK_FALSE(Unzip(absl::string_view(zipped).substr(0, zipped.size() - 1)).ok());
  }
  std::string zipped = Zip(text);
  zipped[zipped.size() / 2] ^= 1;
  CHECK(absl::IsDataLoss(Unzip(zipped).status()));
  CHECK_FALSE(Unzip("").ok());
  CHECK_FALSE(Unzip("not gzip at all").ok());
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
