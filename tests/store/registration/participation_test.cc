#include <thread>

#include "absl/strings/str_cat.h"

#include "tests/store/registration/scene.h"

namespace nastavnik::registration {
namespace {

std::string Id(const Consent& consent) { return consent.id.ToString(); }
std::string Id(const Registration& registration) { return registration.id.ToString(); }

TEST_CASE("the log of consents: given, given again, replaced, withdrawn") {
  Scene scene;
  const season::Document document = scene.Season();
  const PersonId anna = scene.Person("anna@example.ru");
  const std::string first = scene.Consent(anna, document, "media").bytes;
  CHECK(scene.Consent(anna, document, "media").bytes == first);
  CHECK_THAT(
      scene.consents.Give(Key(anna), anna, document, "media", 2, [](const Consent&) { return ""; }),
      Refuses("FIELD_INVALID"));
  CHECK_THAT(scene.consents.Give(Key(anna), anna, document, "medium", 1,
                                 [](const Consent&) { return ""; }),
             Refuses("FIELD_INVALID"));

  season::Document newer = document;
  newer.consents.at("media").version = 2;
  newer.consents.at("media").text = "Другой текст.";
  const std::string second = scene.Consent(anna, newer, "media", 2).bytes;
  CHECK(second != first);
  const auto withdraw = [&](const std::string& id) {
    return scene.consents.Withdraw(Key(anna), anna, *ConsentId::Parse(id),
                                   [](const Consent& c) { return c.end_act; });
  };
  CHECK(withdraw(second)->bytes == "WITHDRAWN");
  CHECK(withdraw(second)->bytes == "WITHDRAWN");
  CHECK(withdraw(first)->bytes == "REPLACED");
  CHECK_THAT(withdraw(PersonId::New().ToString()), Refuses("NOT_FOUND"));

  const auto list = scene.consents.List(anna, std::nullopt, 10, Soon());
  REQUIRE(list->size() == 2);
  CHECK(Id((*list)[0]) == second);
  CHECK((*list)[1].end_act == "REPLACED");
  CHECK((*list)[0].text_sha256 == crypto::Sha256("Другой текст."));
  CHECK(scene.consents.List(anna, (*list)[0].id, 10, Soon())->size() == 1);
  CHECK(Db().Run("SELECT string_agg(act, ' ' ORDER BY facts_version) FROM consent_fact") ==
        "GIVEN REPLACED GIVEN WITHDRAWN");
  CheckInvariants();
}

TEST_CASE("16 consents at once are counted one by one") {
  Scene scene;
  const season::Document document = scene.Season();
  const PersonId anna = scene.Person("anna@example.ru");
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      const char* consents[] = {"processing", "distribution", "media", "mailing"};
      scene.consents
          .Give(Key(anna), anna, document, consents[i % 4], 1, [](const Consent&) { return ""; })
          .IgnoreError();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(Db().Count("consent_fact") == 4);
  CHECK(Db().Run("SELECT facts_version FROM person") == "4");
  CheckInvariants();
}

TEST_CASE("registration needs the consents that the season asks for here") {
  Scene scene;
  const season::Document document = scene.Season();
  const PersonId anna = scene.Person("anna@example.ru", "ru-50");
  const auto enter = [&](const RegionId& region) {
    return scene.participation.Register(Key(anna), anna, document, region,
                                        [](const Registration& r) { return Id(r); });
  };
  CHECK_THAT(enter(RegionId()), Refuses("CONSENT_REQUIRED"));
  scene.Consent(anna, document, "processing");
  const auto registered = enter(RegionId());
  REQUIRE_THAT(registered, IsOk());
  const auto again = enter(RegionId("ru-77"));
  CHECK_THAT(again, Refuses("ALREADY_EXISTS"));
  CHECK(ErrorFrom(again.status()).metadata[0].second ==
        "seasons/2027/registrations/" + registered->bytes);
  const auto own = scene.participation.Get(SeasonId("2027"), anna, std::nullopt, Soon());
  REQUIRE_THAT(own, IsOk());
  CHECK(own->region == RegionId("ru-50"));
  CHECK_THAT(scene.participation.Get(SeasonId("2027"), anna, own->id, Soon()), IsOk());
  CHECK_THAT(scene.participation.Get(SeasonId("2027"), PersonId::New(), own->id, Soon()),
             Refuses("NOT_FOUND"));
  CheckInvariants();
}

TEST_CASE("an invitation is used once, by whoever owns its address") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  const PersonId petr = scene.Person("petr@example.ru");
  ParticipationStore::Invitation invitation{NewUuid(),         SeasonId("2027"),         "EXPERT",
                                            "anna@example.ru", "seasons/2027/experts/1", "review",
                                            std::nullopt};
  REQUIRE_THAT(scene.participation.Invite(Key(), invitation, "invited"), IsOk());
  const std::string secret = TestVault().InvitationSecret(invitation.id);
  CHECK(secret.size() == 43);  // 256 bits
  const auto redeem = [&](const std::string& with, PersonId person,
                          const std::string& object = "seasons/2027/experts/1") {
    return scene.participation.Redeem(Key(person), with, person, object,
                                      [](const Uuid& id) { return id.ToString(); });
  };
  CHECK_THAT(redeem("no such secret", anna), Refuses("CODE_INVALID"));
  CHECK_THAT(redeem(secret, petr), Refuses("CODE_INVALID"));
  CHECK_THAT(redeem(secret, anna, "seasons/2027/experts/2"), Refuses("CODE_INVALID"));
  CHECK(redeem(secret, anna)->bytes == invitation.id.ToString());
  CHECK(redeem(secret, anna)->bytes == invitation.id.ToString());
  CHECK(Db().Run("SELECT position('" + secret + "' in invitation::text) FROM invitation") == "0");

  ParticipationStore::Invitation late = invitation;
  late.id = NewUuid();
  late.expire_time = *Db()->Now(Soon());
  REQUIRE_THAT(scene.participation.Invite(Key(), late, ""), IsOk());
  CHECK_THAT(redeem(TestVault().InvitationSecret(late.id), anna), Refuses("CODE_INVALID"));
}

TEST_CASE("nobody examines and reviews") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  const auto grant = [&](const std::string& role, const std::string& season) {
    const RoleGrant wanted{GrantId::New(),
                           anna,
                           {.role = role, .season = SeasonId(season)},
                           PersonId::New(),
                           absl::InfinitePast(),
                           std::nullopt};
    const pg::Proposal act{"",
                           "users/" + anna.ToString(),
                           "grantRole/" + role,
                           crypto::Sha256(role),
                           *wanted.granter,
                           absl::InfiniteFuture()};
    return scene.roles.Grant(Key(*wanted.granter), wanted, act,
                             [](const RoleStore::Outcome&) { return std::string(); });
  };
  const auto invite = [&](const std::string& season) {
    const ParticipationStore::Invitation invitation{NewUuid(),
                                                    SeasonId(season),
                                                    "EXPERT",
                                                    "anna@example.ru",
                                                    "seasons/" + season + "/experts/1",
                                                    "review",
                                                    std::nullopt};
    REQUIRE_THAT(scene.participation.Invite(Key(), invitation, ""), IsOk());
    return scene.participation.Redeem(Key(anna), TestVault().InvitationSecret(invitation.id), anna,
                                      invitation.object, [](const Uuid&) { return ""; });
  };
  REQUIRE_THAT(grant("EXAMINER", "2027"), IsOk());
  CHECK_THAT(invite("2027"), Refuses("ILLEGAL_TRANSITION"));
  CHECK_THAT(invite("2028"), IsOk());
  CHECK_THAT(grant("ORGANIZER", "2028"), Refuses("ILLEGAL_TRANSITION"));
  CheckInvariants();
}

TEST_CASE("an organization is known by its ИНН") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  Organization school{OrganizationId::New(), "Школа № 5",       "Школа № 5", "7707083893",
                      "1027700132195",       RegionId("ru-77"), {}};
  const auto create = [&](const Organization& organization) {
    return scene.organizations.Create(Key(anna), organization, anna,
                                      [](const Organization& o) { return o.id.ToString(); });
  };
  REQUIRE_THAT(create(school), IsOk());
  Organization same = school;
  same.id = OrganizationId::New();
  const auto refused = create(same);
  CHECK_THAT(refused, Refuses("ALREADY_EXISTS"));
  CHECK(ErrorFrom(refused.status()).metadata[0].second == "organizations/" + school.id.ToString());
  CHECK(scene.organizations.Get(school.id, Soon())->title == "Школа № 5");
  CHECK_THAT(scene.organizations.Get(same.id, Soon()), Refuses("NOT_FOUND"));
  const auto known = scene.organizations.BatchGet({same.id, school.id}, Soon());
  REQUIRE(known->size() == 1);
  CHECK(known->front().id == school.id);
}

TEST_CASE("one organization is made by many who name it at once") {
  Scene scene;
  const PersonId anna = scene.Person("anna@example.ru");
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      const Organization school{OrganizationId::New(), "Школа",           "", "7707083893",
                                "1027700132195",       RegionId("ru-77"), {}};
      scene.organizations.Create(Key(anna), school, anna, [](const Organization&) { return ""; })
          .IgnoreError();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(Db().Count("organization") == 1);
}

}  // namespace
}  // namespace nastavnik::registration
