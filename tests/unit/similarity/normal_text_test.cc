#include "services/submission/domain/similarity/normal_text.h"

#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "common/crypto/encoding.h"
#include "services/submission/domain/similarity/corpus_scan.h"
#include "services/submission/domain/similarity/minhash.h"
#include "services/submission/domain/similarity/winnowing.h"
#include "tests/unit/similarity/example.h"

namespace nastavnik::submission {
namespace {

TEST_CASE("normal text is letters, digits and single spaces", "[similarity]") {
  CHECK(NormalForm("  «Наставник» — это\tне\n\nдолжность!  ") == "наставник это не должность");
  CHECK(NormalForm("В 2026-м, 15%") == "в 2026 м 15");
  CHECK(NormalForm("раз 👍🏽 два 👩‍👧 три") == "раз два три");
  CHECK(NormalForm("Ёлка") == "елка");
  CHECK(NormalForm("Қазақстан, Өзбекстан") == "қазақстан өзбекстан");
  CHECK(NormalForm("").empty());
  CHECK(NormalForm(" \u00a0—!…👍🏽\u200d ").empty());
}

TEST_CASE("marks and invisible characters go without parting a word", "[similarity]") {
  CHECK(NormalForm("на\u00adстав\u200bник") == "наставник");
  CHECK(NormalForm("\ufeffзамо\u0301к") == "замок");
  CHECK(NormalForm("и\u0306од") == "йод");
  CHECK(NormalForm("е\u0308лка") == "елка");
  CHECK(NormalForm("и\u0306\u0301од") == "йод");
  CHECK(NormalForm("и\u0301\u0306од") == "иод");  // the stress comes between
}

// The three things by which copies are found: of equal texts, of like ones, of common passages.
std::string FoundBy(const NormalText& text) {
  std::string found = crypto::HexEncode(DigestOf(text));
  REQUIRE(found.size() == 64);
  const auto signature = SignatureOf(text);
  REQUIRE(signature);
  for (const uint32_t value : *signature) absl::StrAppend(&found, " ", value);
  for (const Fingerprint& fingerprint : FingerprintsOf(text))
    absl::StrAppend(&found, " ", fingerprint.hash);
  return found;
}

TEST_CASE(
    "pitfall 34: a copy with look-alikes, parts of й, ё as е, soft hyphens and spaces is equal",
    "[similarity]") {
  const std::string original = FoundBy(Normal(kPractice));
  const auto after = [](std::initializer_list<std::pair<absl::string_view, absl::string_view>> by) {
    return FoundBy(Normal(absl::StrReplaceAll(kPractice, by)));
  };
  CHECK(after({{"а", "a"}, {"о", "o"}, {"е", "e"}, {"с", "c"}, {"Н", "H"}}) == original);
  CHECK(after({{"В", "B"}, {"Е", "E"}, {"р", "p"}, {"х", "x"}, {"у", "y"}, {"к", "k"}}) ==
        original);
  CHECK(after({{"й", "и\u0306"}, {"ё", "е\u0308"}}) == original);
  CHECK(after({{"ё", "е"}}) == original);
  CHECK(after({{"ст", "с\u00adт"}, {"ра", "р\u200bа"}}) == original);
  CHECK(after({{" ", "  "}, {". ", ".\n\n"}, {",", " –"}}) == original);
  CHECK(FoundBy(NormalizeFields({kPractice, kOtherPractice})) != original);
  CHECK(after({{"три", "два"}}) != original);
}

TEST_CASE("pitfall 35: English words stay and mixed words fold", "[similarity]") {
  CHECK(NormalForm("The team HELPS") == "the team helps");
  CHECK(NormalForm("МOСКBА") == "москва");          // Latin O and B
  CHECK(NormalForm("пpoeкт") == "проект");          // Latin p, o, e
  CHECK(NormalForm("COPE") == "соре");              // Latin, every letter a look-alike
  CHECK(NormalForm("сору") == NormalForm("copy"));  // Cyrillic and Latin
  CHECK(NormalForm("TEXT") == "техт");
  CHECK(NormalForm("text") == "text");  // t looks like no Cyrillic letter
  CHECK(NormalForm("A4") == NormalForm("А4"));
  CHECK(NormalForm("web-сaйт") == "web сайт");
  CHECK(NormalForm("Нello") == "неllо");  // a Cyrillic letter before
  CHECK(NormalForm("IT-отдел 2.0") == "it отдел 2 0");
  CHECK(NormalForm("HR") == "hr");
}

TEST_CASE("fields are joined by a separator, empty ones leave no trace", "[similarity]") {
  const NormalText text = NormalizeFields({"Цель.", "", " — ", "Итог", "!"});
  CHECK(text.ToUtf8() == "цель\nитог");
  CHECK(text.length() == 8);
  CHECK(text.Original(0, 4) == OriginalSpan{0, 0, 4});
  CHECK(text.Original(5, 9) == OriginalSpan{3, 0, 4});
  CHECK(NormalizeFields({"а\nб"}).ToUtf8() == "а б");
  CHECK(NormalizeFields({}).length() == 0);
  CHECK(NormalizeFields({"", ""}).empty());
}

TEST_CASE("every point leads back to the original", "[similarity]") {
  //                       0 1  2 3 4     5 6
  const NormalText text =
      Normal("👍🏽 и\u0306\u0301од, «на\u00adши» – зна\u0301к👩‍👧");
  REQUIRE(text.ToUtf8() == "йод наши знак");
  CHECK(text.Original(0, 1) == OriginalSpan{0, 3, 6});      // и and two marks
  CHECK(text.Original(1, 3) == OriginalSpan{0, 6, 8});      // од
  CHECK(text.Original(0, 4) == OriginalSpan{0, 3, 8});      // without the space
  CHECK(text.Original(3, 8) == OriginalSpan{0, 11, 16});    // a soft hyphen inside
  CHECK(text.Original(11, 12) == OriginalSpan{0, 22, 24});  // а with its stress
  CHECK(text.Original(12, 13) == OriginalSpan{0, 24, 25});  // not the people after it
}

TEST_CASE("bytes that are no UTF-8 are white space", "[similarity]") {
  const NormalText text = Normal("раз\xff\xfe два\xd0");
  CHECK(text.ToUtf8() == "раз два");
  CHECK(text.Original(4, 7) == OriginalSpan{0, 6, 9});
  CHECK(NormalForm("\xed\xa0\x80").empty());
}

TEST_CASE("a megabyte of marks out of order is normalized", "[similarity]") {
  std::string text = "а";
  for (int i = 0; i < 250'000; ++i) absl::StrAppend(&text, "\u0301\u0323");
  CHECK(NormalForm(text).size() <= 2 * 20'000);  // some compose
  CHECK(NormalForm(absl::StrCat("кот ", text)).substr(0, 9) == "кот а");
}

}  // namespace
}  // namespace nastavnik::submission
