// What holds for whatever people write.
#include <algorithm>
#include <random>

#include "absl/strings/str_join.h"

#include "services/submission/domain/similarity/comparison.h"
#include "services/submission/domain/similarity/minhash.h"
#include "services/submission/domain/similarity/winnowing.h"
#include "tests/support/property.h"
#include "tests/unit/similarity/example.h"

namespace nastavnik::submission {
namespace {

using support::CheckProperty;

// Letters of both scripts, marks, and what stands between words.
rc::Gen<std::string> Writing() {
  static const std::vector<std::string> kSigns = {
      "а", "б", "е", "ё", "Ё", "и", "й", "М",  "О", "н",      "a",      "e",      "o",    "T",
      "t", "M", "m", "7", " ", " ", " ", "\n", ".", "\u0306", "\u0301", "\u00ad", "🙂", "—",
      "B", "k", "y", "«", "ъ", "я", "Щ", "́",   "K", "\u200d", "\u2019", "z",      "Z",    "ч"};
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kSigns)),
      [](const std::vector<std::string>& signs) { return absl::StrJoin(signs, ""); });
}

// `count` random words of Cyrillic letters, a space after each.
std::u32string Words(std::mt19937_64& random, size_t count) {
  std::u32string words;
  for (size_t i = 0; i < count; ++i) {
    for (size_t letters = 3 + random() % 8; letters > 0; --letters)
      words.push_back(U'а' + static_cast<char32_t>(random() % 32));
    words.push_back(U' ');
  }
  return words;
}

std::string Utf8(std::u32string_view points) {
  std::string text;
  for (const char32_t c : points) {
    if (c < 0x80) {
      text.push_back(static_cast<char>(c));
    } else {  // below U+0800
      text.push_back(static_cast<char>(0xC0 | (c >> 6)));
      text.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    }
  }
  return text;
}

TEST_CASE("property: what is normal stays as it is", "[similarity]") {
  CheckProperty(300, [] {
    const std::string once = NormalForm(*Writing());
    RC_ASSERT(NormalForm(once) == once);
  });
}

TEST_CASE("property: a common run of 35 characters is always covered", "[similarity]") {
  CheckProperty(300, [](uint64_t seed) {
    std::mt19937_64 random(seed);
    std::u32string run = Words(random, 12);
    run.resize(kMinPassage + random() % (run.size() - kMinPassage));
    while (run.back() == U' ') run.back() = U'щ';
    const auto plant = [&](size_t& begin) {
      const std::u32string before = Words(random, random() % 60);
      begin = before.size();
      return before + run + U' ' + Words(random, random() % 60);
    };
    size_t in_first = 0, in_second = 0;
    const std::u32string first = plant(in_first), second = plant(in_second);
    const Comparison found = Compare(Normal(Utf8(first)), Normal(Utf8(second)), {});
    const auto covers = [&](const OriginalSpan& span, size_t begin) {
      return span.begin <= begin && begin + run.size() <= span.end;
    };
    const auto covering =
        std::count_if(found.passages.begin(), found.passages.end(), [&](const Passage& passage) {
          return covers(passage.first, in_first) && covers(passage.second, in_second);
        });
    RC_ASSERT(covering == 1);
    RC_ASSERT(found.covered >= run.size());
  });
}

TEST_CASE("property: texts of equal length are as like from either side", "[similarity]") {
  CheckProperty(300, [](uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<std::u32string> common;
    for (size_t i = random() % 6; i > 0; --i) common.push_back(Words(random, 5 + random() % 20));
    const auto arrange = [&] {
      std::vector<std::u32string> blocks = common;
      for (size_t i = 1 + random() % 4; i > 0; --i) blocks.push_back(Words(random, 10));
      std::shuffle(blocks.begin(), blocks.end(), random);
      std::u32string text;
      for (const auto& block : blocks) text += block;
      return text;
    };
    std::u32string first = arrange(), second = arrange();
    const size_t length = std::min(first.size(), second.size());
    first.resize(length, U'ы');
    second.resize(length, U'ь');
    first.back() = U'ы';
    second.back() = U'ь';
    const NormalText a = Normal(Utf8(first)), b = Normal(Utf8(second));
    RC_ASSERT(a.length() == b.length());
    const Comparison here = Compare(a, b, {}), there = Compare(b, a, {});
    RC_ASSERT(here.passages.size() == there.passages.size());
    for (const Passage& passage : here.passages) {
      const Passage mirrored{passage.second, passage.first};
      RC_ASSERT(std::count(there.passages.begin(), there.passages.end(), mirrored) == 1);
    }
    // A block that another common one follows in one text only has a space more there.
    const size_t spaces = 2 * here.passages.size();
    RC_ASSERT(here.covered <= there.covered + spaces);
    RC_ASSERT(there.covered <= here.covered + spaces);
  });
}

TEST_CASE("property: no bytes crash and every span lies in its field", "[similarity]") {
  CheckProperty(300, [](const std::vector<std::string>& first, std::vector<std::string> second) {
    if (!first.empty() && *rc::gen::arbitrary<bool>()) second.push_back(first[0] + first[0]);
    const auto text_of = [](const std::vector<std::string>& fields) {
      return NormalizeFields(std::vector<absl::string_view>(fields.begin(), fields.end()));
    };
    const NormalText a = text_of(first), b = text_of(second);
    (void)SignatureOf(a);
    (void)IsBoilerplate(a, BoilerplateOf({b}));
    const Comparison found = Compare(a, b, BoilerplateOf({}));
    RC_ASSERT(found.covered <= found.length);
    for (const auto& [here, there] : found.passages) {
      RC_ASSERT(here.field < first.size());
      RC_ASSERT(here.begin < here.end);
      RC_ASSERT(here.end <= first[here.field].size());  // a code point is a byte at least
      RC_ASSERT(there.field < second.size());
      RC_ASSERT(there.end <= second[there.field].size());
    }
  });
}

TEST_CASE("property: copies of long random texts are found whole", "[similarity]") {
  CheckProperty(300, [](uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string text;
    for (int i = 0; i < 3; ++i) text += *rc::gen::resize(400, Writing()) + Utf8(Words(random, 8));
    const NormalText normal = Normal(text);
    const Comparison same = Compare(normal, normal, {});
    RC_ASSERT(same.covered == same.length);
    const auto signature = SignatureOf(normal);
    if (signature) RC_ASSERT(CountEqual(*signature, *SignatureOf(Normal(NormalForm(text)))) == 128);
  });
}

}  // namespace
}  // namespace nastavnik::submission
