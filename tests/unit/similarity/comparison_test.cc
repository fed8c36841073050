#include "services/submission/domain/similarity/comparison.h"

#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "services/submission/domain/similarity/winnowing.h"
#include "tests/bench/similarity/corpus/corpus.h"
#include "tests/unit/similarity/example.h"

namespace nastavnik::submission {
namespace {

constexpr absl::string_view kBlock =
    "каждую неделю разбирают ошибки и успехи, а в конце месяца встречаются с начальником цеха";

std::string Highlighted(const std::vector<std::string>& fields, const OriginalSpan& span) {
  return CutCodePoints(fields[span.field], span.begin, span.end);
}

Comparison CompareTexts(absl::string_view a, absl::string_view b) {
  return Compare(Normal(a), Normal(b), {});
}

TEST_CASE("equal texts are one passage", "[similarity]") {
  const Comparison same = CompareTexts(kPractice, kPractice);
  REQUIRE(same.passages.size() == 1);
  CHECK(same.CoveragePercent() == 100);
  CHECK(same.covered == same.length);
  const std::string text(kPractice);
  CHECK(absl::StrCat(Highlighted({text}, same.passages[0].first), ".") == text);
  CHECK(same.passages[0].first == same.passages[0].second);
}

TEST_CASE("different texts have nothing in common", "[similarity]") {
  const Comparison none = CompareTexts(kPractice, kOtherPractice);
  CHECK(none.passages.empty());
  CHECK(none.CoveragePercent() == 0);
  CHECK(none.length == Normal(kOtherPractice).length());
  CHECK(CompareTexts("", kPractice).CoveragePercent() == 0);
  CHECK(CompareTexts("", "").length == 0);
  CHECK(CompareTexts("а", "а").passages.empty());
}

TEST_CASE("a copied block is found where it is in both", "[similarity]") {
  const std::string first(kPractice);
  const std::string second = absl::StrCat(kOtherPractice, " Так, ", kBlock, "! ", "И всё.");
  const Comparison found = CompareTexts(first, second);
  REQUIRE(found.passages.size() == 1);
  CHECK(Highlighted({first}, found.passages[0].first) == kBlock);
  CHECK(Highlighted({second}, found.passages[0].second) == kBlock);
  const size_t length = Normal(kBlock).length() + 2;  // the spaces at both ends agree, too
  CHECK(found.covered == length);
  CHECK(found.CoveragePercent() == static_cast<int>(length * 100 / Normal(kPractice).length()));
}

TEST_CASE("passages under 35 characters are none", "[similarity]") {
  const auto with = [](size_t length) {
    // Letters around the common part differ, so that it ends where it is cut.
    const std::string block = CutCodePoints(kBlock, 0, length);
    return CompareTexts(absl::StrCat("щ", block, "щ"), absl::StrCat("ъ", block, "ъ"));
  };
  CHECK(with(34).passages.empty());
  REQUIRE(with(35).passages.size() == 1);
  CHECK(with(35).covered == 35);
  CHECK(with(35).CoveragePercent() == 94);
}

TEST_CASE("pitfall 37: passages show equal text in both originals", "[similarity]") {
  const std::vector<std::string> first = {
      "Цель 👍🏽 проекта",
      absl::StrCat("👩‍👧👩‍👧 ", absl::StrReplaceAll(kPractice, {{"й", "и\u0306"}}))};
  const std::vector<std::string> second = {
      absl::StrCat(
          "✨ Мы: ",
          absl::StrReplaceAll(kBlock, {{"ош", "о\u0301ш"}, {"нед", "не\u00adд"}, {" и ", " 🔥и🔥 "}}),
          "\u0301 🙂."),
      std::string(kOtherPractice)};
  const Comparison found =
      Compare(NormalizeFields({first[0], first[1]}), NormalizeFields({second[0], second[1]}), {});
  REQUIRE(found.passages.size() == 1);
  const Passage& passage = found.passages[0];
  CHECK(passage.first.field == 1);
  CHECK(passage.second.field == 0);
  CHECK(Highlighted(first, passage.first) == absl::StrReplaceAll(kBlock, {{"й", "и\u0306"}}));
  CHECK(Highlighted(second, passage.second) ==
        "каждую не\u00adделю разбирают о\u0301шибки 🔥и🔥 успехи, а в конце месяца встречаются с "
        "начальником цеха\u0301");
  CHECK(passage.second.begin == 6);
}

TEST_CASE("a passage ends with its field", "[similarity]") {
  const std::string half = CutCodePoints(kPractice, 0, 240);
  const std::string rest = CutCodePoints(kPractice, 240, 1000);
  const Comparison found = Compare(NormalizeFields({half, rest}), NormalizeFields({kPractice}), {});
  REQUIRE(found.passages.size() == 2);
  CHECK(found.passages[0].first.field == 0);
  CHECK(found.passages[1].first.field == 1);
  CHECK(found.passages[0].second.end <= found.passages[1].second.begin);
  CHECK(found.CoveragePercent() >= 99);
  CHECK(
      Compare(NormalizeFields({half, rest}), NormalizeFields({half, rest}), {}).CoveragePercent() ==
      100);
}

TEST_CASE("what two edited texts have in common is equal and long, all of it", "[similarity]") {
  const bench::Corpus corpus(11, 1200, 1000);
  int passages = 0;
  for (int copy = corpus.texts() - 120; copy < corpus.texts(); ++copy) {
    const std::string a = corpus.Text(corpus.SourceOf(copy));
    const std::string b = corpus.Text(copy);
    const Comparison found = CompareTexts(a, b);
    for (const Passage& passage : found.passages) {
      CHECK(NormalForm(Highlighted({a}, passage.first)) ==
            NormalForm(Highlighted({b}, passage.second)));
      CHECK(passage.first.end - passage.first.begin + 2 >= kMinPassage);
      ++passages;
    }
    if (corpus.ClassOf(copy) == bench::Copy::kExact) CHECK(found.CoveragePercent() == 100);
    if (corpus.ClassOf(copy) == bench::Copy::kEdited5) CHECK(found.CoveragePercent() >= 60);
  }
  CHECK(passages > 500);
}

TEST_CASE("every common run from 35 characters on is covered", "[similarity]") {
  const bench::Corpus corpus(12, 1200, 600);
  for (int copy = corpus.texts() - 60; copy < corpus.texts(); ++copy) {
    const NormalText a = Normal(corpus.Text(corpus.SourceOf(copy)));
    const NormalText b = Normal(corpus.Text(copy));
    std::vector<bool> common(a.points().size());
    for (size_t i = 0; i + 35 <= a.points().size(); ++i) {
      if (b.points().find(a.points().substr(i, 35)) == std::u32string::npos) continue;
      std::fill_n(common.begin() + static_cast<ptrdiff_t>(i), 35, true);
    }
    if (a.length() > b.length()) continue;  // coverage is that of the shorter text
    CHECK(Compare(a, b, {}).covered ==
          static_cast<size_t>(std::count(common.begin(), common.end(), true)));
  }
}

TEST_CASE("boilerplate alone is no passage, but a passage may run into it", "[similarity]") {
  const NormalText common = Normal(kBlock);
  const KeySet boilerplate = BoilerplateOf({common});
  CHECK(boilerplate.size() == common.length() + 2 - 19);
  const std::string first = absl::StrCat("Первая заявка: ", kBlock, ".");
  const std::string second = absl::StrCat("Вторая: ", kBlock, ".");
  CHECK(Compare(Normal(first), Normal(second), {}).passages.size() == 1);
  CHECK(Compare(Normal(first), Normal(second), boilerplate).passages.empty());
  // A copy is shown whole; what is boilerplate in it does not count.
  const Comparison copy = Compare(Normal(kPractice), Normal(kPractice), boilerplate);
  REQUIRE(copy.passages.size() == 1);
  CHECK(copy.passages[0].first.begin == 0);
  CHECK(copy.length - copy.covered == Approx(common.length()).margin(2 * kFingerprintWindow));
}

TEST_CASE("a repeated phrase does not repeat the passage", "[similarity]") {
  std::string repeated;
  for (int i = 0; i < 20; ++i) absl::StrAppend(&repeated, kBlock, ". ");
  const Comparison found = CompareTexts(repeated, repeated);
  REQUIRE(found.passages.size() == 1);
  CHECK(found.CoveragePercent() == 100);
}

}  // namespace
}  // namespace nastavnik::submission
