#include "catch2/catch.hpp"

#include "services/review/domain/errors.h"
#include "tests/store/review/scene.h"
#include "tests/support/matchers.h"

namespace nastavnik::review {
namespace {

using support::IsOk;
using support::Refuses;
using support::Soon;

std::string Id(const Expert& expert) { return expert.id.ToString(); }

TEST_CASE("an invitation waits until it is handed over; then the address is gone") {
  Scene scene;
  const PersonId staff = PersonId::New();
  Expert expert{.season = kSeason,
                .id = ExpertId::New(),
                .competences = {{NominationId("social"), Level::kSecondary}}};
  const pg::WriteKey key = Key("InviteExpert", staff);
  const auto first = scene.experts.Invite(key, expert, "sealed address", staff, Id);
  REQUIRE_THAT(first, IsOk());
  expert.id = ExpertId::New();  // the repeated call would make another one
  const auto again = scene.experts.Invite(key, expert, "sealed address", staff, Id);
  REQUIRE_THAT(again, IsOk());
  CHECK(again->replayed);
  CHECK(again->bytes == first->bytes);
  const auto waiting = scene.experts.Waiting("", ExpertId(), Soon());
  REQUIRE_THAT(waiting, IsOk());
  REQUIRE(waiting->size() == 1);
  CHECK((*waiting)[0].email == "sealed address");
  REQUIRE_THAT(scene.experts.MarkHandedOver((*waiting)[0]), IsOk());
  CHECK(scene.experts.Waiting("", ExpertId(), Soon())->empty());
  CHECK(Db().Count("expert_invitation WHERE email IS NOT NULL") == 0);
  CHECK(Broken() == "");
}

TEST_CASE("a person is one expert of a season; accepting again changes nothing") {
  Scene scene;
  const ExpertId expert = scene.AddExpert();
  const PersonId person = scene.persons[expert];
  CHECK(*scene.experts.OfPerson(kSeason, person, Soon()) == expert);
  CHECK(scene.experts.Get(kSeason, expert, Soon())->region == RegionId("ru-77"));
  CHECK_THAT(scene.experts.Get(kSeason, ExpertId::New(), Soon()), Refuses("NOT_FOUND"));
  CHECK_THAT(scene.experts.OfPerson("2028", person, Soon()), Refuses("NOT_FOUND"));

  Expert second{.season = kSeason,
                .id = ExpertId::New(),
                .competences = {{NominationId("social"), Level::kPrimary}}};
  const PersonId staff = PersonId::New();
  REQUIRE_THAT(scene.experts.Invite(Key("InviteExpert", staff), second, "x", staff, Id), IsOk());
  const auto accept = [&](ExpertId id) {
    return scene.experts.Update(
        Key("AcceptInvitation", person), kSeason, id, person, "accept", "",
        [&](const Expert& before, absl::Time now) {
          return AcceptInvitation(before, person, {.competences = second.competences}, now);
        },
        Id);
  };
  CHECK_THAT(accept(second.id), Refuses("ALREADY_EXISTS"));
  CHECK_THAT(accept(expert), Refuses("ILLEGAL_TRANSITION"));  // active by now
  CHECK_THAT(accept(ExpertId::New()), Refuses("NOT_FOUND"));
  CHECK(Broken() == "");
}

TEST_CASE("the list filters by nomination and state, page by page") {
  Scene scene;
  scene.AddExperts(3);
  scene.AddExpert({.nominations = {"social"}});
  const auto all = scene.experts.List(kSeason, ExpertId(), std::nullopt, "", 100, Soon());
  REQUIRE_THAT(all, IsOk());
  CHECK(all->size() == 4);
  const auto page = scene.experts.List(kSeason, (*all)[1].expert.id, std::nullopt, "", 1, Soon());
  REQUIRE(page->size() == 1);
  CHECK((*page)[0].expert.id == (*all)[2].expert.id);
  CHECK(scene.experts
            .List(kSeason, ExpertId(), std::vector<std::string>{"social"}, "ACTIVE", 100, Soon())
            ->size() == 1);
  CHECK(scene.experts.List(kSeason, ExpertId(), std::vector<std::string>{}, "", 100, Soon())
            ->empty());
  CHECK(scene.experts.List(kSeason, ExpertId(), std::nullopt, "INVITED", 100, Soon())->empty());
}

TEST_CASE("a later version of the document is in force, an older one changes nothing") {
  Scene scene;
  const auto apply = [&](int version, const std::string& patch, bool activate) {
    return scene.seasons.Apply(pg::WriteKey::Job("applyConfig"), kSeason, version, Document(patch),
                               activate);
  };
  CHECK(*apply(3, R"({"experts": {"seasonMax": 7}})", true) == 3);
  CHECK(*apply(2, R"({"experts": {"seasonMax": 9}})", true) == 3);
  CHECK((*scene.seasons.RulesOf(kSeason, Soon()))->season_max() == 7);
  CHECK(*apply(4, R"({"experts": {"seasonMax": 11}})", false) == 3);
  CHECK((*scene.seasons.RulesOf(kSeason, Soon()))->season_max() == 7);
  CHECK_THAT(scene.seasons.RulesOf("2028", Soon()), Refuses("NOT_FOUND"));
  CHECK_THAT(scene.seasons.Apply(pg::WriteKey::Job("applyConfig"), "2028", 1, Document(), true),
             Refuses("FIELD_INVALID"));
  CHECK(*scene.seasons.Seasons(Soon()) == std::vector<std::string>{kSeason});
}

}  // namespace
}  // namespace nastavnik::review
