#include "services/review/domain/season_rules.h"

#include <numeric>

#include "catch2/catch.hpp"

#include "common/status/error.h"
#include "common/time/civil.h"
#include "tests/unit/review/season.h"

namespace nastavnik::review {
namespace {

TEST_CASE("rounds, rubrics and terms are read from the document") {
  const auto rules = ReadSeason();
  CHECK(rules->season() == "2027");
  CHECK(rules->version() == 3);
  CHECK(rules->season_max() == 40);
  REQUIRE(rules->rounds().size() == 1);
  const Round& round = rules->rounds().front();
  CHECK(round.stage == StageId("review-1"));
  CHECK(round.nominations ==
        std::vector<NominationId>{NominationId("production"), NominationId("education"),
                                  NominationId("social"), NominationId("service")});
  CHECK(round.min_load == 10);
  CHECK(round.max_load == 30);
  CHECK(round.response_term == absl::Hours(48));
  CHECK(round.conflict.one_per_organization);
  CHECK(round.CheckSupported().ok());
  CHECK(rules->processing_consents() == std::vector<std::string>{"processing"});
  CHECK(rules->KeywordIndex("career") == 0);  // id order
  CHECK_FALSE(rules->KeywordIndex("unknown"));
  CHECK(rules->TitleOf(NominationId("service")) == "Наставничество на службе");
}

TEST_CASE("weights of every nomination sum to 100, criteria stand in the document's order") {
  const auto rules = ReadSeason();
  for (const char* nomination : {"production", "education", "social", "service"}) {
    const Rubric* rubric = rules->RubricOf(NominationId(nomination));
    REQUIRE(rubric != nullptr);
    REQUIRE(rubric->criteria.size() == 7);
    CHECK(rubric->criteria.front().id == CriterionId("a1"));
    CHECK(rubric->criteria.back().informative);
    int sum = 0;
    for (const Criterion& criterion : rubric->criteria) sum += criterion.weight;
    CHECK(sum == 100);
  }
  CHECK(rules->RubricOf(NominationId("production"))->criteria[0].weight == 15);
  CHECK(rules->RubricOf(NominationId("service"))->criteria[0].weight == 10);
  CHECK(rules->RubricOf(NominationId("business")) == nullptr);
}

TEST_CASE("the most specific rubric wins") {
  const auto rules =
      ReadSeason(R"({"rubrics": {"own": {"appliesTo": ["social"], "order": ["x"], "comment": {},
      "criteria": {"x": {"title": "Одно", "max": 5, "weight": 100}}}}})");
  CHECK(rules->RubricOf(NominationId("social"))->criteria.size() == 1);
  CHECK(rules->RubricOf(NominationId("service"))->criteria.size() == 7);
}

TEST_CASE("a fifth nomination joins the rounds that apply to everybody") {
  const auto rules = ReadSeason(
      R"({"nominations": {"business": {"direction": "practice", "position": 15, "title": "Бизнес"}}})");
  CHECK(rules->rounds().front().Covers(NominationId("business")));
  CHECK(rules->rounds().front().nominations[1] == NominationId("business"));
}

TEST_CASE("what the platform cannot do yet is refused by name") {
  const auto refused = [](const std::string& patch) {
    const absl::Status status =
        ReadSeason(R"({"reviewRounds": {"r1": )" + patch + "}}")->rounds().front().CheckSupported();
    return status.ok() ? "" : ErrorFrom(status).metadata[0].second;
  };
  CHECK(refused(R"({"kind": "PANEL"})") == "reviewRounds.kind");
  CHECK(refused(R"({"source": {"from": "ROUND"}})") == "reviewRounds.source");
  CHECK(refused(R"({"divergence": {"extraReviews": 1}})") == "reviewRounds.divergence");
  CHECK(refused(R"({"seniors": 2})") == "reviewRounds.seniors");
  CHECK(refused(R"({"blind": {"authors": "SHOWN"}})") == "reviewRounds.blind.authors");
  CHECK(refused(R"({"blind": {"coReviews": "AFTER_OWN"}})") == "reviewRounds.blind.coReviews");
  CHECK(refused(R"({"conflict": {"organization": "ANY"}})") ==
        "reviewRounds.conflict.organization");
  CHECK(refused("{}") == "");
}

TEST_CASE("every fault of a document is named") {
  const auto rules = SeasonRules::Read(
      R"({"season": "2027", "stages": {"r": {"kind": "REVIEW", "opens": "soon", "closes": 5}},
      "nominations": {"a": {"title": "А"}}})",
      1);
  REQUIRE_FALSE(rules.ok());
  CHECK(ErrorFrom(rules.status()).reason == "DOCUMENT_INVALID");
  CHECK(ErrorFrom(rules.status()).violations.size() >= 3);
}

}  // namespace
}  // namespace nastavnik::review
