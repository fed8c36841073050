#include <thread>

#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "services/review/domain/errors.h"
#include "tests/store/review/scene.h"
#include "tests/support/matchers.h"

namespace nastavnik::review {
namespace {

using support::IsOk;
using support::Refuses;
using support::Soon;

struct Held : Scene {
  explicit Held(const std::string& patch = "{}") : Scene(patch) {
    AddExperts(4);
    Deploy(MakeItems(1));
    assignment = All("OFFERED")[0];
    REQUIRE_THAT(Accept(assignment), IsOk());
  }
  absl::StatusOr<pg::Answer> Save(const ReviewPatch& patch, int version) {
    return reviews.Update(
        Key("UpdateReview", assignment.person), *rules, assignment.id, assignment.person,
        [version](int stored) {
          return stored == version ? absl::OkStatus() : absl::AbortedError("");
        },
        patch, [](const Review& after) { return absl::StrCat(after.version); });
  }
  absl::Status Finish(std::optional<absl::Time> arrived = std::nullopt) {
    return reviews
        .Complete(
            Key("CompleteReview", assignment.person), *rules, assignment.id, assignment.person,
            arrived, [](int) { return absl::OkStatus(); },
            [](const Review&) { return std::string(); })
        .status();
  }
  Assignment assignment;
};

TEST_CASE("drafts are saved version by version, the first mark starts the assignment") {
  Held scene;
  ReviewPatch words;
  words.comment = "Начал читать.";
  auto saved = scene.Save(words, 0);
  REQUIRE_THAT(saved, IsOk());
  CHECK(saved->bytes == "1");
  CHECK(scene.All("ACCEPTED").size() == 1);
  CHECK_THAT(scene.Save(words, 0), Refuses("ETAG_MISMATCH"));
  ReviewPatch marks;
  marks.marks = {{CriterionId("a1"), {.mark = 6, .comment = ""}}};
  REQUIRE_THAT(scene.Save(marks, 1), IsOk());
  CHECK(scene.All("IN_PROGRESS").size() == 1);
  const auto review = scene.reviews.Get(kSeason, scene.assignment.id, Soon());
  REQUIRE_THAT(review, IsOk());
  CHECK(review->draft.comment == "Начал читать.");
  CHECK(review->draft.marks.at(CriterionId("a1")).mark == 6);
  CHECK(Broken() == "");
}

TEST_CASE("an incomplete review names everything that is missing, at once") {
  Held scene;
  ReviewPatch patch;
  patch.marks = {{CriterionId("a1"), {.mark = 2, .comment = ""}},
                 {CriterionId("b1"), {.mark = 9, .comment = "мало"}}};
  REQUIRE_THAT(scene.Save(patch, 0), IsOk());
  const absl::Status status = scene.Finish();
  CHECK_THAT(status, Refuses("REVIEW_INCOMPLETE"));
  CHECK(ErrorFrom(status).violations.size() == 6);  // four marks, two comments
}

TEST_CASE("marks outside their scale are refused with all their faults") {
  Held scene;
  ReviewPatch patch;
  patch.marks = {{CriterionId("a1"), {.mark = 11, .comment = ""}},
                 {CriterionId("a2"), {.mark = -1, .comment = ""}},
                 {CriterionId("zz"), {.mark = 1, .comment = ""}}};
  patch.recommendation = "maybe";
  const auto saved = scene.Save(patch, 0);
  CHECK_THAT(saved, Refuses("FIELD_INVALID"));
  CHECK(ErrorFrom(saved.status()).violations.size() == 4);
}

TEST_CASE("a completed review never changes") {
  Held scene;
  REQUIRE_THAT(scene.Complete(scene.assignment, 5), IsOk());
  CHECK_THAT(scene.Save(scene.FullPatch(9), 2), Refuses("ILLEGAL_TRANSITION"));
  CHECK_THAT(scene.Finish(), Refuses("ILLEGAL_TRANSITION"));
  Db().Run(
      "DO $$ BEGIN UPDATE review_revision SET total_hundredths = 1; EXCEPTION WHEN raise_exception "
      "THEN NULL; END $$");
  CHECK(Db().Count("review_revision WHERE total_hundredths = 1") == 0);
}

TEST_CASE("16 editors of one draft: accepted saves are version steps") {
  Held scene;
  std::atomic<int> accepted{0}, version{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        ReviewPatch patch;
        patch.comment = absl::StrCat("Правка ", t, ".", i);
        const auto saved = scene.Save(patch, version);
        if (!saved.ok()) continue;
        ++accepted;
        version = std::stoi(saved->bytes);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(scene.reviews.Get(kSeason, scene.assignment.id, Soon())->version == accepted);
}

TEST_CASE(
    "before the stage opens and after it closes nothing is saved; the stamp counts for "
    "completion") {
  Held scene;
  REQUIRE_THAT(scene.Save(scene.FullPatch(5), 0), IsOk());
  Db().Run(
      "UPDATE stage SET open_time = clock_timestamp() + interval '1 hour' WHERE stage_id = "
      "'review-1'");
  CHECK_THAT(scene.Save(scene.FullPatch(5), 1), Refuses("STAGE_NOT_OPEN"));
  CHECK_THAT(scene.Finish(), Refuses("STAGE_NOT_OPEN"));
  Db().Run(
      "UPDATE stage SET open_time = '2020-01-01', close_time = clock_timestamp() - interval '1 "
      "second', "
      "grace = interval '1 minute' WHERE stage_id = 'review-1'");
  CHECK_THAT(scene.Save(scene.FullPatch(5), 1), Refuses("STAGE_CLOSED"));
  CHECK_THAT(scene.Finish(), Refuses("STAGE_CLOSED"));
  const absl::Time now = *Db()->Now(Soon());
  Db().Run(
      "INSERT INTO stage_gate VALUES ('2027', 'review-1', clock_timestamp() + interval '1 "
      "minute')");
  CHECK_THAT(scene.Finish(now - absl::Seconds(5)), Refuses("STAGE_CHANGING"));
  Db().Run("DELETE FROM stage_gate");
  CHECK_THAT(scene.Finish(now - absl::Seconds(5)), IsOk());
}

TEST_CASE("after the late term nothing is saved, also before anybody ended the assignment") {
  Held scene;
  REQUIRE_THAT(scene.Save(scene.FullPatch(5), 0), IsOk());
  scene.MakeOverdue(scene.assignment.id);
  CHECK_THAT(scene.Save(scene.FullPatch(6), 1), Refuses("ILLEGAL_TRANSITION"));
  CHECK_THAT(scene.Finish(), Refuses("ILLEGAL_TRANSITION"));
  CHECK(scene.All("IN_PROGRESS").size() == 1);
  CHECK_THAT(scene.Finish(*Db()->Now(Soon()) - absl::Minutes(2)), IsOk());  // came in time
  CHECK(Broken() == "");
}

TEST_CASE("a stage that moves is gated while somebody holds it") {
  Held scene;
  REQUIRE_THAT(scene.Save(scene.FullPatch(5), 0), IsOk());
  std::thread holder([] {
    Db().Run(
        "DO $$ BEGIN PERFORM 1 FROM stage WHERE stage_id = 'review-1' FOR SHARE; PERFORM "
        "pg_sleep(2); END $$");
  });
  support::WaitFor("somebody holds the stage", [] {
    return Db().Count("pg_stat_activity WHERE query LIKE 'DO $$ BEGIN PERFORM%'") == 1;
  });
  std::thread mover([&scene] {
    const std::string document =
        Document(R"({"stages": {"review-1": {"closes": "2091-01-01T10:00 Europe/Moscow"}}})");
    absl::StatusOr<int> moved;
    do {
      moved = scene.seasons.Apply(pg::WriteKey::Job("applyConfig"), kSeason, 2, document, true);
    } while (absl::IsUnavailable(moved.status()));  // waited too long for the lock
    CHECK_THAT(moved, IsOk());
    CHECK(moved.value_or(0) == 2);
  });
  support::WaitFor("the gate stands", [] { return Db().Count("stage_gate") == 1; });
  CHECK_THAT(scene.Finish(), Refuses("STAGE_CHANGING"));
  mover.join();
  holder.join();
  CHECK(Db().Count("stage_gate") == 0);
  CHECK_THAT(scene.Finish(), IsOk());
  CHECK(*scene.seasons.Apply(pg::WriteKey::Job("applyConfig"), kSeason, 1, Document(), true) == 2);
  CHECK(Db().Count("stage_gate") == 0);
}

TEST_CASE("a step that was not told is found") {
  Held scene;
  const auto damaged = [](const std::string& type) {
    Db().Run("UPDATE outbox SET type = 'lost.' || type WHERE type = '" + type + "'");
    const std::string broken = Broken();
    Db().Run("UPDATE outbox SET type = substr(type, 6) WHERE type LIKE 'lost.%'");
    return broken;
  };
  for (const char* type : {"expert.activated", "assignment_run.deployed", "assignment.offered",
                           "assignment.accepted", "stage.opened"}) {
    INFO(type);
    CHECK(damaged(type) == "34_every_step_was_told");
  }
  CHECK(Broken() == "");
}

TEST_CASE("the freeze ends what is open, counts what is complete and lists what is missing") {
  Held scene;
  REQUIRE_THAT(scene.Complete(scene.assignment, 5), IsOk());
  Db().Run(
      "UPDATE stage SET close_time = clock_timestamp() - interval '1 second' WHERE stage_id = "
      "'review-1'");
  REQUIRE_THAT(scene.seasons.TurnStages(Soon()), IsOk());
  CHECK(scene.seasons.StageOf(kSeason, kStage, Soon())->state == Stage::State::kFrozen);
  CHECK(Db().Run("SELECT review_count FROM stage_freeze") == "1");
  CHECK(Db().Run("SELECT demand || ' ' || completed FROM stage_shortfall") == "2 1");
  CHECK(scene.All("OFFERED").empty());
  CHECK(scene.All("REVOKED").size() == 1);
  CHECK(Db().Count("outbox WHERE type = 'stage.frozen'") == 1);
  REQUIRE_THAT(scene.seasons.TurnStages(Soon()), IsOk());
  CHECK(Db().Count("stage_freeze") == 1);
  CHECK(Broken() == "");
}

TEST_CASE("a freeze while reviews are being completed: frozen set equals the rows") {
  Scene scene;
  scene.AddExperts(10);
  scene.Deploy(scene.MakeItems(20));
  const auto offered = scene.All("OFFERED");
  for (const Assignment& a : offered) REQUIRE_THAT(scene.Accept(a), IsOk());
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (size_t i = t; i < offered.size(); i += 8) (void)scene.Complete(offered[i], 5);
    });
  }
  threads.emplace_back([&] {
    support::WaitFor("some reviews", [&] { return Db().Count("review_revision") > 5; });
    Db().Run("UPDATE stage SET close_time = clock_timestamp() WHERE stage_id = 'review-1'");
    absl::Status status;
    do {
      status = scene.seasons.TurnStages(Soon()).status();
    } while (!status.ok() || Db().Count("stage_freeze") == 0);
  });
  for (auto& thread : threads) thread.join();
  CHECK(Db().Run("SELECT (SELECT review_count FROM stage_freeze) = (SELECT count(*) FROM "
                 "review_revision)") == "t");
  CHECK(Broken() == "");
}

}  // namespace
}  // namespace nastavnik::review
