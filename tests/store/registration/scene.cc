#include "tests/store/registration/scene.h"

#include <cstdlib>

namespace nastavnik::registration {

support::ServiceDatabase& Db() {
  static support::ServiceDatabase& db = support::Database("registration", Migrations());
  return db;
}

pg::WriteKey Key(PersonId principal) {
  pg::WriteKey key;
  key.kind = pg::WriteKey::Kind::kCall;
  key.principal = principal.uuid();
  key.method = "test";
  key.key = NewUuid().ToString();
  key.fingerprint = crypto::Sha256(key.key);
  key.deadline = Soon();
  return key;
}

std::string ReadFile(const std::string& path) {
  const char* source = std::getenv("NASTAVNIK_SOURCE_DIR");
  std::ifstream file(std::string(source == nullptr ? "." : source) + "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

json::Value ExampleDocument(const std::string& patch) {
  return json::MergePatch(*json::Parse(ReadFile("deploy/seasons/mentoring-2027.json")),
                          *json::Parse(patch));
}

PersonId Scene::Person(const std::string& email, const std::string& region) {
  SignUp sign_up;
  sign_up.id = PersonId::New();
  sign_up.profile = {{"Королёва", "Алёна", "Юрьевна"}, "1988-03-05", RegionId(region)};
  sign_up.email = email;
  sign_up.password_hash = "hash of " + email;
  REQUIRE_THAT(accounts.CreateSignUp(Key(), sign_up, [](absl::Time) { return ""; }), IsOk());
  REQUIRE_THAT(accounts.Confirm(sign_up.id, TestVault().ConfirmationCode(sign_up.id),
                                SessionId::New(), email, Soon()),
               IsOk());
  return sign_up.id;
}

season::Document Scene::Season(const std::string& patch, bool announce) {
  const SeasonId season("2027");
  const auto no_season = [](const SeasonFacts&, const std::optional<pg::Proposal>&) { return ""; };
  REQUIRE_THAT(seasons.CreateSeason(Key(), season, kAdmin, no_season), IsOk());
  ConfigDraft draft{
      .season = season, .document = ExampleDocument(patch), .activate = true, .author = kAdmin};
  REQUIRE_THAT(seasons.CreateConfig(Key(), draft, [](const ConfigVersion&) { return ""; }), IsOk());
  Install(1);
  if (announce) Announce();
  REQUIRE_THAT(book.Refresh(Soon()), IsOk());
  return book.Find("2027")->document;
}

void Scene::Install(int version) {
  for (const char* service : kDecidingServices) {
    REQUIRE_THAT(seasons.MarkStored(SeasonId("2027"), version, service, Soon()), IsOk());
  }
  for (const char* service : kDecidingServices) {
    REQUIRE_THAT(seasons.MarkConfirmed(SeasonId("2027"), version, service, Soon()), IsOk());
  }
}

void Scene::Announce() {
  const auto encode = [](const SeasonFacts&, const std::optional<pg::Proposal>&) { return ""; };
  for (const PersonId admin : {kAdmin, kOrganizer}) {
    const pg::Proposal act{"2027", "seasons/2027",        "announce", crypto::Sha256("announce"),
                           admin,  absl::InfiniteFuture()};
    REQUIRE_THAT(seasons.Announce(Key(admin), act, encode), IsOk());
  }
}

pg::Answer Scene::Consent(PersonId person, const season::Document& document,
                          const std::string& consent, int version) {
  const auto encode = [](const registration::Consent& given) { return given.id.ToString(); };
  const auto answer = consents.Give(Key(person), person, document, consent, version, encode);
  REQUIRE_THAT(answer, IsOk());
  return *answer;
}

void CheckInvariants() {
  for (const pg::Statement* rule : invariants::sql::kAll) {
    INFO(rule->name);
    const auto rows = Db()->Read(pg::Query(*rule, "2027"), Soon());
    REQUIRE_THAT(rows, IsOk());
    CHECK(rows->size() == 0);
  }
}

}  // namespace nastavnik::registration
