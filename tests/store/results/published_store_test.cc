#include <catch2/catch.hpp>

#include "absl/time/clock.h"

#include "tests/store/results/scene.h"
#include "tests/support/matchers.h"
#include "tests/support/process.h"
#include "tests/unit/results/season.h"

namespace nastavnik::results {
namespace {

using support::IsOk;
using support::Refuses;
using support::Soon;
using testing::Db;
using testing::kSeason;
using testing::Numbered;
using testing::Walk;

// A signed ranking that is published after `delay`, or (none) at once; answers the instant.
absl::Time Schedule(Walk& walk, std::optional<absl::Duration> delay) {
  const Ranking ranking = walk.Signed();
  const auto publish_time = delay ? std::optional<absl::Time>(absl::Now() + *delay) : std::nullopt;
  REQUIRE_THAT(walk.Publish(ranking, testing::kOrganizer, publish_time), IsOk());
  REQUIRE_THAT(walk.Publish(ranking, testing::kSecondOrganizer, publish_time), IsOk());
  return publish_time.value_or(absl::Now());
}

TEST_CASE("until the instant there is nothing, then everything") {
  Walk walk;
  const absl::Time publish_time = Schedule(walk, absl::Seconds(3));
  const auto own = [&] {
    return walk.published.Own(kSeason, Numbered<ApplicationId>(1), Numbered<PersonId>(1), Soon());
  };
  CHECK(*walk.published.Current(kSeason, Soon()) == nullptr);
  CHECK_THAT(own(), Refuses("NOT_FOUND"));
  CHECK(
      walk.published.Labels(kSeason, 1, {Numbered<PersonId>(1), PersonId::New()}, Soon())->empty());
  CHECK(walk.announcements.Due(Soon())->empty());

  support::WaitFor("publication",
                   [&] { return *walk.published.Current(kSeason, Soon()) != nullptr; });
  CHECK(absl::Now() < publish_time + absl::Seconds(2));
  const auto published = *walk.published.Current(kSeason, Soon());
  CHECK(published->version == 1);
  REQUIRE(published->results.size() == 4);
  CHECK(published->results[0].outcome.nomination.text() == "production");
  CHECK(published->results[0].outcome.award_title == "Победитель");
  CHECK(published->results[0].title == "Наставник в цехе");
  CHECK(published->results[0].people.size() == 1);
  CHECK(published->by_application.at(Numbered<ApplicationId>(2)) == 1);
  REQUIRE_THAT(own(), IsOk());
  CHECK(own()->outcome.award == "winner");
  CHECK(own()->outcome.place == 1);
  CHECK(own()->outcome.criteria.size() == 2);
  CHECK(own()->number == "NM27-01");
  CHECK(
      walk.published.Labels(kSeason, 1, {Numbered<PersonId>(1), PersonId::New()}, Soon())->size() ==
      1);
}

TEST_CASE("a result is told to its people only") {
  Walk walk;
  Schedule(walk, std::nullopt);
  CHECK_THAT(walk.published.Own(kSeason, Numbered<ApplicationId>(1), Numbered<PersonId>(2), Soon()),
             Refuses("NOT_FOUND"));
  CHECK_THAT(walk.published.Own(kSeason, ApplicationId::New(), Numbered<PersonId>(2), Soon()),
             Refuses("NOT_FOUND"));
  const auto finalist =
      walk.published.Own(kSeason, Numbered<ApplicationId>(9), Numbered<PersonId>(9), Soon());
  REQUIRE_THAT(finalist, IsOk());
  CHECK(finalist->outcome.award == "finalist");
  CHECK(finalist->outcome.place == 0);
}

TEST_CASE("the feed hears of a publication once") {
  Walk walk;
  Schedule(walk, std::nullopt);
  const auto due = *walk.announcements.Due(Soon());
  REQUIRE(due.size() == 1);
  REQUIRE_THAT(walk.announcements.Tell(due[0]), IsOk());
  REQUIRE_THAT(walk.announcements.Tell(due[0]), IsOk());
  CHECK(walk.announcements.Due(Soon())->empty());
  CHECK(Db().Run(
            "SELECT string_agg(subject, ' ') FROM outbox WHERE type = 'publication.published'") ==
        "seasons/2027/publications/1");
}

}  // namespace
}  // namespace nastavnik::results
