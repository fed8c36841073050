// What a round asks of the experts who are together on an application, as the document states it.
#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "common/json/json.h"
#include "services/review/domain/matching/instance.h"
#include "services/review/domain/matching/score.h"
#include "tests/unit/review/season.h"

namespace nastavnik::review {
namespace {

std::shared_ptr<const SeasonRules> WithPairs(const std::string& pairs) {
  return ReadSeason(
      absl::StrCat(R"({"reviewRounds": {"r1": {"conflict": {"neverTogether": )", pairs, "}}}}"));
}

TEST_CASE("pairs of experts part both in any order") {
  const ExpertId x = ExpertId::New(), y = ExpertId::New(), z = ExpertId::New();
  const auto rules = WithPairs(absl::StrCat(R"([")", y.ToString(), ":", x.ToString(), R"(", ")",
                                            z.ToString(), ":", x.ToString(), R"("])"));
  const Round& round = rules->rounds().front();
  CHECK(round.CheckSupported().ok());
  CHECK(round.conflict.never_together.size() == 2);
  CHECK(round.conflict.Parts(x, {z, y}));
  CHECK(round.conflict.Parts(y, {x}));
  CHECK_FALSE(round.conflict.Parts(y, {z}));
  CHECK_FALSE(round.conflict.Parts(x, {}));
}

TEST_CASE("a pair that is none is named") {
  const std::string id = ExpertId::New().ToString();
  const auto read = SeasonRules::Read(
      absl::StrCat(R"({"season": "2027", "nominations": {}, "reviewRounds": {"r1": {"stage": "r",
                       "conflict": {"neverTogether": [")",
                   id, R"(", "a:b", ")", id, ":", id, R"("]}}}})"),
      1);
  REQUIRE_FALSE(read.ok());
  const auto violations = ErrorFrom(read.status()).violations;
  REQUIRE(violations.size() == 3);
  CHECK(violations[2].field == "reviewRounds.r1.conflict.neverTogether[2]");
  CHECK(violations[2].reason == "INVALID_FORMAT");
}

TEST_CASE("one senior for an application is taken and two are refused") {
  const auto rules = ReadSeason(R"({"reviewRounds": {"r1": {"seniors": 1}}})");
  const Round& round = rules->rounds().front();
  CHECK(round.CheckSupported().ok());
  CHECK(SeniorGain(Grade::kLead, false, 2, round) == kNoSeniorPenalty);
  CHECK(SeniorGain(Grade::kSenior, true, 2, round) == 0);
  CHECK(SeniorGain(Grade::kBasic, false, 2, round) == 0);
  CHECK(SeniorGain(Grade::kBasic, false, 1, round) == -kNoSeniorPenalty);
  CHECK(SeniorGain(Grade::kBasic, true, 1, round) == 0);
  CHECK(SeniorGain(Grade::kLead, false, 1, ReadSeason()->rounds().front()) == 0);
}

}  // namespace
}  // namespace nastavnik::review
