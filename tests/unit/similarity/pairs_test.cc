#include "services/submission/domain/similarity_pair.h"

#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "tests/support/matchers.h"
#include "tests/unit/similarity/compared_season.h"
#include "tests/unit/similarity/example.h"

namespace nastavnik::submission {
namespace {

using support::IsOk;
using support::Refuses;

const Form& TheForm() {
  static const auto season = *ReadSeason(1, ComparedSeason());
  return season->Find(NominationId("production"))->form;
}

ComparedVersion Version(absl::string_view annotation, absl::string_view title = "Практика") {
  Content content = FullContent();
  content["title"] = boost::json::string(title.data(), title.size());
  content["annotation"] = boost::json::string(annotation.data(), annotation.size());
  ComparedVersion version;
  version.season = SeasonId("2027");
  version.application = ApplicationId::New();
  version.version = 1;
  version.applicant = PersonId::New();
  ReadTexts(TheForm(), content, WordingOf(TheForm()), version);
  return version;
}

TEST_CASE("the texts that the season names are compared in the order of the form", "[similarity]") {
  const ComparedVersion version = Version("Опытный токарь учит новичка.");
  CHECK(version.fields == std::vector<std::string>{"title", "annotation"});
  CHECK(version.text.ToUtf8() == "практика\nопытный токарь учит новичка");
  CHECK(version.digest.size() == 32);
  CHECK((*ReadSeason(1, ComparedSeason()))->similarity_flag_percent == 60);
  CHECK(TestSeason()->similarity_flag_percent == 50);
  ComparedVersion none;
  ReadTexts(TestNomination().form, FullContent(), {}, none);
  CHECK(none.fields.empty());
  CHECK(none.digest.empty());
}

TEST_CASE("pitfall 36: who repeats the form has nothing that could be copied", "[similarity]") {
  CHECK(Version(kAnnotationHelp, "Аннотация").digest.empty());
  const ComparedVersion own = Version(absl::StrCat(kAnnotationHelp, " ", kPractice));
  const ComparedVersion other = Version(absl::StrCat(kAnnotationHelp, " ", kOtherPractice));
  CHECK_FALSE(own.digest.empty());
  CHECK_FALSE(PairOf(own, other, WordingOf(TheForm())));
  CHECK(PairOf(own, other, {}));  // a third of each is the form's
}

TEST_CASE("a pair is the same whichever comes first", "[similarity]") {
  const ComparedVersion first = Version(kPractice);
  const ComparedVersion second = Version(absl::StrReplaceAll(kPractice, {{"шесть", "пять"}}));
  const auto here = PairOf(first, second, {}), there = PairOf(second, first, {});
  REQUIRE(here);
  REQUIRE(there);
  const ApplicationId later = std::max(first.application, second.application);
  CHECK(here->side.application == later);
  CHECK(there->side.application == later);
  CHECK(here->percent == there->percent);
  REQUIRE(here->passages.size() == there->passages.size());
  for (size_t i = 0; i < here->passages.size(); ++i) {
    CHECK(here->passages[i].begin == there->passages[i].begin);
    CHECK(here->passages[i].other_end == there->passages[i].other_end);
  }
  CHECK_FALSE(PairOf(first, Version(kOtherPractice), {}));
}

TEST_CASE("of very many passages the longest are kept in their order", "[similarity]") {
  std::string first, second;
  for (int i = 0; i < 130; ++i) {
    const std::string common = absl::StrCat("наставник номер ", 1000 + i, " ведёт ", i * i * 7919,
                                            i % 2 == 0 ? " занятий" : " новых занятий по средам");
    absl::StrAppend(&first, common, " щ", i, "щ. ");
    absl::StrAppend(&second, common, " ъ", i, "ъ. ");
  }
  const auto pair = PairOf(Version(first), Version(second), {});
  REQUIRE(pair);
  REQUIRE(pair->passages.size() == kMaxPassages);
  for (size_t i = 1; i < kMaxPassages; ++i)
    CHECK(pair->passages[i - 1].begin < pair->passages[i].begin);
}

TEST_CASE("of what is near the likest are compared and equal ones once", "[similarity]") {
  const Signature own = *SignatureOf(Normal(kPractice));
  Signature like = own, unlike = own;
  like[0] ^= 1;
  for (size_t i = 0; i < 97; ++i) unlike[i] ^= 1;
  const auto text = [](absl::string_view digest, const Signature& signature, int second) {
    return NearText{ApplicationId::New(), std::string(digest), signature,
                    absl::FromUnixSeconds(second)};
  };
  const NearText near = text("a", like, 5), likest = text("b", own, 9), later = text("b", own, 10);
  CHECK(SelectNear(own, "x", {near, later, likest, text("c", unlike, 1), text("x", own, 1)}) ==
        std::vector<ApplicationId>{likest.application, near.application});
  std::vector<NearText> many;
  for (int i = 0; i < 300; ++i) many.push_back(text(std::to_string(i), own, i));
  CHECK(SelectNear(own, "x", many).size() == kMaxCompared);
}

TEST_CASE("a pair is decided once", "[similarity]") {
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  const auto confirmed = Decide(SimilarityPair(), SimilarityPair::State::kConfirmed, "Копия", now);
  REQUIRE_THAT(confirmed, IsOk());
  CHECK(confirmed->row_version == 2);
  CHECK(confirmed->decide_time == now);
  CHECK_THAT(Decide(*confirmed, SimilarityPair::State::kDismissed, "", now),
             Refuses("ILLEGAL_TRANSITION"));
  CHECK(SimilarityStateOf("DISMISSED") == SimilarityPair::State::kDismissed);
  CHECK_FALSE(SimilarityKindOf("OTHER"));
}

}  // namespace
}  // namespace nastavnik::submission
