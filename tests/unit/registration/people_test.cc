#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"

#include "common/text/text.h"
#include "services/registration/domain/consent.h"
#include "services/registration/domain/limits.h"
#include "services/registration/domain/organization.h"
#include "services/registration/domain/person.h"
#include "services/registration/domain/season_state.h"
#include "tests/unit/registration/example.h"

namespace nastavnik::registration {
namespace {

std::string FieldsOf(const std::vector<FieldViolation>& violations) {
  std::string fields;
  for (const FieldViolation& violation : violations) {
    absl::StrAppend(&fields, violation.field, " ", violation.reason, "; ");
  }
  return fields;
}

TEST_CASE("names as people write them are valid") {
  for (const PersonName& name :
       {PersonName{"Салтыков-Щедрин", "Михаил", "Евграфович"}, PersonName{"О’Коннор", "", ""},
        PersonName{"", "Зульфия", ""}, PersonName{"де ла Круз", "Мария", ""}}) {
    std::vector<FieldViolation> violations;
    CheckProfile({name, "", RegionId()}, "", absl::CivilDay(2027, 3, 5), violations);
    CHECK(violations.empty());
  }
  CHECK(Greeting({"Ёлкина", "Алёна", "Юрьевна"}) == "Алёна Юрьевна");
  CHECK(Greeting({"Ким", "Анна", ""}) == "Анна");
  CHECK(Greeting({"Шойхет", "", ""}) == "Шойхет");
}

TEST_CASE("what cannot be a name or a date of birth is told") {
  const auto faults = [](const PersonName& name, const std::string& birth_date) {
    std::vector<FieldViolation> violations;
    CheckProfile({name, birth_date, RegionId()}, "user.", absl::CivilDay(2027, 3, 5), violations);
    return FieldsOf(violations);
  };
  CHECK(faults({"", "", "Ивановна"}, "") == "user.person_name REQUIRED; ");
  CHECK(faults({"Ким", "", ""}, "1990-02-30") == "user.birth_date INVALID_FORMAT; ");
  CHECK(faults({"Ким", "", ""}, "2027-03-06") == "user.birth_date OUT_OF_RANGE; ");
  CHECK(faults({"Ким", "", ""}, "1900-01-01") == "user.birth_date OUT_OF_RANGE; ");
  CHECK(faults({"Ким", "", ""}, "2027-03-05").empty());
}

TEST_CASE("addresses are compared in lower case; what could leave a header is refused") {
  CHECK(NormalizeEmail(" Anna.Ким@example.ru") == std::nullopt);
  CHECK(NormalizeEmail(" Anna.Kim+1@Example.RU ") == "anna.kim+1@example.ru");
  for (const char* bad :
       {"", "anna", "@example.ru", "anna@example", "anna@.ru", "anna@example.", "a@b@c.ru",
        "anna@exa mple.ru", "anna<x>@example.ru", "anna@example.ru\r\nBcc: x@y.ru",
        "anna,petr@example.ru", "anna@exam..ple.ru"}) {
    INFO(bad);
    CHECK(NormalizeEmail(bad) == std::nullopt);
  }
}

TEST_CASE("passwords that are guessed first are refused, no other rules") {
  const auto refused = [](const std::string& password) {
    std::vector<FieldViolation> violations;
    CheckPassword(password, "anna.kim@example.ru", violations);
    return !violations.empty();
  };
  CHECK(refused("12345678"));
  CHECK(refused("ПАРОЛЬ123"));
  CHECK(refused("zzzzzzzzz"));
  CHECK(refused("anna.kim@example.ru"));
  CHECK(refused("Anna.Kim"));
  CHECK(refused(std::string(1025, 'x') + "y"));
  CHECK_FALSE(refused("ёжик в тумане"));
  CHECK_FALSE(refused("correct horse battery staple"));
}

bool IsRefused(const std::string& password) {
  std::vector<FieldViolation> violations;
  CheckPassword(password, "", violations);
  return !violations.empty();
}

TEST_CASE("thousands of passwords are refused: common words and what people put behind them") {
  int refused = 0;
  for (const char* word :
       {"password",  "superman", "football",  "princess",  "sunshine", "nastavnik",
        "aleksandr", "Пароль",   "Наставник", "Екатерина", "Солнышко", "СЕРГЕЙ",
        "Россия",    "Алёнка",   "qwerty",    "йцукен",    "1q2w3e4r", "zaq12wsx",
        "gfhjkm",    "мамапапа", "asdzxc",    "Иванов"}) {
    std::vector<std::string> endings = {"",     "!",     "1",       "12",     "123", "1234",
                                        "777",  "12345", "1234567", "123456", "00",  "321",
                                        "123!", "_2024", "-77",     "111",    "@1"};
    for (int year = 1930; year < 2040; ++year) {
      endings.push_back(std::to_string(year));
      endings.push_back(absl::StrCat(year, "!"));
    }
    for (const std::string& ending : endings) {
      INFO(word << ending);
      CHECK(IsRefused(word + ending));
      refused += text::Length(word + ending) >= kPasswordMinLength;
    }
  }
  CHECK(refused >= 3000);
  for (const char* run : {"12345678", "87654321", "11223344", "12344321", "19901990", "ыыыыыыыы",
                          "123qweasd", "qwertyasdfgh", "йцукенфыва", "парольпарольпароль"}) {
    INFO(run);
    CHECK(IsRefused(run));
  }
}

TEST_CASE("a password that is only like a guessed one is allowed") {
  for (const char* password :
       {"наставник7391", "пароль от сейфа", "3f9c1b7e", "qwerty наоборот", "Anna-ve-les",
        "наставничаем", "20270305x9", "мама мыла раму", "приветище"}) {
    INFO(password);
    CHECK_FALSE(IsRefused(password));
  }
}

TEST_CASE("check digits of ИНН and ОГРН") {
  CHECK(IsInn("7707083893"));
  CHECK_FALSE(IsInn("7707083894"));
  CHECK(IsInn("500100732259"));
  CHECK_FALSE(IsInn("500100732258"));
  CHECK_FALSE(IsInn("77070838931"));
  CHECK_FALSE(IsInn("770708389x"));
  CHECK_FALSE(IsInn(""));
  CHECK(IsOgrn("1027700132195"));
  CHECK_FALSE(IsOgrn("1027700132196"));
  CHECK(IsOgrn("304500116000157"));
  CHECK_FALSE(IsOgrn("304500116000158"));
  CHECK_FALSE(IsOgrn("10277001321951"));
}

TEST_CASE("administrators, personal-data officers and auditors hold nothing else in a season") {
  const auto held = [](const std::string& role, const std::string& season) {
    RoleGrant grant;
    grant.scope.role = role;
    grant.scope.season = SeasonId(season);
    return std::vector<RoleGrant>{grant};
  };
  const auto next = [](const std::string& role, const std::string& season) {
    RoleScope scope;
    scope.role = role;
    scope.season = SeasonId(season);
    return scope;
  };
  CHECK(CheckSeparation(held("CHAIR", "2027"), {}, next("OPERATOR", "2027")).ok());
  CHECK_FALSE(CheckSeparation(held("CHAIR", "2027"), {}, next("AUDITOR", "2027")).ok());
  CHECK_FALSE(CheckSeparation(held("CHAIR", "2027"), {}, next("ADMINISTRATOR", "")).ok());
  CHECK_FALSE(CheckSeparation(held("ADMINISTRATOR", ""), {}, next("EXAMINER", "2028")).ok());
  CHECK(CheckSeparation(held("PRIVACY", "2026"), {}, next("EXAMINER", "2027")).ok());
}

TEST_CASE("nobody has two duties that decide about one application") {
  const auto scope = [](const std::string& role, const std::string& season,
                        const std::string& nomination = "") {
    return RoleScope{
        .role = role, .season = SeasonId(season), .nomination = NominationId(nomination)};
  };
  const auto may = [](const RoleScope& had, const RoleScope& next) {
    return CheckSeparation({}, {had}, next).ok();
  };
  CHECK_FALSE(may(scope("EXAMINER", "2027"), scope("EXPERT", "2027")));
  CHECK_FALSE(may(scope("EXPERT", "2027"), scope("ORGANIZER", "2027")));
  CHECK_FALSE(may(scope("ADMINISTRATOR", "2027"), scope("EXAMINER", "2027")));
  CHECK_FALSE(may(scope("CHAIR", "2027", "education"), scope("EXAMINER", "2027", "education")));
  CHECK_FALSE(may(scope("CHAIR", "2027", "education"), scope("EXAMINER", "2027")));
  CHECK(may(scope("CHAIR", "2027", "education"), scope("EXAMINER", "2027", "production")));
  CHECK(may(scope("CHAIR", "2027", "education"), scope("CHAIR", "2027", "production")));
  CHECK(may(scope("EXAMINER", "2026"), scope("EXPERT", "2027")));
  CHECK(may(scope("OPERATOR", "2027"), scope("EXPERT", "2027")));
}

TEST_CASE("a consent is to the text that is in force") {
  const season::Document document = season::Read(season::Example());
  const PersonId person = PersonId::New();
  const auto given = Give(document, person, "to-partner-a", 1, absl::UnixEpoch());
  REQUIRE(given.ok());
  CHECK(given->purpose == "TRANSFER");
  CHECK(given->partner == "partner-a");
  CHECK(given->fields == std::vector<std::string>{"name", "email", "practice"});
  CHECK(given->IsLive());
  CHECK_FALSE(Give(document, person, "to-partner-a", 2, absl::UnixEpoch()).ok());
  CHECK_FALSE(Give(document, person, "to-partner-b", 1, absl::UnixEpoch()).ok());

  CHECK(MissingConsents(document, "REGISTER", {*given}) == std::vector<std::string>{"processing"});
  CHECK(MissingConsents(document, "SUBMIT", {}).empty());
  Consent processing = *Give(document, person, "processing", 1, absl::UnixEpoch());
  CHECK(MissingConsents(document, "TEAM", {processing}).empty());
  processing.end_act = "WITHDRAWN";
  CHECK(MissingConsents(document, "TEAM", {processing}).size() == 1);
  processing.end_act = "";
  processing.text_version = 2;  // of a former text, as far as this document knows
  CHECK(MissingConsents(document, "TEAM", {processing}).size() == 1);
}

TEST_CASE("where a season stands follows from its facts and the clock") {
  const season::Document document = season::Read(season::Example());
  const auto at = [](const char* text) {
    absl::Time time;
    absl::ParseTime(absl::RFC3339_full, text, &time, nullptr);
    return time;
  };
  SeasonFacts facts;
  CHECK(StateOf(facts, &document, at("2027-04-01T00:00:00Z")) == SeasonState::kDraft);
  facts.announce_time = at("2027-01-15T00:00:00Z");
  CHECK(StateOf(facts, nullptr, at("2027-04-01T00:00:00Z")) == SeasonState::kDraft);
  CHECK(StateOf(facts, &document, at("2027-03-02T06:59:59Z")) == SeasonState::kAnnounced);
  CHECK(StateOf(facts, &document, at("2027-03-02T07:00:00Z")) == SeasonState::kOpen);
  CHECK(StateOf(facts, &document, at("2027-04-29T15:01:59Z")) == SeasonState::kOpen);  // in grace
  CHECK(StateOf(facts, &document, at("2027-04-29T15:02:00Z")) == SeasonState::kClosed);
  facts.milestones["review_started"] = at("2027-05-24T08:00:00Z");
  CHECK(StateOf(facts, &document, at("2027-06-01T00:00:00Z")) == SeasonState::kReviewing);
  facts.milestones["results_fixed"] = at("2027-10-01T00:00:00Z");
  facts.milestones["published"] = at("2027-11-12T09:00:00Z");
  CHECK(StateOf(facts, &document, at("2027-11-12T08:59:59Z")) == SeasonState::kResultsFixed);
  CHECK(StateOf(facts, &document, at("2027-11-12T09:00:00Z")) == SeasonState::kPublished);
}

}  // namespace
}  // namespace nastavnik::registration
