#include "services/submission/domain/similarity/minhash.h"

#include <algorithm>
#include <bitset>
#include <limits>

#include "services/submission/domain/similarity/grams.h"

namespace nastavnik::submission {
namespace {

constexpr size_t kGram = 9;
constexpr int kBucketShift = 57;  // 64 less the bits of a bucket's number

// An originally filled bucket for the empty one: pseudo-random, the same for every text in which
// that one is filled.
size_t FilledFor(size_t bucket, const std::bitset<kSignatureValues>& filled) {
  uint64_t z = bucket;
  for (uint64_t t = 1;; ++t) {
    z = Mix(z + 0x51ed270b * t);
    if (filled[z % kSignatureValues]) return z % kSignatureValues;
  }
}

}  // namespace

std::optional<Signature> SignatureOf(const NormalText& text) {
  if (text.length() < kMinSignedLength) return std::nullopt;
  constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();
  std::array<uint64_t, kSignatureValues> least;
  least.fill(kNone);
  ForEachField(text.points(), [&](std::u32string_view field, size_t) {
    ForEachGram(field, kGram, [&](uint64_t hash, size_t) {
      const uint64_t y = Mix(hash ^ 0x9e3779b97f4a7c15);
      uint64_t& bucket = least[y >> kBucketShift];
      bucket = std::min<uint64_t>(bucket, static_cast<uint32_t>(y));
    });
  });
  Signature signature{};
  std::bitset<kSignatureValues> filled;
  for (size_t i = 0; i < least.size(); ++i) {
    filled[i] = least[i] != kNone;
    signature[i] = static_cast<uint32_t>(least[i]);
  }
  if (filled.none()) return std::nullopt;
  for (size_t i = 0; i < signature.size(); ++i) {
    if (!filled[i]) signature[i] = signature[FilledFor(i, filled)];
  }
  return signature;
}

int CountEqual(const Signature& a, const Signature& b) {
  int equal = 0;
  for (size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i];
  return equal;
}

std::array<uint64_t, kBands> BandsOf(const Signature& signature) {
  constexpr size_t kRows = kSignatureValues / kBands;
  std::array<uint64_t, kBands> bands;
  for (size_t band = 0; band < kBands; ++band) {
    uint64_t hash = band;
    for (size_t row = 0; row < kRows; ++row)
      hash = Mix(hash * 0x9E3779B97F4A7C15 + signature[band * kRows + row]);
    bands[band] = hash;
  }
  return bands;
}

}  // namespace nastavnik::submission
