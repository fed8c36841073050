#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "services/results/domain/outcome.h"
#include "services/results/domain/season.h"
#include "tests/support/matchers.h"
#include "tests/unit/results/season.h"

namespace nastavnik::results {
namespace {

using support::IsOk;
using support::Refuses;

json::Value ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  const auto value = json::Parse(text.str());
  REQUIRE_THAT(value, IsOk());
  return *value;
}

json::Value Document() { return ReadFile("deploy/seasons/mentoring-2027.json"); }
json::Value Demonstration() {
  return json::MergePatch(Document(), ReadFile("deploy/seasons/demo.patch.json"));
}

TEST_CASE("the season document gives the rules of the ranking", "[season]") {
  const auto season = ReadSeason(Document());
  REQUIRE_THAT(season, IsOk());
  CHECK(season->title == "Всероссийский конкурс «Наставничество»");
  REQUIRE(season->nominations.size() == 4);
  CHECK(season->nominations[0].id.text() == "production");
  CHECK(season->nominations[3].title == "Наставничество на службе");
  CHECK(season->nominations[0].round == "r2");
  CHECK(season->demand.at("r2") == 2);
  CHECK(season->nominations[0].criteria.size() == 6);  // the informative one is not told

  REQUIRE(season->rules.rules.size() == 1);
  const RankingRule& rule = season->rules.rules[0];
  CHECK(rule.pass.value == 6000);
  CHECK_FALSE(rule.pass.each);
  CHECK(rule.one_win == OneWin::kSeason);
  CHECK(rule.void_below == 2);
  CHECK(rule.reserve == 5);
  REQUIRE(rule.tie_breaks.size() == 5);
  CHECK(rule.tie_breaks[0].criterion == "b1");
  CHECK(rule.tie_breaks[3].kind == TieBreak::Kind::kEarlierSubmission);
  CHECK(rule.tie_breaks[4].kind == TieBreak::Kind::kProtocol);
  CHECK(rule.quotas.at("winner").total == 50);
  CHECK(rule.quotas.at("winner").nominations.at(NominationId("social")) == 10);
  REQUIRE(season->rules.classes.size() == 1);  // only what the ranking awards
  CHECK(season->rules.classes[0].id == "winner");
  CHECK(season->rules.classes[0].win);
  CHECK(season->awards.size() == 5);
  CHECK(season->stages.size() == 3);
}

TEST_CASE("what the platform cannot do yet is named", "[season]") {
  CHECK(ReadSeason(Document())->unavailable ==
        std::set<std::string>{"rankingRules.method MIXED", "rankingRules.rounds"});
  CHECK(ReadSeason(Demonstration())->unavailable.empty());
}

TEST_CASE("the rule that names a nomination most exactly orders it", "[season]") {
  json::Value document = Demonstration();
  const json::Value patch = *json::Parse(R"({"rankingRules": {
      "aside": {"appliesTo": ["service"], "rounds": ["r1"], "method": "MEAN", "voidBelow": 3}}})");
  const auto season = ReadSeason(json::MergePatch(document, patch));
  REQUIRE_THAT(season, IsOk());
  const Rules& rules = season->rules;
  CHECK(rules.rules[rules.nominations[3].rule].id == "aside");
  CHECK(rules.rules[rules.nominations[0].rule].id == "main");
}

TEST_CASE("a broken document is refused with every fault", "[season]") {
  const json::Value patch = *json::Parse(
      R"({"rankingRules": {"main": {"voidBelow": "2", "rounds": ["r9"]}}, "title": 5})");
  CHECK_THAT(ReadSeason(json::MergePatch(Demonstration(), patch)), Refuses("DOCUMENT_INVALID"));
}

TEST_CASE("people are told the best award, the place only with an award", "[season]") {
  const Season season = *ReadSeason(Demonstration());
  std::vector<Entry> entries(5);
  for (uint32_t n = 0; n < entries.size(); ++n) {
    entries[n].application = testing::Numbered<ApplicationId>(n + 1);
    entries[n].nomination = NominationId("education");
    entries[n].place = static_cast<int>(n) + 1;
    entries[n].reviews = 2;
    entries[n].total_sum = 15001;
    entries[n].criteria = {{"a1", 15}, {"ready", 5}};
  }
  entries[0].award = "winner";
  entries[1].reason = Reason::kQuotaFull;
  entries[2].reason = Reason::kWithdrawn;
  entries[3].reason = Reason::kReviewsMissing;
  entries[3].reviews = 0;
  entries[4].reason = Reason::kNotAdmitted;
  const std::vector<Outcome> outcomes = MakeOutcomes(entries, season);
  REQUIRE(outcomes.size() == 3);  // withdrawn and not admitted ones have no outcome
  CHECK(outcomes[0].award_title == "Победитель");
  CHECK(outcomes[0].is_public);
  CHECK(outcomes[0].place == 1);
  CHECK(outcomes[0].nomination_position == 1);
  REQUIRE(outcomes[0].criteria.size() == 1);
  CHECK(outcomes[0].criteria[0].title == "Уникальность и новизна");
  CHECK(outcomes[1].award == "finalist");
  CHECK_FALSE(outcomes[1].is_public);
  CHECK(outcomes[1].place == 0);
  CHECK(outcomes[1].total_shown);
  CHECK_FALSE(outcomes[2].total_shown);
}

}  // namespace
}  // namespace nastavnik::results
