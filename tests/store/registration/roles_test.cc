#include "absl/strings/str_cat.h"

#include "tests/store/registration/scene.h"

namespace nastavnik::registration {
namespace {

std::string Told(const RoleStore::Outcome& outcome) {
  return absl::StrCat(outcome.grants.size(), outcome.pending ? " waiting" : "");
}

absl::StatusOr<pg::Answer> Grant(Scene& scene, PersonId person, const RoleScope& scope, PersonId by,
                                 std::optional<absl::Time> end_time = std::nullopt) {
  const RoleGrant grant{GrantId::New(), person, scope, by, absl::InfinitePast(), end_time};
  const pg::Proposal act{
      "", "users/" + person.ToString(), "grantRole/" + scope.role, crypto::Sha256(scope.role),
      by, absl::InfiniteFuture()};
  return scene.roles.Grant(Key(by), grant, act, Told);
}

absl::StatusOr<pg::Answer> Revoke(Scene& scene, PersonId person, const RoleScope& scope,
                                  PersonId by) {
  const pg::Proposal act{
      "", "users/" + person.ToString(), "revokeRole/" + scope.role, crypto::Sha256(scope.role),
      by, absl::InfiniteFuture()};
  return scene.roles.Revoke(Key(by), person, scope, by, act, Told);
}

const RoleScope kChair{
    .role = "CHAIR", .season = SeasonId("2027"), .nomination = NominationId("social")};
const RoleScope kAdministrator{.role = "ADMINISTRATOR"};

TEST_CASE("an office is given, held and taken away") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  CHECK(Grant(scene, anna, kChair, kAdmin)->bytes == "1");
  CHECK(Grant(scene, anna, kChair, kAdmin)->bytes == "1");  // held already: nothing changes
  CHECK(Db().Count("role_grant") == 1);
  const auto principal = scene.roles.GetPrincipal(anna, Soon());
  REQUIRE(principal->grants.size() == 1);
  CHECK(principal->grants[0].scope == kChair);
  CHECK(principal->epoch == 0);
  CHECK(scene.accounts.FindCredentials("anna@example.ru", Soon())->value().office);
  CHECK_THAT(Revoke(scene, anna, {.role = "CHAIR", .season = SeasonId("2027")}, kAdmin),
             Refuses("NOT_FOUND"));
  CHECK(Revoke(scene, anna, kChair, kAdmin)->bytes == "0");
  CHECK(scene.roles.GetPrincipal(anna, Soon())->epoch == 1);
  CHECK(Db().Count("outbox WHERE type IN ('role.granted', 'role.revoked') AND recipients = '{" +
                   anna.ToString() + "}'") == 2);
  CHECK_THAT(Grant(scene, PersonId::New(), kChair, kAdmin), Refuses("NOT_FOUND"));
  CheckInvariants();
}

TEST_CASE("an office whose term is over can be given again") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  const absl::Time past = absl::Now() - absl::Hours(1);
  REQUIRE_THAT(Grant(scene, anna, kChair, kAdmin, past), IsOk());
  CHECK(scene.roles.GetPrincipal(anna, Soon())->grants.empty());
  CHECK_THAT(Revoke(scene, anna, kChair, kAdmin), Refuses("NOT_FOUND"));
  CHECK(Grant(scene, anna, kChair, kOrganizer)->bytes == "1");
  CHECK(scene.roles.GetPrincipal(anna, Soon())->grants.size() == 1);
  CHECK(Db().Count("role_grant WHERE revoke_time > end_time AND revoker_id = '" +
                   kOrganizer.ToString() + "'") == 1);
  CHECK(Db().Count("outbox WHERE type = 'role.granted'") == 2);
  CHECK(Db().Count("outbox WHERE type = 'role.revoked'") == 1);
  CheckInvariants();
}

TEST_CASE("an office whose term is over excludes no other") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  REQUIRE_THAT(Grant(scene, anna, kChair, kAdmin, absl::Now() - absl::Hours(1)), IsOk());
  CHECK(Grant(scene, anna, {.role = "AUDITOR", .season = SeasonId("2027")}, kAdmin)->bytes == "1");
  CheckInvariants();
}

TEST_CASE("administrators hold no other office") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  REQUIRE_THAT(Grant(scene, anna, kChair, kAdmin), IsOk());
  CHECK_THAT(Grant(scene, anna, kAdministrator, kAdmin), Refuses("ILLEGAL_TRANSITION"));
  CHECK_THAT(Grant(scene, anna, {.role = "AUDITOR", .season = SeasonId("2027")}, kAdmin),
             Refuses("ILLEGAL_TRANSITION"));
  CHECK_THAT(Grant(scene, anna, {.role = "AUDITOR", .season = SeasonId("2028")}, kAdmin), IsOk());
  CHECK_THAT(Grant(scene, anna, {.role = "OPERATOR", .season = SeasonId("2027")}, kAdmin), IsOk());
  CheckInvariants();
}

TEST_CASE("who has chaired a nomination never examines it, not even after the office has ended") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  REQUIRE_THAT(Grant(scene, anna, kChair, kAdmin), IsOk());
  REQUIRE_THAT(Revoke(scene, anna, kChair, kAdmin), IsOk());
  CHECK_THAT(Grant(scene, anna, {.role = "EXAMINER", .season = SeasonId("2027")}, kAdmin),
             Refuses("ILLEGAL_TRANSITION"));
  CHECK_THAT(Grant(scene, anna,
                   {.role = "EXAMINER",
                    .season = SeasonId("2027"),
                    .nomination = NominationId("production")},
                   kAdmin),
             IsOk());
  CheckInvariants();
}

TEST_CASE("to make or end an administrator takes two") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  CHECK(Grant(scene, anna, kAdministrator, kAdmin)->bytes == "0 waiting");
  CHECK_THAT(Grant(scene, anna, kAdministrator, kAdmin), Refuses("SECOND_PERSON_REQUIRED"));
  CHECK(Grant(scene, anna, kAdministrator, kOrganizer)->bytes == "1");
  CHECK(Revoke(scene, anna, kAdministrator, kOrganizer)->bytes == "1 waiting");
  CHECK(Revoke(scene, anna, kAdministrator, kAdmin)->bytes == "0");
}

TEST_CASE("the console makes two administrators and no third") {
  Scene scene;
  const auto make = [&](const std::string& email) {
    const NewAdministrator administrator{
        PersonId::New(), {{"Орлова", "Вера", ""}, "", RegionId()}, email, "hash"};
    return CreateAdministrator(*Db(), TestVault(), administrator, Soon());
  };
  CHECK_THAT(make("one@example.ru"), IsOk());
  CHECK_THAT(make("one@example.ru"), Refuses("ALREADY_EXISTS"));
  CHECK_THAT(make("two@example.ru"), IsOk());
  CHECK_THAT(make("three@example.ru"), Refuses("ILLEGAL_TRANSITION"));
  CHECK(Db().Count("role_grant WHERE granter_id IS NULL") == 2);
  CheckInvariants();
}

TEST_CASE("what others may know of people") {
  Scene scene;
  const season::Document document = scene.Season();
  const PersonId anna = scene.Person("anna@example.ru", "ru-16");
  const PersonId petr = scene.Person("petr@example.ru");
  scene.Consent(anna, document, "processing");
  scene.Consent(anna, document, "distribution");
  REQUIRE_THAT(scene.participation.Register(Key(anna), anna, document, RegionId("ru-77"),
                                            [](const Registration&) { return ""; }),
               IsOk());
  const auto people =
      scene.roles.BatchGetPeople({petr, PersonId::New(), anna}, SeasonId("2027"), Soon());
  REQUIRE_THAT(people, IsOk());
  REQUIRE(people->size() == 2);
  CHECK((*people)[0].person == petr);
  CHECK_FALSE((*people)[0].registered);
  CHECK((*people)[1].registered);
  CHECK((*people)[1].region == RegionId("ru-77"));
  CHECK((*people)[1].birth_date == "1988-03-05");
  CHECK((*people)[1].facts_version == 2);
  REQUIRE((*people)[1].consents.size() == 2);
  CHECK((*people)[1].consents[0].consent == "distribution");
  CHECK((*people)[1].consents[0].fields.size() == 4);
  CHECK(scene.roles.BatchGetPeople({anna}, SeasonId("2026"), Soon())->at(0).consents.empty());
}

}  // namespace
}  // namespace nastavnik::registration
