// Who may be on an application together: pairs of experts that the round parts, and the senior that
// an application wants.
#include <algorithm>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "services/review/store/claim.h"
#include "tests/store/review/scene.h"
#include "tests/support/matchers.h"

namespace nastavnik::review {
namespace {

using support::IsOk;
using support::Refuses;
using support::Soon;

constexpr char kNoAlternates[] = R"({"reviewRounds": {"r1": {"alternates": 0}}})";

struct Sides : Scene {
  using Scene::Scene;

  // A new version of the season's document, in which the experts are never together.
  void Part(ExpertId x, ExpertId y, int alternates = 3) {
    const std::string patch = absl::StrCat(R"({"reviewRounds": {"r1": {"alternates": )", alternates,
                                           R"(, "conflict": {"neverTogether": [")", x.ToString(),
                                           ":", y.ToString(), R"("]}}}})");
    REQUIRE_THAT(seasons.Apply(pg::WriteKey::Job("applyConfig"), kSeason, rules->version() + 1,
                               Document(patch), true),
                 IsOk());
    const auto read = seasons.RulesOf(kSeason, Soon());
    REQUIRE_THAT(read, IsOk());
    REQUIRE((*read)->RoundOfStage(kStage)->conflict.Parts(y, {x}));
    REQUIRE_THAT((*read)->RoundOfStage(kStage)->CheckSupported(), IsOk());
    rules = *read;
  }

  // An expert of a region and an organization of the own.
  ExpertId Add(Grade grade, const std::string& keyword, int load_limit = 0) {
    return AddExpert({.region = absl::StrCat("ru-", 40 + persons.size()),
                      .organization = OrganizationId::New(),
                      .load_limit = load_limit,
                      .grade = grade,
                      .keywords = {keyword}});
  }

  std::set<ExpertId> Holders(ApplicationId application) {
    std::set<ExpertId> holders;
    for (const char* state : {"OFFERED", "ACCEPTED"}) {
      for (const Assignment& a : All(state)) {
        if (a.application == application) holders.insert(a.expert);
      }
    }
    return holders;
  }

  void DeclineOf(ApplicationId application, ExpertId expert) {
    for (const Assignment& a : AssignmentsOf(expert, "OFFERED")) {
      if (a.application == application) REQUIRE_THAT(Scene::Decline(a), IsOk());
    }
  }

  // As a worker of the queue does with every slot that waits.
  absl::Status DispatchAll() {
    absl::Status worst;
    for (const Assignment& a : All("QUEUED")) {
      Db().Run(
          absl::StrCat("UPDATE assignment SET lease_token = 1, lease_expire_time = "
                       "clock_timestamp() + interval '30 seconds' WHERE assignment_id = '",
                       a.id.ToString(), "'"));
      worst.Update(assignments.Dispatch(*rules, {}, a.id, 1));
    }
    return worst;
  }

  absl::StatusOr<pg::Answer> Claim(ExpertId expert) {
    return claims.ClaimNext(Key("ClaimNextAssignment", persons.at(expert)), *rules, {}, expert,
                            [](const Assignment& a) { return a.application.ToString(); });
  }

  ClaimStore claims{*Db()};
};

TEST_CASE("a plan never joins two experts whom the round parts") {
  Sides scene;
  const ExpertId x = scene.Add(Grade::kLead, "onboarding");
  const ExpertId y = scene.Add(Grade::kLead, "onboarding");
  const ExpertId z = scene.Add(Grade::kBasic, "robots");
  scene.Part(y, x);
  const auto items = scene.MakeItems(1);
  scene.Deploy(items);
  const auto holders = scene.Holders(items[0].application);
  CHECK(holders.size() == 2);
  CHECK(holders.contains(z));
  CHECK(Broken() == "");
}

TEST_CASE("a plan of before the pair was named is refused or deployed without one of them") {
  Sides scene;
  const ExpertId x = scene.Add(Grade::kBasic, "onboarding");
  const ExpertId y = scene.Add(Grade::kBasic, "onboarding");
  const AssignmentRun run = scene.Propose(scene.CreateRun(), scene.MakeItems(1));
  scene.Part(x, y);
  CHECK_THAT(scene.Approve(run), Refuses("INPUTS_CHANGED"));
  CHECK(scene.All().empty());
  REQUIRE_THAT(scene.Approve(run, false, PersonId::New(), true), IsOk());
  CHECK(scene.All("OFFERED").size() == 1);
  CHECK(Broken() == "");
}

TEST_CASE("the invariant shows a pair that came together before it was named") {
  Sides scene;
  const ExpertId x = scene.Add(Grade::kBasic, "onboarding");
  const ExpertId y = scene.Add(Grade::kBasic, "onboarding");
  scene.Deploy(scene.MakeItems(1));
  CHECK(Broken() == "");
  scene.Part(x, y);
  CHECK(Broken() == "11_never_together");
}

TEST_CASE("an alternate who may not meet the one who stays is passed over") {
  Sides scene;
  for (int i = 0; i < 4; ++i) scene.Add(Grade::kBasic, "onboarding");
  const auto items = scene.MakeItems(1);
  scene.Deploy(items);
  const auto offered = scene.All("OFFERED");
  REQUIRE(offered.size() == 2);
  const auto alternate = [&](int rank) {
    return *ExpertId::Parse(
        Db().Run(absl::StrCat("SELECT expert_id FROM alternate WHERE rank = ", rank)));
  };
  scene.Part(alternate(1), offered[1].expert);
  scene.DeclineOf(items[0].application, offered[0].expert);
  CHECK(scene.Holders(items[0].application) == std::set{offered[1].expert, alternate(2)});
  CHECK(Broken() == "");
}

TEST_CASE("the worker offers a slot to nobody who may not meet who holds the other") {
  Sides scene(kNoAlternates);
  const ExpertId first = scene.Add(Grade::kBasic, "onboarding");
  const ExpertId stays = scene.Add(Grade::kBasic, "onboarding");
  const auto items = scene.MakeItems(1);
  scene.Deploy(items);
  scene.DeclineOf(items[0].application, first);
  const ExpertId best = scene.Add(Grade::kLead, "onboarding");
  scene.Part(stays, best, 0);
  CHECK_FALSE(scene.DispatchAll().ok());
  const ExpertId other = scene.Add(Grade::kBasic, "robots");
  CHECK_THAT(scene.DispatchAll(), IsOk());
  CHECK(scene.Holders(items[0].application) == std::set{stays, other});
  CHECK(Broken() == "");
}

TEST_CASE("nobody claims an application of somebody never to be met") {
  Sides scene(kNoAlternates);
  const ExpertId first = scene.Add(Grade::kBasic, "onboarding");
  const ExpertId stays = scene.Add(Grade::kBasic, "onboarding");
  const auto items = scene.MakeItems(1);
  scene.Deploy(items);
  scene.DeclineOf(items[0].application, first);
  const ExpertId parted = scene.Add(Grade::kBasic, "onboarding");
  const ExpertId other = scene.Add(Grade::kBasic, "robots");
  scene.Part(parted, stays, 0);
  CHECK_THAT(scene.Claim(parted), Refuses("NOTHING_TO_CLAIM"));
  CHECK_THAT(scene.Claim(other), IsOk());
  CHECK(scene.Holders(items[0].application) == std::set{stays, other});
  CHECK(Broken() == "");
}

TEST_CASE("two who are never together claim at once and do not meet") {
  Sides scene(kNoAlternates);
  scene.Add(Grade::kBasic, "onboarding");
  scene.Add(Grade::kBasic, "onboarding");
  const auto items = scene.MakeItems(3);
  scene.Deploy(items);
  for (const Assignment& a : scene.All("OFFERED")) REQUIRE_THAT(scene.Decline(a), IsOk());
  REQUIRE(scene.All("QUEUED").size() == 6);
  const ExpertId x = scene.Add(Grade::kBasic, "onboarding");
  const ExpertId y = scene.Add(Grade::kBasic, "onboarding");
  scene.Part(x, y, 0);
  std::vector<std::thread> threads;
  for (const ExpertId expert : {x, y}) {
    threads.emplace_back([&scene, expert] {
      for (int i = 0; i < 3; ++i) scene.Claim(expert).IgnoreError();
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& item : items) CHECK(scene.Holders(item.application).size() == 1);
  CHECK(Broken() == "");
}

constexpr char kOneSenior[] = R"({"reviewRounds": {"r1": {"seniors": 1, "alternates": 5}}})";
constexpr char kOneSeniorQueued[] = R"({"reviewRounds": {"r1": {"seniors": 1, "alternates": 0}}})";

TEST_CASE("the last senior who declines is followed by a senior or by the queue") {
  Sides scene(kOneSenior);
  const ExpertId senior = scene.Add(Grade::kSenior, "onboarding");
  for (int i = 0; i < 4; ++i) scene.Add(Grade::kBasic, "onboarding");
  REQUIRE_THAT(scene.rules->RoundOfStage(kStage)->CheckSupported(), IsOk());
  const auto items = scene.MakeItems(1);
  const ApplicationId application = items[0].application;
  scene.Deploy(items);
  REQUIRE(scene.Holders(application).contains(senior));
  // The other one is followed by the first alternate at once.
  for (const ExpertId expert : scene.Holders(application)) {
    if (expert != senior) scene.DeclineOf(application, expert);
  }
  REQUIRE(scene.Holders(application).size() == 2);
  scene.DeclineOf(application, senior);
  CHECK(scene.Holders(application).size() == 1);
  CHECK(scene.All("QUEUED").size() == 1);
  // The worker takes a senior who fits badly before all others.
  const ExpertId late = scene.Add(Grade::kSenior, "robots");
  REQUIRE_THAT(scene.DispatchAll(), IsOk());
  CHECK(scene.Holders(application).contains(late));
  CHECK(Broken() == "");
}

TEST_CASE("where no senior is left anybody gets the slot rather than nobody") {
  Sides scene(kOneSenior);
  const ExpertId senior = scene.Add(Grade::kLead, "onboarding");
  for (int i = 0; i < 3; ++i) scene.Add(Grade::kBasic, "onboarding");
  const auto items = scene.MakeItems(1);
  scene.Deploy(items);
  scene.DeclineOf(items[0].application, senior);
  REQUIRE(scene.All("QUEUED").size() == 1);
  REQUIRE_THAT(scene.DispatchAll(), IsOk());
  CHECK(scene.Holders(items[0].application).size() == 2);
  CHECK(Broken() == "");
}

TEST_CASE("who claims: a senior first what lacks one and the others that last") {
  Sides scene(kOneSeniorQueued);
  std::set<ExpertId> seniors;
  for (int i = 0; i < 2; ++i) {
    seniors.insert(scene.Add(Grade::kSenior, "onboarding", 1));
    scene.Add(Grade::kBasic, "onboarding", 1);
  }
  auto items = scene.MakeItems(2);
  items[0].keywords = {"onboarding"};
  items[1].keywords = {"craft"};
  const ApplicationId lacks = items[0].application, has = items[1].application;
  scene.Deploy(items);
  for (const auto& [application, of_senior] : {std::pair(lacks, true), std::pair(has, false)}) {
    for (const ExpertId expert : scene.Holders(application)) {
      if (seniors.contains(expert) == of_senior) scene.DeclineOf(application, expert);
    }
  }
  REQUIRE(scene.All("QUEUED").size() == 2);
  // By keywords each would choose the other one.
  const bool is_senior = GENERATE(false, true);
  const ExpertId claimant =
      is_senior ? scene.Add(Grade::kSenior, "craft") : scene.Add(Grade::kBasic, "onboarding");
  const auto claimed = scene.Claim(claimant);
  REQUIRE_THAT(claimed, IsOk());
  CHECK(claimed->bytes == (is_senior ? lacks : has).ToString());
  CHECK(Broken() == "");
}

}  // namespace
}  // namespace nastavnik::review
