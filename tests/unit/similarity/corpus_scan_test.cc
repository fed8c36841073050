#include "services/submission/domain/similarity/corpus_scan.h"

#include <catch2/catch.hpp>

#include <array>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "services/submission/domain/similarity/grams.h"
#include "tests/bench/similarity/corpus/corpus.h"
#include "tests/unit/similarity/example.h"

namespace nastavnik::submission {
namespace {

ScanResult Scan(const std::vector<std::string>& texts,
                const std::vector<NormalText>& templates = {}) {
  CorpusScan scan(templates);
  for (const std::string& text : texts) scan.Add(Normal(text));
  return std::move(scan).Finish();
}

std::vector<SharingPair> PairsOf(const SharedKeys& index) {
  std::vector<SharingPair> pairs;
  index.ForEachPair([&](const SharingPair& pair) { pairs.push_back(pair); });
  return pairs;
}

// Texts of own words, made by the generator.
std::vector<std::string> OwnTexts(int count, int chars) {
  const bench::Corpus corpus(5, 1200, chars);
  std::vector<std::string> texts;
  for (int i = 0; i < count; ++i) texts.push_back(corpus.Text(i));
  return texts;
}

TEST_CASE("pairs share keys as often as they do by definition", "[similarity]") {
  bench::Random random(3);
  std::map<uint64_t, std::set<uint32_t>> documents_of;
  SharedKeys::Builder builder;
  for (uint32_t document = 0; document < 300; ++document) {
    for (int i = 0; i < 40; ++i) {
      const uint64_t hash = Mix(random.Below(1 + random.Below(3000)));  // few keys are in many
      documents_of[hash].insert(document);
      builder.Add(hash, document);
    }
  }
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> expected;
  std::vector<uint32_t> counts(300);
  size_t entries = 0;
  size_t skipped = 0;
  for (const auto& [hash, documents] : documents_of) {
    entries += documents.size();
    skipped += documents.size() > 10;
    if (documents.size() > 10) continue;
    for (const uint32_t a : documents) {
      ++counts[a];
      for (const uint32_t b : documents) {
        if (a < b) ++expected[{a, b}];
      }
    }
  }
  const SharedKeys index = std::move(builder).Build(300, 10);
  std::vector<SharingPair> pairs;
  for (const auto& [pair, shared] : expected) pairs.push_back({pair.first, pair.second, shared});
  REQUIRE(pairs.size() > 1000);
  CHECK(PairsOf(index) == pairs);
  CHECK(index.entries() == entries);
  CHECK(index.skipped().size() == skipped);
  for (uint32_t d = 0; d < 300; ++d) CHECK(index.CountKeys(d) == counts[d]);
  for (const auto& [hash, documents] : documents_of)
    CHECK(index.skipped().Contains(hash) == (documents.size() > 10));
}

TEST_CASE("an index of nothing has no pairs", "[similarity]") {
  CHECK(PairsOf(SharedKeys::Builder().Build(0, 25)).empty());
  CHECK(PairsOf(SharedKeys::Builder().Build(10, 25)).empty());
  CHECK_FALSE(KeySet().Contains(0));
}

TEST_CASE("equal texts are one group, near ones a pair with its first", "[similarity]") {
  const std::string copy = absl::StrReplaceAll(kPractice, {{"о", "o"}});
  const std::string near = absl::StrReplaceAll(kPractice, {{"шесть", "пять"}});
  const ScanResult result = Scan({std::string(kOtherPractice), std::string(kPractice), "", near,
                                  copy, "", std::string(kPractice), std::string(kOtherPractice)});
  CHECK(result.equal == std::vector<std::vector<uint32_t>>{{0, 7}, {1, 4, 6}});
  REQUIRE(result.pairs.size() == 1);
  CHECK(result.pairs[0].first == 1);
  CHECK(result.pairs[0].second == 3);
  CHECK(Compare(Normal(kPractice), Normal(near), result.boilerplate).CoveragePercent() >= 90);
}

TEST_CASE("pitfall 36: applications of the template only are not paired", "[similarity]") {
  const std::vector<std::string> own = OwnTexts(40, 400);
  std::vector<std::string> texts;
  for (const std::string& text : own) texts.push_back(absl::StrCat(kPractice, " ", text));
  for (int i = 0; i < 40; ++i)
    texts.push_back(absl::StrCat("Школа ", i, ". ", kPractice, " Город ", i));
  const ScanResult found = Scan(texts);
  CHECK(found.equal.empty());
  CHECK(found.common_fingerprints >= 40);
  // The numbers beside the template make pairs that have nothing of their own in common.
  CHECK(found.pairs.size() < 400);
  for (const SharingPair& pair : found.pairs) {
    if (pair.second < own.size()) continue;  // texts of the generator may share a paragraph
    const Comparison comparison =
        Compare(Normal(texts[pair.first]), Normal(texts[pair.second]), found.boilerplate);
    CHECK(comparison.passages.empty());
    CHECK(comparison.CoveragePercent() == 0);
  }
}

TEST_CASE("texts of the season are boilerplate from the first application on", "[similarity]") {
  const std::string first = absl::StrCat(kPractice, " Лицей первый");
  const std::string second = absl::StrCat(kPractice, " Гимназия вторая");
  CHECK(Scan({first, second}).pairs.size() == 1);
  CHECK(Scan({first, second}, {Normal(kPractice)}).pairs.empty());
  const std::string blank(kPractice);  // a form with nothing filled in
  CHECK(Scan({blank, blank}).equal.size() == 1);
  CHECK(Scan({blank, blank}, {Normal(kPractice)}).equal.empty());
}

TEST_CASE("a fingerprint may be in 25 texts and not in 26", "[similarity]") {
  for (const size_t count : {25, 26}) {
    std::vector<std::string> texts = OwnTexts(static_cast<int>(count), 200);
    for (std::string& text : texts) absl::StrAppend(&text, " ", kPractice);
    const ScanResult found = Scan(texts);
    CHECK(found.pairs.size() == (count == 25 ? 25 * 24 / 2 : 0));
  }
}

TEST_CASE("planted copies are found and nothing else", "[similarity]") {
  const bench::Corpus corpus(1, 3000, 1900);
  CorpusScan scan({});
  for (int i = 0; i < corpus.texts(); ++i) scan.Add(Normal(corpus.Text(i)));
  const ScanResult found = std::move(scan).Finish();
  std::array<int, bench::kCopies> by_class{};
  int others = 0;
  const auto count = [&](uint32_t first, uint32_t second) {
    const int copy = static_cast<int>(second);
    if (corpus.IsCopy(copy) && corpus.SourceOf(copy) == static_cast<int>(first)) {
      ++by_class[static_cast<int>(corpus.ClassOf(copy))];
    } else {
      const Comparison comparison = Compare(Normal(corpus.Text(static_cast<int>(first))),
                                            Normal(corpus.Text(copy)), found.boilerplate);
      others += comparison.CoveragePercent() >= kShownPercent;
    }
  };
  for (const auto& group : found.equal) {
    CHECK(group.size() == 2);
    count(group[0], group[1]);
  }
  for (const SharingPair& pair : found.pairs) count(pair.first, pair.second);
  for (int i = 0; i < bench::kCopies; ++i) CHECK(by_class[i] >= (i < 5 ? 100 : 95));
  CHECK(others == 0);
}

TEST_CASE("near copies are found by their signatures", "[similarity]") {
  const bench::Corpus corpus(1, 1200, 3900);
  std::vector<std::optional<Signature>> signatures;
  for (int i = 0; i < corpus.texts(); ++i)
    signatures.push_back(SignatureOf(Normal(corpus.Text(i))));
  signatures.push_back(std::nullopt);  // a short text
  const NearCopies found = FindNearCopies(signatures);
  std::array<int, bench::kCopies> by_class{};
  for (const SharingPair& pair : found.pairs) {
    const int copy = static_cast<int>(pair.second);
    if (corpus.IsCopy(copy) && corpus.SourceOf(copy) == static_cast<int>(pair.first))
      ++by_class[static_cast<int>(corpus.ClassOf(copy))];
    CHECK(pair.shared >= 32);
  }
  CHECK(by_class[0] == 100);
  CHECK(by_class[1] == 100);
  CHECK(by_class[2] >= 98);
  CHECK(by_class[3] >= 95);
  CHECK(found.skipped_buckets == 0);
}

TEST_CASE("the same texts give the same result", "[similarity]") {
  const std::vector<std::string> texts = OwnTexts(60, 600);
  const ScanResult once = Scan(texts);
  const ScanResult again = Scan(texts);
  CHECK(once.pairs == again.pairs);
  CHECK(once.fingerprints == again.fingerprints);
}

TEST_CASE("pitfall 38: empty, tiny, huge and ten thousand equal texts stay bounded",
          "[similarity]") {
  SECTION("empty and tiny") {
    const ScanResult found = Scan({"", "а", "", "а", "б"});
    CHECK(found.equal == std::vector<std::vector<uint32_t>>{{1, 3}});
    CHECK(found.pairs.empty());
    CHECK(Scan({}).pairs.empty());
    CHECK(FindNearCopies({}).pairs.empty());
    CHECK(FindNearCopies({std::nullopt, std::nullopt}).pairs.empty());
  }
  SECTION("ten thousand equal texts are one group, and their buckets are reported") {
    const NormalText text = Normal(kPractice);
    CorpusScan scan({});
    for (int i = 0; i < 10'000; ++i) scan.Add(text);
    const ScanResult found = std::move(scan).Finish();
    REQUIRE(found.equal.size() == 1);
    CHECK(found.equal[0].size() == 10'000);
    CHECK(found.pairs.empty());
    const NearCopies near =
        FindNearCopies(std::vector<std::optional<Signature>>(10'000, SignatureOf(text)));
    CHECK(near.pairs.empty());
    CHECK(near.skipped_buckets == kBands);
  }
  SECTION("64 equal signatures fit a bucket, 65 do not") {
    const auto signature = SignatureOf(Normal(kPractice));
    CHECK(FindNearCopies({64, signature}).pairs.size() == 64 * 63 / 2);
    CHECK(FindNearCopies({65, signature}).pairs.empty());
  }
  SECTION("a megabyte of one phrase, of one letter, of many words") {
    std::string phrase;
    while (phrase.size() < 1'000'000) absl::StrAppend(&phrase, kPractice, " ");
    const std::string letter(1'000'000, 'x');
    const std::string words = bench::Corpus(2, 1200, 500'000).Text(0);
    for (const std::string& text : {phrase, letter, words}) {
      const NormalText normal = Normal(text);
      CHECK(SignatureOf(normal));
      CHECK(Compare(normal, normal, {}).CoveragePercent() == 100);
      const NormalText shifted = Normal(text.substr(text.size() / 4 * 2));
      CHECK(Compare(shifted, normal, {}).CoveragePercent() >= 99);
      CHECK(Scan({text, text.substr(text.size() / 4 * 2)}).pairs.size() == 1);
    }
  }
}

}  // namespace
}  // namespace nastavnik::submission
