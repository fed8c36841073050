#include <algorithm>

#include "catch2/catch.hpp"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/error.h"
#include "common/text/text.h"
#include "services/submission/domain/form/check.h"
#include "services/submission/domain/form/content.h"
#include "services/submission/domain/form/formats.h"
#include "tests/unit/submission/season_fixture.h"

namespace nastavnik::submission {
namespace {

const Form& TheForm() { return TestNomination().form; }

// "field REASON" of every violation; a save names its fields as the request does.
std::vector<std::string> Faults(const json::Violations& violations) {
  std::vector<std::string> faults;
  for (const auto& violation : violations) {
    absl::string_view field = violation.field;
    absl::ConsumePrefix(&field, "application.");
    faults.push_back(absl::StrCat(field, " ", violation.reason));
  }
  return faults;
}

Content Cleaned(Content content) {
  json::Violations violations;
  Content clean = Clean(TheForm(), content, "content", violations);
  REQUIRE(violations.empty());
  return clean;
}

// Faults of the full content with one field replaced.
std::vector<std::string> SubmitWith(absl::string_view patch) {
  Content content = FullContent();
  for (const auto& member : Object(patch)) content.insert_or_assign(member.key(), member.value());
  return Faults(CheckSubmit(TheForm(), Cleaned(content), {kApplicant}));
}

std::vector<std::string> SaveWith(absl::string_view patch) {
  Content content = FullContent();
  std::vector<std::string> touched;
  for (const auto& member : Object(patch)) {
    content.insert_or_assign(member.key(), member.value());
    touched.emplace_back(member.key().data(), member.key().size());
  }
  return Faults(CheckSave(TheForm(), Cleaned(content), touched));
}

using Expected = std::vector<std::string>;

TEST_CASE("a full form is right") { CHECK(SubmitWith("{}") == Expected{}); }

TEST_CASE("an empty form names everything that is missing, in the order of the form") {
  CHECK(Faults(CheckSubmit(TheForm(), {}, {kApplicant})) ==
        Expected{"content.title REQUIRED", "content.annotation REQUIRED",
                 "content.keywords REQUIRED", "content.organization REQUIRED",
                 "content.region REQUIRED", "content.authors REQUIRED", "content.period REQUIRED",
                 "content.mentees REQUIRED", "content.metrics REQUIRED",
                 "content.minors REQUIRED"});
}

TEST_CASE("lengths are code points of NFC, whichever way й and emoji were typed") {
  const std::string composed = "й", decomposed = "и\u0306";
  std::string nfc, nfd;
  for (int i = 0; i < 20; ++i) {
    nfc += composed;
    nfd += decomposed;
  }
  CHECK(SaveWith(absl::StrCat(R"({"title": ")", nfc, "\"}")) == Expected{});
  CHECK(SaveWith(absl::StrCat(R"({"title": ")", nfd, "\"}")) == Expected{});
  CHECK(SaveWith(absl::StrCat(R"({"title": ")", nfd, "й\"}")) ==
        Expected{"content.title TOO_LONG"});
  const std::string thumbs = "👍🏽";  // two code points
  std::string ten;
  for (int i = 0; i < 10; ++i) ten += thumbs;
  CHECK(SaveWith(absl::StrCat(R"({"title": ")", ten, "\"}")) == Expected{});
  CHECK(SaveWith(absl::StrCat(R"({"title": ")", ten, "👍\"}")) ==
        Expected{"content.title TOO_LONG"});
}

TEST_CASE("both typings of й are stored and hashed as one") {
  const Content a = Cleaned(Object("{\"title\": \"Новый май\"}"));
  const Content b = Cleaned(Object("{\"title\": \"Новыи\u0306 маи\u0306\"}"));
  CHECK(json::Canonical(a) == json::Canonical(b));
}

TEST_CASE("outer spaces and CRLF are cut before anything is counted") {
  const Content content =
      Cleaned(Object(R"({"annotation": "  Первая строка\r\nвторая\r \u00a0", "title": "   "})"));
  CHECK(json::Canonical(content) == "{\"annotation\":\"Первая строка\\nвторая\"}");
}

TEST_CASE("control characters are refused where they stand") {
  json::Violations violations;
  Clean(TheForm(), Object(R"({"title": "а\u0007б", "metrics": [{"name": "\u001b[31m"}]})"),
        "content", violations);
  CHECK(Faults(violations) ==
        Expected{"content.title INVALID_TEXT", "content.metrics[0].name INVALID_TEXT"});
}

TEST_CASE("names of resources are shortened to ids") {
  const Content content = Cleaned(Object(
      R"({"region": "regions/ru-77", "organization": "organizations/01920000-0000-7000-8000-0000000000aa",
                 "authors": [{"person": "users/01920000-0000-7000-8000-000000000001"}]})"));
  CHECK(RegionOf(TheForm(), content) == "ru-77");
  CHECK(OrganizationOf(TheForm(), content) == "01920000-0000-7000-8000-0000000000aa");
  CHECK(content.at("authors").at(0).at("person") == "01920000-0000-7000-8000-000000000001");
}

TEST_CASE("a text is one line or many, neither too short nor too long to submit") {
  CHECK(SubmitWith(R"({"title": "Две\nстроки"})") == Expected{"content.title INVALID_FORMAT"});
  CHECK(SubmitWith(R"({"annotation": "Мало"})") == Expected{"content.annotation TOO_SHORT"});
  CHECK(SubmitWith(R"({"annotation": 5})") == Expected{"content.annotation WRONG_TYPE"});
  CHECK(SaveWith(R"({"annotation": "Мало"})") == Expected{});
}

TEST_CASE("numbers are exact") {
  CHECK(SubmitWith(R"({"mentees": 0})") == Expected{"content.mentees OUT_OF_RANGE"});
  CHECK(SubmitWith(R"({"mentees": 1000000})") == Expected{});
  CHECK(SubmitWith(R"({"mentees": 1000001})") == Expected{"content.mentees OUT_OF_RANGE"});
  CHECK(SubmitWith(R"({"mentees": "12"})") == Expected{"content.mentees WRONG_TYPE"});
  CHECK(SubmitWith(R"({"cost": "0.49"})") == Expected{"content.cost OUT_OF_RANGE"});
  CHECK(SubmitWith(R"({"cost": "0.5"})") == Expected{});
  CHECK(SubmitWith(R"({"cost": "12.505"})") == Expected{"content.cost INVALID_FORMAT"});
  CHECK(SubmitWith(R"({"cost": "12,50"})") == Expected{"content.cost INVALID_FORMAT"});
  CHECK(SubmitWith(R"({"cost": "1e3"})") == Expected{"content.cost INVALID_FORMAT"});
  CHECK(SubmitWith(R"({"cost": 12})") == Expected{"content.cost WRONG_TYPE"});
  CHECK(SaveWith(R"({"cost": "12,", "mentees": 0})") == Expected{});  // half typed
}

TEST_CASE("decimals and dates") {
  CHECK(ParseDecimal("-12.5", 2) == -1250);
  CHECK(ParseDecimal("90071992547409.92", 2) == json::kMaxInteger);
  CHECK_FALSE(ParseDecimal("90071992547409.93", 2));
  for (const char* text : {"", "-", ".5", "5.", "+1", "1 000", "1.234", "٣", "NaN", "1e400"}) {
    INFO(text);
    CHECK_FALSE(ParseDecimal(text, 2));
  }
  CHECK(FormatDecimal(1250, 2) == "12.5");
  CHECK(FormatDecimal(-5, 2) == "-0.05");
  CHECK(FormatDecimal(100, 2) == "1");
  CHECK(ParseDate("2024-02-29") == absl::CivilDay(2024, 2, 29));
  for (const char* text :
       {"2023-02-29", "2027-13-01", "2027-1-01", "99999-01-01", "1899-12-31", "01.02.2027"}) {
    INFO(text);
    CHECK_FALSE(ParseDate(text));
  }
}

TEST_CASE("dates and periods") {
  CHECK(SubmitWith(R"({"start": "2027-02-30"})") == Expected{"content.start INVALID_FORMAT"});
  CHECK(SaveWith(R"({"start": "2027-0"})") == Expected{});
  CHECK(SubmitWith(R"({"period": {"from": "2026-01-01", "to": null}})") == Expected{});
  CHECK(SubmitWith(R"({"period": {"from": "2026-01-01", "to": "2025-12-31"}})") ==
        Expected{"content.period.to OUT_OF_RANGE"});
  CHECK(SubmitWith(R"({"period": {"to": "2025-12-31"}})") ==
        Expected{"content.period.from REQUIRED"});
  CHECK(SubmitWith(R"({"period": {"since": "2025-12-31"}})") ==
        Expected{"content.period.since UNKNOWN_FIELD", "content.period.from REQUIRED"});
}

TEST_CASE("choices are those offered, each once") {
  CHECK(SubmitWith(R"({"keywords": ["craft", "craft"]})") ==
        Expected{"content.keywords[1] CONFLICTS"});
  CHECK(SubmitWith(R"({"keywords": ["craft", "нет"]})") ==
        Expected{"content.keywords[1] UNKNOWN_VALUE"});
  CHECK(SaveWith(R"({"keywords": ["craft", "safety", "career"]})") ==
        Expected{"content.keywords TOO_MANY"});
  CHECK(SubmitWith(R"({"pairs": "helper-person"})") == Expected{"content.pairs UNKNOWN_VALUE"});
  CHECK(Faults(
            CheckSubmit(TestNomination("social").form, Object(R"({"pairs": "helper-person"})"), {}))
            .front() == "content.title REQUIRED");
}

TEST_CASE("what a nomination overrides holds there alone") {
  CHECK(TestNomination("social").form.Find("pairs")->required == Required::kSubmit);
  CHECK(TestNomination("social").form.Find("pairs")->options.count("helper-person") == 1);
  CHECK(TheForm().Find("pairs")->required == Required::kNever);
  CHECK(TheForm().Find("pairs")->options.count("peer") == 1);
}

TEST_CASE("authors are the applicant or members, each once") {
  CHECK(
      SubmitWith(
          R"({"authors": [{"person": "01920000-0000-7000-8000-000000000002", "role": "Автор"}]})") ==
      Expected{"content.authors[0].person UNKNOWN_VALUE"});
  CHECK(SubmitWith(R"({"authors": [{"role": "Автор"}]})") ==
        Expected{"content.authors[0].person REQUIRED"});
  CHECK(SubmitWith(R"({"authors": [{"person": "01920000-0000-7000-8000-000000000001"},
                                   {"person": "01920000-0000-7000-8000-000000000001"}]})") ==
        Expected{"content.authors[1].person CONFLICTS"});
}

TEST_CASE("tables are checked cell by cell") {
  CHECK(SubmitWith(
            R"({"metrics": [{"name": "Очень длинное название", "before": "много", "x": 1}]})") ==
        Expected{"content.metrics[0].x UNKNOWN_FIELD", "content.metrics[0].name TOO_LONG",
                 "content.metrics[0].before INVALID_FORMAT"});
  CHECK(SubmitWith(R"({"metrics": [{}]})") == Expected{"content.metrics[0] REQUIRED"});
  CHECK(
      SubmitWith(R"({"metrics": [{"name": "а"}, {"name": "б"}, {"name": "в"}, {"name": "г"}]})") ==
      Expected{"content.metrics TOO_MANY"});
}

TEST_CASE("addresses") {
  for (const char* good :
       {"https://наставник.рф/практика", "http://a.ru", "https://a.ru:8080/x?y=1"})
    CHECK(IsUrl(good));
  for (const char* bad : {"ftp://a.ru", "https://", "a.ru", "https://a", "https://a.ru/б в",
                          "javascript:alert(1)", "https://user@a.ru"}) {
    INFO(bad);
    CHECK_FALSE(IsUrl(bad));
  }
  for (const char* good : {"ivan@example.ru", "иван.петров@почта.рф", "a+b@c.d"})
    CHECK(IsEmail(good));
  for (const char* bad :
       {"ivan", "@a.ru", "a@", "a@b", "a b@c.d", "a@b@c.d", "a@.ru", "a\r\nBcc: x@y.z"}) {
    INFO(bad);
    CHECK_FALSE(IsEmail(bad));
  }
  CHECK(IsPhone("+79161234567"));
  for (const char* bad :
       {"89161234567", "+7 916 123-45-67", "+0123456789", "+7", "+1234567890123456"})
    CHECK_FALSE(IsPhone(bad));
  CHECK(SubmitWith(R"({"region": "Москва"})") == Expected{"content.region INVALID_FORMAT"});
  CHECK(SubmitWith(R"({"organization": "Завод"})") ==
        Expected{"content.organization INVALID_FORMAT"});
}

TEST_CASE("a hidden field is neither required nor submitted") {
  CHECK(SubmitWith(R"({"minors": true})") == Expected{"content.minors-note REQUIRED"});
  CHECK(SubmitWith(R"({"minors": true, "minors-note": "Собраны"})") == Expected{});
  Content content = FullContent();
  content["minors-note"] = "Собраны";
  CHECK(Submitted(TheForm(), content).count("minors-note") == 0);
  CHECK(UnusedFields(TheForm(), content) == Expected{"minors-note"});
}

TEST_CASE("files are never required and never taken") {
  CHECK(SubmitWith("{}") == Expected{});
  Content content = FullContent();
  content["letter"] = boost::json::array{"0192"};
  CHECK(ReasonOf(RefuseFiles(TheForm(), content, {"letter"})) == "FEATURE_NOT_AVAILABLE");
  CHECK(RefuseFiles(TheForm(), content, {"title"}).ok());
  CHECK(RefuseFiles(TheForm(), FullContent(), {"letter"}).ok());  // removing is no harm
}

TEST_CASE("an unknown field is named with its nearest neighbour") {
  const auto violations =
      CheckSave(TheForm(), Object(R"({"title": "Школа", "anotation": "х"})"), {"anotation"});
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].field == "application.content.anotation");
  CHECK(violations[0].message == "Такого поля нет. Вы имели в виду annotation?");
}

TEST_CASE("any prefix of a right form saves") {
  const Content full = FullContent();
  Content content;
  for (const Field& field : TheForm().fields) {
    const json::Value* value = full.if_contains(field.id);
    if (value == nullptr) continue;
    content.emplace(field.id, *value);
    INFO(field.id);
    CHECK(Faults(CheckSave(TheForm(), content, {field.id})) == Expected{});
  }
}

TEST_CASE("a draft needs what the form requires of every draft") {
  CHECK(Faults(CheckSave(TheForm(), {}, {})) == Expected{"content.title REQUIRED"});
}

TEST_CASE("a patch touches what its mask names, or what the body sets") {
  const Content body = Object(R"({"title": "Новое", "mentees": null})");
  const Content old = Object(R"({"title": "Старое", "mentees": 3, "region": "ru-77"})");

  auto patch = ReadPatch({}, NominationId(), body);
  REQUIRE(patch.ok());
  patch->values = Cleaned(patch->values);
  CHECK(json::Canonical(Merge(old, *patch)) == R"({"region":"ru-77","title":"Новое"})");

  patch = ReadPatch({"content.title", "content.region"}, NominationId(), body);
  REQUIRE(patch.ok());
  CHECK(json::Canonical(Merge(old, *patch)) == R"({"mentees":3,"title":"Новое"})");

  patch = ReadPatch({"content"}, NominationId(), Cleaned(body));
  REQUIRE(patch.ok());
  CHECK(json::Canonical(Merge(old, *patch)) == R"({"title":"Новое"})");

  const auto wrong = ReadPatch({"state", "content.a.b", "nomination"}, NominationId(), body);
  CHECK(ErrorFrom(wrong.status()).violations.size() == 3);
}

TEST_CASE("experts see the fields that the form shows them") {
  CHECK(json::Canonical(ShownToExperts(TheForm(), FullContent())) ==
        "{\"annotation\":\"Опытный токарь учит "
        "новичка.\",\"keywords\":[\"craft\"],\"period\":{\"from\":\"2025-09-01\"},"
        "\"title\":\"Школа мастеров\"}");
}

}  // namespace
}  // namespace nastavnik::submission
