#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "services/registration/store/season_rows.h"
#include "tests/store/registration/scene.h"

namespace nastavnik::registration {
namespace {

const SeasonId kSeason("2027");

std::string Told(const ConfigVersion& config) {
  constexpr const char* kNames[] = {"CHECKED",    "STORED",   "WAITING",
                                    "INSTALLING", "IN_FORCE", "SUPERSEDED"};
  return absl::StrCat(config.version, " ", kNames[static_cast<int>(config.state)]);
}

// The last hour, so that the season is open.
std::string Open() {
  const absl::Time now = *Db()->Now(Soon());
  absl::TimeZone moscow;
  absl::LoadTimeZone("Europe/Moscow", &moscow);
  const auto civil = [&](absl::Time time) {
    return absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%S", time, moscow), " Europe/Moscow");
  };
  return absl::StrCat(R"({"stages": {"applications": {"opens": ")", civil(now - absl::Hours(1)),
                      R"(", "closes": ")", civil(now + absl::Hours(1)), R"("}}})");
}

ConfigDraft PatchOn(int base, const std::string& patch, bool activate = true) {
  return {.season = kSeason,
          .base_version = base,
          .merge_patch = *json::Parse(patch),
          .reason = "По решению оргкомитета",
          .activate = activate,
          .author = kAdmin};
}

TEST_CASE("the first version is stored, installed and in force") {
  Scene scene;
  const season::Document document = scene.Season("{}", false);
  CHECK(document.title == "Всероссийский конкурс «Наставничество»");
  const auto config = scene.seasons.GetConfig(kSeason, 1, Soon());
  REQUIRE_THAT(config, IsOk());
  CHECK(Told(*config) == "1 IN_FORCE");
  CHECK(config->sha256 == crypto::Sha256(config->document));
  CHECK(config->document == json::Canonical(ExampleDocument("{}")));
  CHECK(scene.book.Find("2027")->form_versions.at("social") == 1);
  CHECK(scene.book.AwaitInForce(kSeason, 1, absl::Now()));
  CHECK_FALSE(scene.book.AwaitInForce(kSeason, 2, absl::Now() + absl::Milliseconds(20)));
  CHECK(Db().Count("outbox WHERE type = 'season.config_activated'") == 1);
  CHECK_THAT(scene.seasons.CreateSeason(Key(), kSeason, kAdmin,
                                        [](const auto&, const auto&) { return ""; }),
             Refuses("ALREADY_EXISTS"));
  CheckInvariants();
}

TEST_CASE("a version is in force when all three services have confirmed it") {
  Scene scene;
  scene.Season("{}", false);
  CHECK(scene.seasons.CreateConfig(Key(), PatchOn(1, R"({"title": "Другое имя"})"), Told)->bytes ==
        "2 INSTALLING");
  const auto waiting = scene.seasons.ListUninstalled(Soon());
  REQUIRE(waiting->size() == 1);
  CHECK((*waiting)[0].version == 2);
  REQUIRE_THAT(scene.seasons.MarkStored(kSeason, 2, "review", Soon()), IsOk());
  CHECK(scene.seasons.ListUninstalled(Soon())->at(0).stored == std::vector<std::string>{"review"});
  CHECK(absl::StrJoin(scene.seasons.GetConfig(kSeason, 2, Soon())->missing_services, " ") ==
        "submission review results");
  CHECK(scene.seasons.ListSeasons(Soon())->at(0).in_force_version == 1);
  scene.Install(2);
  CHECK(scene.seasons.ListUninstalled(Soon())->empty());
  CHECK(Told(*scene.seasons.GetConfig(kSeason, 2, Soon())) == "2 IN_FORCE");
  CHECK(Told(*scene.seasons.GetConfig(kSeason, 1, Soon())) == "1 SUPERSEDED");
  REQUIRE_THAT(scene.book.Refresh(Soon()), IsOk());
  CHECK(scene.book.Find("2027")->document.title == "Другое имя");
  CheckInvariants();
}

TEST_CASE("base versions, missing documents, faults and checks without effect") {
  Scene scene;
  scene.Season("{}", false);
  CHECK_THAT(scene.seasons.CreateConfig(Key(), PatchOn(0, "{}"), Told),
             Refuses("BASE_VERSION_STALE"));
  CHECK_THAT(scene.seasons.CreateConfig(
                 Key(), {.season = kSeason, .base_version = 1, .author = kAdmin}, Told),
             Refuses("FIELD_INVALID"));
  CHECK_THAT(scene.seasons.CreateConfig(Key(), PatchOn(1, R"({"keywords": null})"), Told),
             Refuses("DOCUMENT_INVALID"));
  CHECK_THAT(
      scene.seasons.CreateConfig(Key(), {.season = SeasonId("1999"), .author = kAdmin}, Told),
      Refuses("NOT_FOUND"));
  const auto checked =
      scene.seasons.CheckConfig(PatchOn(1, R"({"keywords": {"sport": "Спорт"}})"), Soon());
  REQUIRE_THAT(checked, IsOk());
  REQUIRE(checked->changes.size() == 1);
  CHECK(checked->changes[0].path == "keywords.sport");
  CHECK(checked->changes[0].change_class == "ADD");
  CHECK(Db().Count("season_config") == 1);
  CHECK_THAT(scene.seasons.GetConfig(kSeason, 2, Soon()), Refuses("NOT_FOUND"));
  CHECK_THAT(scene.seasons.GetDocument(kSeason, 2, Soon()), Refuses("NOT_FOUND"));
}

TEST_CASE("announcing takes two and a version in force") {
  Scene scene;
  const auto encode = [](const SeasonFacts& facts, const std::optional<pg::Proposal>& pending) {
    return std::string(facts.announce_time ? "announced" : pending ? "waiting" : "draft");
  };
  const auto announce = [&](PersonId by) {
    return scene.seasons.Announce(
        Key(by),
        {"2027", "seasons/2027", "announce", crypto::Sha256("x"), by, absl::InfiniteFuture()},
        encode);
  };
  REQUIRE_THAT(scene.seasons.CreateSeason(Key(), kSeason, kAdmin, encode), IsOk());
  CHECK_THAT(announce(kAdmin), Refuses("ILLEGAL_TRANSITION"));
  Db().Clear();
  scene.Season("{}", false);
  CHECK(announce(kAdmin)->bytes == "waiting");
  CHECK_THAT(announce(kAdmin), Refuses("SECOND_PERSON_REQUIRED"));
  CHECK(announce(kOrganizer)->bytes == "announced");
  CHECK_THAT(announce(kAdmin), Refuses("ILLEGAL_TRANSITION"));
  CHECK(Db().Count("outbox WHERE type = 'season.announced'") == 1);
}

TEST_CASE(
    "a running season changes by an administrator's request and an organizer's confirmation") {
  Scene scene;
  scene.Season(Open());
  ConfigDraft draft = PatchOn(1, ReadFile("deploy/seasons/fifth-nomination.patch.json"));
  draft.reason = "";
  CHECK_THAT(scene.seasons.CreateConfig(Key(kAdmin), draft, Told), Refuses("FIELD_INVALID"));
  draft.reason = "Введена номинация по решению оргкомитета";
  CHECK(scene.seasons.CreateConfig(Key(kAdmin), draft, Told)->bytes == "2 WAITING");
  CHECK(scene.seasons.ListUninstalled(Soon())->empty());
  const auto activate = [&](PersonId by, bool administrator, bool organizer) {
    return scene.seasons.Activate(Key(by), kSeason, 2, by, administrator, organizer, Told);
  };
  CHECK_THAT(activate(kAdmin, true, false), Refuses("SECOND_PERSON_REQUIRED"));
  CHECK_THAT(activate(kOperator, true, false), Refuses("PERMISSION_DENIED"));
  CHECK(activate(kOrganizer, false, true)->bytes == "2 INSTALLING");
  CHECK(activate(kOrganizer, false, true)->bytes == "2 INSTALLING");
  scene.Install(2);
  const auto config = scene.seasons.GetConfig(kSeason, 2, Soon());
  CHECK(config->author == kAdmin);
  CHECK(config->second_person == kOrganizer);
  REQUIRE(config->warnings.size() == 1);
  REQUIRE_THAT(scene.book.Refresh(Soon()), IsOk());
  const FormVersions& forms = scene.book.Find("2027")->form_versions;
  CHECK(forms.at("business") == 2);
  CHECK(forms.at("social") == 1);
  CheckInvariants();
}

TEST_CASE("what nobody asked for cannot be confirmed; versions never go back") {
  Scene scene;
  scene.Season(Open());
  REQUIRE_THAT(scene.seasons.CreateConfig(Key(), PatchOn(1, R"({"title": "Имя"})", false), Told),
               IsOk());
  REQUIRE_THAT(scene.seasons.CreateConfig(Key(), PatchOn(2, R"({"title": "Имя 2"})"), Told),
               IsOk());
  CHECK_THAT(scene.seasons.Activate(Key(), kSeason, 2, kOrganizer, false, true, Told),
             Refuses("ILLEGAL_TRANSITION"));
  REQUIRE_THAT(scene.seasons.Activate(Key(), kSeason, 3, kOrganizer, false, true, Told), IsOk());
  CHECK_THAT(scene.seasons.Activate(Key(), kSeason, 2, kAdmin, true, false, Told),
             Refuses("BASE_VERSION_STALE"));
  CHECK_THAT(scene.seasons.Activate(Key(), kSeason, 9, kAdmin, true, false, Told),
             Refuses("NOT_FOUND"));
}

TEST_CASE("terms are frozen once applications have opened") {
  Scene scene;
  scene.Season(Open());
  const std::string terms = R"({"rankingRules": {"main": {"pass": {"valueAtLeast": 5000}}}})";
  CHECK_THAT(scene.seasons.CreateConfig(Key(), PatchOn(1, terms), Told), Refuses("CHANGE_FROZEN"));
  ConfigDraft draft = PatchOn(1, terms);
  draft.apply_before_review = true;
  CHECK(scene.seasons.CreateConfig(Key(), draft, Told)->bytes == "2 WAITING");
}

TEST_CASE("two of the staff open and close a stage") {
  Scene scene;
  scene.Season();
  const auto act = [&](const std::string& verb, PersonId by,
                       const std::string& stage = "applications") {
    const pg::Proposal proposal{"2027", "seasons/2027/stages/" + stage, verb, crypto::Sha256(verb),
                                by,     absl::InfiniteFuture()};
    return scene.seasons.ActOnStage(
        Key(by), kSeason, stage, "Начало приёма", proposal,
        [](const SeasonStore::StageAct& done) { return absl::StrCat(done.version); });
  };
  CHECK_THAT(act("close", kOperator), Refuses("ILLEGAL_TRANSITION"));
  CHECK_THAT(act("open", kOperator, "no-such-stage"), Refuses("NOT_FOUND"));
  CHECK(act("open", kOperator)->bytes == "0");
  CHECK_THAT(act("open", kOperator), Refuses("SECOND_PERSON_REQUIRED"));
  CHECK(act("open", kSecondOperator)->bytes == "2");
  scene.Install(2);
  REQUIRE_THAT(scene.book.Refresh(Soon()), IsOk());
  CHECK(scene.book.Find("2027")->document.OpenTime() <= *Db()->Now(Soon()));
  CHECK_THAT(act("open", kOperator), Refuses("ILLEGAL_TRANSITION"));
  CHECK(act("close", kOperator)->bytes == "0");
  CHECK(act("close", kSecondOperator)->bytes == "3");
  const auto config = scene.seasons.GetConfig(kSeason, 3, Soon());
  CHECK(config->author == kOperator);
  CHECK(config->second_person == kSecondOperator);
  CHECK(config->base_version == 2);
  CheckInvariants();
}

TEST_CASE("milestones are told once") {
  Scene scene;
  scene.Season();
  const absl::Time now = *Db()->Now(Soon());
  for (int i = 0; i < 2; ++i) {
    REQUIRE_THAT(scene.seasons.ReachMilestone(pg::WriteKey::Job("test"), kSeason, "opened", now),
                 IsOk());
  }
  REQUIRE_THAT(
      scene.seasons.ReachMilestone(pg::WriteKey::Job("test"), SeasonId("1999"), "opened", now),
      IsOk());
  CHECK(Db().Count("outbox WHERE type = 'season.opened'") == 1);
  REQUIRE_THAT(scene.book.Refresh(Soon()), IsOk());
  CHECK(scene.book.Find("2027")->facts.milestones.at("opened") == now);
}

TEST_CASE("regions are loaded once") {
  Scene scene;
  const std::string tsv = ReadFile("deploy/seasons/regions.tsv");
  REQUIRE_THAT(scene.book.LoadRegions(tsv, Soon()), IsOk());
  REQUIRE_THAT(scene.book.LoadRegions(tsv, Soon()), IsOk());
  REQUIRE_THAT(scene.book.Refresh(Soon()), IsOk());
  CHECK(scene.book.ListRegions()->size() == 89);
  CHECK(scene.book.HasRegion(RegionId("ru-77")));
  CHECK_FALSE(scene.book.HasRegion(RegionId("ru-99")));
  CHECK(Db().Count("region_code WHERE scheme = 'ISO_3166_2'") == 83);
  const auto& regions = *scene.book.ListRegions();
  CHECK(regions.front().title == "Алтайский край");
  scene.Season();
  CHECK(scene.book.HasRegion(RegionId("ru-99")));  // the season adds places outside the 89
}

}  // namespace
}  // namespace nastavnik::registration
