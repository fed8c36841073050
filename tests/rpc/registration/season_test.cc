#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/json/json.h"
#include "common/json/proto/struct.h"
#include "tests/rpc/registration/platform.h"

namespace nastavnik::registration::testing {
namespace {

using Public = pb::SeasonPublicService;
using Staff = pb::SeasonStaffService;

struct Offices {
  explicit Offices(Platform& platform)
      : one(platform.Administrator("one@example.ru")),
        two(platform.Administrator("two@example.ru")) {
    for (auto [caller, email, role] :
         {std::tuple(&organizer, "organizer@example.ru", access::v1::Grant::ORGANIZER),
          std::tuple(&first, "first@example.ru", access::v1::Grant::OPERATOR),
          std::tuple(&second, "second@example.ru", access::v1::Grant::OPERATOR)}) {
      *caller = platform.SignUp(email);
      platform.Grant(one, *caller, role);
    }
  }
  Caller one, two, organizer, first, second;
};

pb::CreateSeasonConfigRequest Patch(int base, const std::string& patch, bool activate = true) {
  pb::CreateSeasonConfigRequest request;
  request.set_request_id(Key());
  request.set_parent("seasons/2027");
  request.set_base_version(base);
  *request.mutable_merge_patch() = json::ToStruct(*json::Parse(patch));
  request.set_reason("По решению оргкомитета");
  request.set_activate(activate);
  return request;
}

pb::OpenStageRequest Opening(const std::string& stage) {
  pb::OpenStageRequest request;
  request.set_request_id(Key());
  request.set_name("seasons/2027/stages/" + stage);
  request.set_reason("Начало приёма");
  return request;
}

pb::GetFormRequest FormOf(const std::string& nomination) {
  pb::GetFormRequest request;
  request.set_name(absl::StrCat("seasons/2027/nominations/", nomination, "/form"));
  return request;
}

TEST_CASE("a season from its document to the public page") {
  Platform platform;
  const Caller one = platform.Administrator("one@example.ru");
  const Caller two = platform.Administrator("two@example.ru");
  pb::GetSeasonRequest season;
  season.set_name("seasons/2027");
  CHECK_THAT(platform.Call<Public>(&Public::Stub::GetSeason, season), Refuses("NOT_FOUND"));
  platform.Season(one, two);
  CHECK(platform.neighbours.VersionAt("results") == 1);

  const auto shown = platform.Call<Public>(&Public::Stub::GetSeason, season);
  REQUIRE_THAT(shown, IsOk());
  CHECK(shown->title() == "Всероссийский конкурс «Наставничество»");
  CHECK(shown->state() == pb::Season::ANNOUNCED);
  CHECK(shown->consents_size() == 5);
  CHECK(
      platform.Call<Public>(&Public::Stub::ListSeasons, pb::ListSeasonsRequest())->seasons_size() ==
      1);

  pb::ListNominationsRequest nominations;
  nominations.set_parent("seasons/2027");
  nominations.set_page_size(3);
  const auto page = platform.Call<Public>(&Public::Stub::ListNominations, nominations);
  CHECK(page->nominations_size() == 3);
  CHECK(page->nominations(0).name() == "seasons/2027/nominations/production");
  nominations.set_page_token(page->next_page_token());
  const auto last = platform.Call<Public>(&Public::Stub::ListNominations, nominations);
  CHECK(last->nominations_size() == 1);
  CHECK(last->next_page_token().empty());
  nominations.set_parent("seasons/2026");
  CHECK_THAT(platform.Call<Public>(&Public::Stub::ListNominations, nominations),
             Refuses("NOT_FOUND"));

  pb::ListStagesRequest stages;
  stages.set_parent("seasons/2027");
  const auto listed = platform.Call<Public>(&Public::Stub::ListStages, stages);
  CHECK(listed->stages_size() == 8);
  CHECK(listed->stages(0).opens() == "2027-03-02T10:00 Europe/Moscow");
  CHECK(listed->stages(0).state() == pb::Stage::PLANNED);

  const auto form = platform.Call<Public>(&Public::Stub::GetForm, FormOf("social"));
  REQUIRE_THAT(form, IsOk());
  CHECK(form->schema().fields().at("properties").struct_value().fields_size() == 24);
  CHECK_THAT(platform.Call<Public>(&Public::Stub::GetForm, FormOf("sport")), Refuses("NOT_FOUND"));
  pb::ListRegionsRequest regions;
  regions.set_page_size(1000);
  CHECK(platform.Call<Public>(&Public::Stub::ListRegions, regions)->regions_size() == 89);
}

TEST_CASE("what is wrong with a document is told with its paths; a check stores nothing") {
  Platform platform;
  const Caller one = platform.Administrator("one@example.ru");
  platform.Season(one, platform.Administrator("two@example.ru"));
  const auto create = [&](const pb::CreateSeasonConfigRequest& request, const Caller& caller) {
    return platform.Call<Staff>(&Staff::Stub::CreateSeasonConfig, request, caller);
  };
  const auto refused =
      create(Patch(1, R"({"keywords": null, "colour": "blue", "edition": 0})"), one);
  CHECK_THAT(refused, Refuses("DOCUMENT_INVALID"));
  CHECK(ErrorFrom(refused.status()).violations.size() == 3);
  CHECK_THAT(create(Patch(1, R"({"publicVote": {}})"), one), Refuses("FEATURE_NOT_AVAILABLE"));
  CHECK_THAT(create(Patch(7, "{}"), one), Refuses("BASE_VERSION_STALE"));
  CHECK_THAT(create(Patch(1, "{}"), platform.SignUp("anna@example.ru")),
             Refuses("PERMISSION_DENIED"));
  pb::CreateSeasonConfigRequest check = Patch(1, R"({"title": "Новое имя"})");
  check.set_validate_only(true);
  const auto checked = create(check, one);
  REQUIRE_THAT(checked, IsOk());
  CHECK(checked->state() == pb::SeasonConfig::CHECKED);
  REQUIRE(checked->changes_size() == 1);
  CHECK(checked->changes(0).change_class() == "TEXT");
  CHECK(Platform::Db().Count("season_config") == 1);
}

TEST_CASE("a fifth nomination joins the running season; the forms of the others do not move") {
  Platform platform;
  Offices offices(platform);
  platform.Season(offices.one, offices.two);
  const auto before = platform.Call<Public>(&Public::Stub::GetForm, FormOf("service"));
  CHECK_THAT(
      platform.Call<Staff>(&Staff::Stub::OpenStage, Opening("applications"), offices.organizer),
      Refuses("PERMISSION_DENIED"));
  const auto proposed =
      platform.Call<Staff>(&Staff::Stub::OpenStage, Opening("applications"), offices.first);
  REQUIRE_THAT(proposed, IsOk());
  CHECK(proposed->pending_approval().proposer() == offices.first.user);
  CHECK(proposed->config_version() == 0);
  CHECK_THAT(platform.Call<Staff>(&Staff::Stub::OpenStage, Opening("applications"), offices.first),
             Refuses("SECOND_PERSON_REQUIRED"));
  const auto opened =
      platform.Call<Staff>(&Staff::Stub::OpenStage, Opening("applications"), offices.second);
  REQUIRE_THAT(opened, IsOk());
  CHECK(opened->config_version() == 2);
  CHECK(opened->missing_services().empty());
  CHECK(platform.neighbours.VersionAt("submission") == 2);
  pb::GetSeasonRequest season;
  season.set_name("seasons/2027");
  CHECK(platform.Call<Public>(&Public::Stub::GetSeason, season)->state() == pb::Season::OPEN);

  const auto waiting = platform.Call<Staff>(
      &Staff::Stub::CreateSeasonConfig,
      Patch(2, ReadSource("deploy/seasons/fifth-nomination.patch.json")), offices.one);
  REQUIRE_THAT(waiting, IsOk());
  CHECK(waiting->state() == pb::SeasonConfig::WAITING);
  CHECK(waiting->warnings_size() == 1);
  pb::GetSeasonConfigRequest read;
  read.set_name("seasons/2027/configs/3");
  const auto seen = platform.Call<Staff>(&Staff::Stub::GetSeasonConfig, read, offices.organizer);
  REQUIRE_THAT(seen, IsOk());
  CHECK(seen->document().fields().at("nominations").struct_value().fields().count("business") == 1);
  pb::ActivateSeasonConfigRequest activate;
  activate.set_request_id(Key());
  activate.set_name("seasons/2027/configs/3");
  const auto activated =
      platform.Call<Staff>(&Staff::Stub::ActivateSeasonConfig, activate, offices.organizer);
  REQUIRE_THAT(activated, IsOk());
  CHECK(activated->state() == pb::SeasonConfig::IN_FORCE);
  CHECK(activated->second_person() == offices.organizer.user);
  const auto after = platform.Call<Public>(&Public::Stub::GetForm, FormOf("service"));
  CHECK(json::Canonical(*json::FromStruct(after->schema(), "schema")) ==
        json::Canonical(*json::FromStruct(before->schema(), "schema")));
  CHECK(after->etag() == before->etag());
  CHECK_THAT(platform.Call<Public>(&Public::Stub::GetForm, FormOf("business")), IsOk());
  CHECK(platform.Call<Public>(&Public::Stub::GetForm, FormOf("business"))->etag() == "v3-public");
}

TEST_CASE("until every service has taken a version the former one holds") {
  Platform platform;
  const Caller one = platform.Administrator("one@example.ru");
  platform.Season(one, platform.Administrator("two@example.ru"));
  platform.neighbours.SetAway("review", true);
  const auto created = platform.Call<Staff>(&Staff::Stub::CreateSeasonConfig,
                                            Patch(1, R"({"title": "Новое имя"})"), one);
  REQUIRE_THAT(created, IsOk());
  CHECK(created->state() == pb::SeasonConfig::INSTALLING);
  CHECK(created->missing_services_size() == 3);  // none acts by it while one has not stored it
  CHECK(platform.neighbours.VersionAt("submission") == 1);
  pb::GetSeasonRequest season;
  season.set_name("seasons/2027");
  CHECK(platform.Call<Public>(&Public::Stub::GetSeason, season)->config_version() == 1);
  platform.neighbours.SetAway("review", false);
  support::WaitFor("the version", [&] {
    return platform.Call<Public>(&Public::Stub::GetSeason, season)->config_version() == 2;
  });
  CHECK(platform.neighbours.VersionAt("review") == 2);
  CHECK(platform.Call<Public>(&Public::Stub::GetSeason, season)->title() == "Новое имя");
}

}  // namespace
}  // namespace nastavnik::registration::testing
