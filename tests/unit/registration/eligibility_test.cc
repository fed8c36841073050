#include "services/registration/domain/season/eligibility.h"
#include "tests/unit/registration/example.h"

namespace nastavnik::season {
namespace {

using Day = absl::CivilDay;

TEST_CASE("age counts whole years on the day") {
  CHECK(AgeOn(Day{2009, 3, 2}, Day{2027, 3, 1}) == 17);
  CHECK(AgeOn(Day{2009, 3, 2}, Day{2027, 3, 2}) == 18);
  CHECK(AgeOn(Day{2008, 2, 29}, Day{2026, 2, 28}) == 17);
  CHECK(AgeOn(Day{2008, 2, 29}, Day{2026, 3, 1}) == 18);
}

TEST_CASE("all rules that fail are told") {
  const Document document = Read(Patched(R"({"eligibility": {
      "north": {"kind": "REGION_IN", "regions": ["ru-51", "ru-29"], "gate": "SUBMIT", "message": "Только Север."},
      "people": {"kind": "APPLICANT_KIND", "appliesTo": ["social"], "kinds": ["PERSON"], "gate": "DRAFT", "message": "Только люди."}}})"));
  const Nomination& social = document.nominations.at("social");
  const Nomination& service = document.nominations.at("service");
  const Applicant child = {
      .kind = "TEAM", .birth_date = Day(2010, 5, 5), .region = "ru-77", .today = Day{2027, 3, 5}};
  const auto failures = CheckEligibility(document, social, child);
  REQUIRE(failures.size() == 3);
  CHECK(failures[0].rule == "adult");
  CHECK(failures[0].gate == "DRAFT");
  CHECK(failures[0].message == "Участвовать можно с 18 лет.");
  CHECK(failures[1].rule == "north");
  CHECK(failures[2].rule == "people");
  CHECK(CheckEligibility(document, service, child).size() == 2);
  const Applicant adult = {
      .kind = "PERSON", .birth_date = Day(1990, 5, 5), .region = "ru-51", .today = Day{2027, 3, 5}};
  CHECK(CheckEligibility(document, social, adult).empty());
}

TEST_CASE("an unknown date of birth is not an age") {
  const Document document = Read(Example());
  const auto failures =
      CheckEligibility(document, document.nominations.at("social"), {.today = Day{2027, 3, 5}});
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].rule == "adult");
}

TEST_CASE("an unknown region is none of those a rule names") {
  const Document document = Read(Patched(R"({"eligibility": {"adult": null,
      "in": {"kind": "REGION_IN", "regions": ["ru-51"], "gate": "SUBMIT", "message": "Только Север."},
      "not-in": {"kind": "REGION_NOT_IN", "regions": ["ru-77"], "gate": "SUBMIT", "message": "Кроме Москвы."}}})"));
  const auto failed = [&](const std::string& region) {
    std::string rules;
    for (const auto& failure :
         CheckEligibility(document, document.nominations.at("social"), {.region = region}))
      rules += failure.rule + " ";
    return rules;
  };
  CHECK(failed("") == "in ");
  CHECK(failed("ru-51").empty());
  CHECK(failed("ru-77") == "in not-in ");
}

}  // namespace
}  // namespace nastavnik::season
