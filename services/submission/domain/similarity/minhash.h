#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "services/submission/domain/similarity/normal_text.h"

namespace nastavnik::submission {

// Texts below this many characters have no signature: too few grams to tell anything.
inline constexpr size_t kMinSignedLength = 200;

// Fingerprint of a set of grams: two texts agree in a value with the probability that a gram of
// either is a gram of both (Jaccard similarity).
inline constexpr size_t kSignatureValues = 128;
using Signature = std::array<uint32_t, kSignatureValues>;

// MinHash of the 9-grams by one permutation of 128 buckets (Li, Owen, Zhang 2012), empty buckets
// filled from others (Shrivastava 2017). Nothing for a text that is short or has no gram.
std::optional<Signature> SignatureOf(const NormalText& text);

// Values in which the two agree, 0 .. 128; from kMinEqualValues on a pair is worth comparing.
int CountEqual(const Signature& a, const Signature& b);
inline constexpr int kMinEqualValues = kSignatureValues / 4;

// Locality-sensitive hashing: two texts with similarity s share one of the 32 bands of 4 values
// with probability 1 - (1 - s^4)^32. The number of the band is part of its hash.
inline constexpr size_t kBands = 32;
std::array<uint64_t, kBands> BandsOf(const Signature& signature);

// Texts in which one band may occur; one that occurs in more is boilerplate and is skipped.
inline constexpr size_t kMaxBucket = 64;

}  // namespace nastavnik::submission
