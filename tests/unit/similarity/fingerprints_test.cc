#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"

#include "services/submission/domain/similarity/minhash.h"
#include "services/submission/domain/similarity/winnowing.h"
#include "tests/bench/similarity/corpus/corpus.h"
#include "tests/unit/similarity/example.h"

namespace nastavnik::submission {
namespace {

uint64_t HashOf(std::u32string_view gram) {
  uint64_t hash = 0;
  for (const char32_t point : gram) hash = hash * 1000003 + point;
  return Mix(hash);
}

// Straight from the definition: the rightmost least hash of every window, once.
std::vector<size_t> PlacesByDefinition(std::u32string_view text) {
  std::vector<uint64_t> hashes;
  for (size_t i = 0; i + kFingerprintGram <= text.size(); ++i)
    hashes.push_back(HashOf(text.substr(i, kFingerprintGram)));
  std::set<size_t> places;
  for (size_t i = 0; i + kFingerprintWindow <= hashes.size(); ++i) {
    size_t least = i;
    for (size_t j = i; j < i + kFingerprintWindow; ++j) {
      if (hashes[j] <= hashes[least]) least = j;
    }
    places.insert(least);
  }
  return {places.begin(), places.end()};
}

std::vector<size_t> PlacesOf(const NormalText& text) {
  std::vector<size_t> places;
  ForEachFingerprint(text, [&](uint64_t hash, size_t position) {
    CHECK(hash == HashOf(std::u32string_view(text.points()).substr(position, kFingerprintGram)));
    places.push_back(position);
  });
  return places;
}

TEST_CASE("mixing is the finalizer of MurmurHash3", "[similarity]") {
  CHECK(Mix(0) == 0);
  CHECK(Mix(1) == 0xb456bcfc34c2cb2c);
}

TEST_CASE("rolling hashes are those of each gram", "[similarity]") {
  const NormalText text = NormalizeFields({"абвгдежз", "ик", "лмноп"});
  std::vector<uint64_t> hashes;
  ForEachField(text.points(), [&](std::u32string_view field, size_t) {
    ForEachGram(field, 5, [&](uint64_t hash, size_t) { hashes.push_back(hash); });
  });
  CHECK(hashes == std::vector<uint64_t>{HashOf(U"абвгд"), HashOf(U"бвгде"), HashOf(U"вгдеж"),
                                        HashOf(U"гдежз"), HashOf(U"лмноп")});
}

TEST_CASE("fingerprints are the rightmost least of every window", "[similarity]") {
  const bench::Corpus corpus(7, 1200, 1000);
  for (int i = 0; i < 50; ++i) {
    const NormalText text = Normal(corpus.Text(i));
    CHECK(PlacesOf(text) == PlacesByDefinition(text.points()));
  }
  for (const absl::string_view letters : {"а", "аб", "абв"}) {  // many equal hashes
    std::string repeated;
    for (int i = 0; i < 200; ++i) absl::StrAppend(&repeated, letters);
    const NormalText text = Normal(repeated);
    CHECK(PlacesOf(text) == PlacesByDefinition(text.points()));
  }
}

TEST_CASE("the density of fingerprints is 2 / 17", "[similarity]") {
  const bench::Corpus corpus(8, 1200, 4000);
  size_t points = 0;
  size_t fingerprints = 0;
  for (int i = 0; i < 300; ++i) {
    const NormalText text = Normal(corpus.Text(i));
    points += text.length();
    ForEachFingerprint(text, [&](uint64_t, size_t) { ++fingerprints; });
  }
  CHECK(static_cast<double>(fingerprints) / static_cast<double>(points) ==
        Approx(0.117).margin(0.002));
}

TEST_CASE("a text has fingerprints from 35 characters on", "[similarity]") {
  const std::u32string points = Normal(kPractice).points();
  const auto count = [&](size_t length) {
    return FingerprintsOf(Normal(CutCodePoints(kPractice, 0, length))).size();
  };
  REQUIRE(points.substr(0, 35) == Normal(CutCodePoints(kPractice, 0, 35)).points());
  CHECK(count(34) == 0);
  CHECK(count(35) == 1);
  CHECK(FingerprintsOf(Normal("")).empty());
  CHECK(FingerprintsOf(
            NormalizeFields({CutCodePoints(kPractice, 0, 30), CutCodePoints(kPractice, 30, 60)}))
            .empty());
}

TEST_CASE("fingerprints are a set with first places", "[similarity]") {
  const NormalText once = NormalizeFields({kPractice});
  const NormalText twice = NormalizeFields({kPractice, kPractice});
  const auto a = FingerprintsOf(once);
  const auto b = FingerprintsOf(twice);
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    CHECK(a[i].hash == b[i].hash);
    CHECK(a[i].position == b[i].position);
  }
}

TEST_CASE("signatures need 200 characters and a gram", "[similarity]") {
  std::string letters;
  for (int i = 0; i < 199; ++i) letters += "а";
  CHECK_FALSE(SignatureOf(Normal(letters)));
  CHECK(SignatureOf(Normal(letters + "а")));
  CHECK_FALSE(SignatureOf(Normal("")));
  std::vector<absl::string_view> short_fields(100, "восьмерк");
  CHECK_FALSE(SignatureOf(NormalizeFields(short_fields)));
}

TEST_CASE("signatures follow the definition", "[similarity]") {
  const NormalText text = Normal(kPractice);
  std::array<uint64_t, 128> least;
  least.fill(UINT64_MAX);
  for (size_t i = 0; i + 9 <= text.points().size(); ++i) {
    const uint64_t y = Mix(HashOf(text.points().substr(i, 9)) ^ 0x9e3779b97f4a7c15);
    least[y >> 57] = std::min(least[y >> 57], y & 0xffffffff);
  }
  const Signature signature = *SignatureOf(text);
  int empty = 0;
  for (uint64_t b = 0; b < 128; ++b) {
    uint64_t from = b;
    for (uint64_t t = 1; least[from % 128] == UINT64_MAX; ++t) {
      from = Mix(from + 0x51ed270b * t);
    }
    empty += least[b] == UINT64_MAX;
    CHECK(signature[b] == least[from % 128]);
  }
  CHECK(empty > 0);
}

TEST_CASE("one gram fills all buckets", "[similarity]") {
  std::string letters;
  for (int i = 0; i < 300; ++i) letters += "а";
  const Signature signature = *SignatureOf(Normal(letters));
  CHECK(std::set<uint32_t>(signature.begin(), signature.end()).size() == 1);
}

TEST_CASE("equal values estimate the share of common grams", "[similarity]") {
  const Signature a = *SignatureOf(Normal(kPractice));
  const Signature b = *SignatureOf(Normal(kOtherPractice));
  const Signature half =
      *SignatureOf(NormalizeFields({kPractice, kOtherPractice}));  // about half of it is of each
  CHECK(CountEqual(a, a) == 128);
  CHECK(CountEqual(a, b) < 6);
  CHECK(CountEqual(a, half) + CountEqual(b, half) == Approx(128).margin(8));
  CHECK(BandsOf(a) == BandsOf(a));
  const auto bands = BandsOf(a);
  CHECK(std::set<uint64_t>(bands.begin(), bands.end()).size() == kBands);
  Signature other = a;
  ++other[5];  // of band 1
  const auto changed = BandsOf(other);
  for (size_t i = 0; i < kBands; ++i) CHECK((changed[i] == bands[i]) == (i != 1));
  Signature zero{};
  const auto same_values = BandsOf(zero);
  CHECK(std::set<uint64_t>(same_values.begin(), same_values.end()).size() == kBands);
}

}  // namespace
}  // namespace nastavnik::submission
