#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "review_sql/sql.h"
#include "tests/store/review/scene.h"
#include "tests/support/matchers.h"
#include "tests/support/statements.h"

namespace nastavnik::review {
namespace {

using support::IsOk;
using support::Refuses;
using support::Soon;

TEST_CASE("a run is solved, approved and offered; experts accept, review and complete") {
  Scene scene;
  const auto experts = scene.AddExperts(6);
  const AssignmentRun run = scene.Deploy(scene.MakeItems(10));
  CHECK(run.state == AssignmentRun::State::kDeployed);
  CHECK(run.number == 1);
  const auto offered = scene.All("OFFERED");
  REQUIRE(offered.size() == 20);
  CHECK(Db().Count("outbox WHERE type = 'assignment_run.deployed'") == 1);
  std::set<ExpertId> holders;
  for (const Assignment& a : offered) holders.insert(a.expert);
  CHECK(Db().Count("outbox WHERE type = 'assignment.offered'") ==
        static_cast<int>(holders.size()));  // one a person

  REQUIRE_THAT(scene.Accept(offered[0]), IsOk());
  REQUIRE_THAT(scene.Complete(offered[0], 7), IsOk());
  const auto completed = scene.reviews.ListCompleted(kSeason, kStage, ReviewId(), 10, Soon());
  REQUIRE_THAT(completed, IsOk());
  REQUIRE(completed->size() == 1);
  CHECK((*completed)[0].total_hundredths == 7000);
  CHECK((*completed)[0].marks.size() == 7);
  CHECK((*completed)[0].application == offered[0].application);
  CHECK(Broken() == "");
}

TEST_CASE("figures of the tables") {
  Scene scene;
  scene.AddExperts(2);
  scene.Deploy(scene.MakeItems(3));
  auto values = support::FiguresOf(Db(), sql::kSelectFigures);
  CHECK(values["nastavnik_reviews 2027 production OFFERED"] == 6);
  CHECK(values["nastavnik_assignments_uncovered 2027 production"] == 0);
  CHECK(values["nastavnik_experts 2027 ACTIVE"] == 2);
  CHECK(values["nastavnik_queue_depth assignment waiting"] == 0);
}

TEST_CASE("declining gives the slot to the first alternate in the same transaction") {
  Scene scene;
  scene.AddExperts(6);
  scene.Deploy(scene.MakeItems(4));
  const Assignment declined = scene.All("OFFERED")[0];
  REQUIRE_THAT(scene.Decline(declined), IsOk());
  int successors = 0;
  for (const Assignment& a : scene.All("OFFERED")) {
    if (a.application != declined.application || a.slot != declined.slot) continue;
    ++successors;
    CHECK(a.origin == Assignment::Origin::kRefill);
    CHECK(a.expert != declined.expert);
  }
  CHECK(successors == 1);
  CHECK(scene.All("QUEUED").empty());
  REQUIRE_THAT(scene.Decline(declined), IsOk());  // again changes nothing
  CHECK(scene.All("DECLINED").size() == 1);
  CHECK(Broken() == "");
}

TEST_CASE("pitfall 8: alternates come first and in their order but only who still may") {
  Scene scene(R"({"reviewRounds": {"r1": {"alternates": 5}}})");
  scene.AddExperts(7);
  scene.Deploy(scene.MakeItems(1));
  const Assignment declined = scene.All("OFFERED")[0];
  const auto alternate = [&](int rank) {
    return *ExpertId::Parse(
        Db().Run(absl::StrCat("SELECT expert_id FROM alternate WHERE rank = ", rank)));
  };
  const auto change = [&](const std::string& set, int rank) {
    Db().Run(absl::StrCat("UPDATE expert SET ", set, " WHERE expert_id = '",
                          alternate(rank).ToString(), "'"));
  };
  const Assignment other = scene.All("OFFERED")[1];
  change("state = 'SUSPENDED'", 1);
  change("region_id = 'ru-16'", 2);
  change(absl::StrCat("organization_id = (SELECT organization_id FROM expert WHERE expert_id = '",
                      other.expert.ToString(), "')"),
         3);
  // The fourth has no capacity left: another application holds the one place.
  change("load_limit = 1", 4);
  const std::string full = alternate(4).ToString();
  Db().Run(absl::StrCat(
      "INSERT INTO assignment (season_id, stage_id, assignment_id, application_id, nomination_id, "
      "slot, code, origin, state) VALUES ('2027', 'review-1', '",
      full,
      "', gen_random_uuid(), 'production', 1, 'FULL', 'MANUAL', 'COMPLETED'); "
      "INSERT INTO assignment_party SELECT season_id, stage_id, assignment_id, application_id, '",
      full, "' FROM assignment WHERE code = 'FULL'"));
  REQUIRE_THAT(scene.Decline(declined), IsOk());
  const auto offered = scene.All("OFFERED");
  REQUIRE(offered.size() == 2);
  std::set<ExpertId> holders;
  for (const Assignment& a : offered) holders.insert(a.expert);
  CHECK(holders == std::set{other.expert, alternate(5)});

  // Nobody is left: the slot waits, and the one who stayed keeps the assignment that is pinned.
  for (const Assignment& a : offered) {
    if (a.expert == alternate(5)) REQUIRE_THAT(scene.Decline(a), IsOk());
  }
  CHECK(scene.All("QUEUED").size() == 1);
  REQUIRE(scene.All("OFFERED").size() == 1);
  CHECK(scene.All("OFFERED")[0].id == other.id);
}

TEST_CASE(
    "without an alternate the slot waits in the queue and is dispatched to the best expert who "
    "may") {
  Scene scene(R"({"reviewRounds": {"r1": {"alternates": 0}}})");
  scene.AddExperts(3);
  scene.Deploy(scene.MakeItems(1));
  const Assignment declined = scene.All("OFFERED")[0];
  REQUIRE_THAT(scene.Decline(declined), IsOk());
  auto queued = scene.All("QUEUED");
  REQUIRE(queued.size() == 1);
  CHECK(Broken() == "");

  Db().Run(
      "UPDATE assignment SET lease_token = 1, lease_expire_time = clock_timestamp() + interval '30 "
      "seconds' WHERE "
      "state = 'QUEUED'");
  REQUIRE_THAT(scene.assignments.Dispatch(*scene.rules, {}, queued[0].id, 1), IsOk());
  const auto offered = scene.All("OFFERED");
  REQUIRE(offered.size() == 2);
  CHECK(offered[0].expert != offered[1].expert);
  for (const Assignment& a : offered) CHECK(a.expert != declined.expert);

  // Nobody is left for the next one.
  REQUIRE_THAT(scene.Decline(offered[0]), IsOk());
  queued = scene.All("QUEUED");
  Db().Run(
      "UPDATE assignment SET lease_token = 7, lease_expire_time = clock_timestamp() + interval '30 "
      "seconds' WHERE "
      "state = 'QUEUED'");
  CHECK_FALSE(scene.assignments.Dispatch(*scene.rules, {}, queued[0].id, 7).ok());
  CHECK(scene.All("QUEUED").size() == 1);
}

TEST_CASE("an application never comes back to whom it was with") {
  Scene scene;
  const auto experts = scene.AddExperts(4);
  scene.Deploy(scene.MakeItems(1));
  for (int i = 0; i < 2; ++i) {
    const auto offered = scene.All("OFFERED");
    REQUIRE(offered.size() == 2);
    REQUIRE_THAT(scene.Decline(offered[0]), IsOk());
  }
  const auto offered = scene.All("OFFERED");
  REQUIRE(offered.size() == 2);
  std::set<ExpertId> holders;
  for (const Assignment& a : scene.All()) {
    if (!a.expert.IsNil()) CHECK(holders.insert(a.expert).second);
  }
  REQUIRE_THAT(scene.Decline(offered[0]), IsOk());
  CHECK(scene.All("QUEUED").size() == 1);  // all four had it
  CHECK(Broken() == "");
}

TEST_CASE("reason CONFLICT records a conflict with the application") {
  Scene scene;
  scene.AddExperts(4);
  scene.Deploy(scene.MakeItems(1));
  const Assignment assignment = scene.All("OFFERED")[0];
  REQUIRE_THAT(scene.Decline(assignment, "CONFLICT"), IsOk());
  const auto conflicts =
      scene.experts.Conflicts(kSeason, assignment.expert, ConflictId(), 10, Soon());
  REQUIRE_THAT(conflicts, IsOk());
  REQUIRE(conflicts->size() == 1);
  CHECK((*conflicts)[0].application == assignment.application);
  CHECK(Broken() == "");
}

TEST_CASE("a conflict declared later takes the application away at once") {
  Scene scene;
  scene.AddExperts(5);
  auto items = scene.MakeItems(1);
  scene.Deploy(items);
  const Assignment assignment = scene.All("OFFERED")[0];
  REQUIRE_THAT(scene.Accept(assignment), IsOk());
  const Conflict conflict{.season = kSeason,
                          .id = ConflictId::New(),
                          .expert = assignment.expert,
                          .organization = items[0].organization,
                          .reason = "Работаю там по совместительству"};
  REQUIRE_THAT(
      scene.experts.AddConflict(Key("CreateConflict", assignment.person), conflict,
                                assignment.person, [](const Conflict&) { return std::string(); }),
      IsOk());
  CHECK(scene.All("REVOKED").size() == 1);
  CHECK(scene.All("QUEUED").size() == 1);
  CHECK_THAT(scene.Complete(assignment), Refuses("ILLEGAL_TRANSITION"));
  CHECK(Broken() == "");
}

TEST_CASE("terms end offers and accepted reviews, and the slot goes on") {
  Scene scene;
  scene.AddExperts(6);
  scene.Deploy(scene.MakeItems(1));
  const auto offered = scene.All("OFFERED");
  REQUIRE_THAT(scene.assignments.ExpireIfDue(*scene.rules, offered[0].id), IsOk());
  CHECK(scene.All("EXPIRED").empty());  // not yet
  REQUIRE_THAT(scene.Accept(offered[1]), IsOk());
  for (const Assignment& a : offered) {
    scene.MakeOverdue(a.id);
    REQUIRE_THAT(scene.assignments.ExpireIfDue(*scene.rules, a.id), IsOk());
    REQUIRE_THAT(scene.assignments.ExpireIfDue(*scene.rules, a.id), IsOk());
  }
  CHECK(scene.All("EXPIRED").size() == 2);
  CHECK(scene.All("OFFERED").size() == 2);
  CHECK_THAT(scene.Accept(offered[0]), Refuses("ILLEGAL_TRANSITION"));
  CHECK(Broken() == "");
}

TEST_CASE("an offer past its term cannot be accepted, even before anybody ended it") {
  Scene scene;
  scene.AddExperts(3);
  scene.Deploy(scene.MakeItems(1));
  const Assignment offered = scene.All("OFFERED")[0];
  scene.MakeOverdue(offered.id);
  CHECK_THAT(scene.Accept(offered), Refuses("ILLEGAL_TRANSITION"));
}

TEST_CASE("a withdrawn application ends its open assignments and takes no others") {
  Scene scene;
  scene.AddExperts(5);
  auto items = scene.MakeItems(2);
  scene.Deploy(items);
  Event event{.type = "application.withdrawn", .season = kSeason};
  event.id = NewUuid().ToString();
  const auto write = pg::WriteKey::ForEvent("submission", event);
  const ApplicationId elsewhere = ApplicationId::New();
  CHECK(*scene.assignments.InRounds({{kSeason, items[0].application}, {kSeason, elsewhere}},
                                    Soon()) == std::set{items[0].application});
  REQUIRE_THAT(
      scene.assignments.ApplicationChanged(write, kSeason, items[0].application, "WITHDRAWN", 2),
      IsOk());
  REQUIRE_THAT(
      scene.assignments.ApplicationChanged(write, kSeason, items[0].application, "WITHDRAWN", 2),
      IsOk());
  CHECK(scene.All("REVOKED").size() == 2);
  CHECK(scene.All("QUEUED").empty());
  for (const Assignment& a : scene.All("OFFERED")) CHECK(a.application == items[1].application);
  CHECK(Broken() == "");
}

TEST_CASE("somebody else's assignment is as unknown as none") {
  Scene scene;
  scene.AddExperts(3);
  scene.Deploy(scene.MakeItems(1));
  const Assignment assignment = scene.All("OFFERED")[0];
  const PersonId stranger = PersonId::New();
  CHECK_THAT(scene.assignments.GetOwn(kSeason, assignment.id, stranger, Soon()),
             Refuses("NOT_FOUND"));
  CHECK_THAT(scene.assignments.GetOwn(kSeason, AssignmentId::New(), stranger, Soon()),
             Refuses("NOT_FOUND"));
  Assignment stolen = assignment;
  stolen.person = stranger;
  CHECK_THAT(scene.Accept(stolen), Refuses("NOT_FOUND"));
  CHECK_THAT(scene.Complete(stolen), Refuses("NOT_FOUND"));
  const auto own =
      scene.assignments.ListOwn(kSeason, assignment.person, AssignmentId(), "OFFERED", 10, Soon());
  REQUIRE_THAT(own, IsOk());
  CHECK(own->size() == 1);
  const auto open =
      scene.assignments.ListOpenOffers(kSeason, {assignment.person, PersonId::New()}, Soon());
  REQUIRE_THAT(open, IsOk());
  REQUIRE(open->size() == 1);
  CHECK((*open)[0].person == assignment.person);
  CHECK((*open)[0].count == 1);
  CHECK((*open)[0].response_due_time == assignment.response_due_time);
}

TEST_CASE("32 threads accept and decline: loads, uniqueness and coverage hold") {
  Scene scene(
      R"({"reviewRounds": {"r1": {"load": {"min": 0, "max": 6}}}, "experts": {"seasonMax": 6}})");
  scene.AddExperts(16);
  scene.Deploy(scene.MakeItems(40));
  REQUIRE(scene.All("OFFERED").size() == 80);
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::set<std::string> failures;  // reasons
  const auto fails = [&](const absl::Status& status) {
    const std::lock_guard lock(mutex);
    failures.insert(absl::StrCat(ErrorFrom(status).reason, " ", status.message()));
  };
  for (int t = 0; t < 32; ++t) {
    threads.emplace_back([&scene, &fails, t] {
      for (int round = 0; round < 4; ++round) {
        const auto offered =
            scene.assignments.List(kSeason, AssignmentId(), {.state = "OFFERED"}, 1000, Soon());
        if (!offered.ok()) fails(offered.status());
        for (size_t i = t; offered.ok() && i < offered->size(); i += 16) {
          const Assignment& a = (*offered)[i];
          const auto act = [&] {
            return (i + t + round) % 3 == 0 ? scene.Accept(a) : scene.Decline(a);
          };
          absl::Status status = act();
          while (absl::IsUnavailable(status))
            status = act();  // waited too long for a lock: nothing was done
          if (!status.ok() && ErrorFrom(status).reason != "ILLEGAL_TRANSITION") fails(status);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(failures == std::set<std::string>{});
  CHECK(Broken() == "");
  // Every slot is still there: held or waiting.
  CHECK(Db().Count("assignment WHERE state IN ('QUEUED', 'OFFERED', 'ACCEPTED', 'IN_PROGRESS', "
                   "'COMPLETED')") == 80);
}

}  // namespace
}  // namespace nastavnik::review
