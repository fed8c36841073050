#pragma once

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"

namespace nastavnik::review {

// A sequence of random numbers that can be read at any place, from a public seed and the label of
// its use: number i is the SplitMix64 finalizer of key + g (i + 1), where key is the first 8 bytes,
// big endian, of SHA-256(seed + label) and g = 0x9E3779B97F4A7C15. Anyone with the seed can repeat
// it.
class Stream {
 public:
  Stream(absl::string_view seed, absl::string_view label);

  uint64_t key() const { return key_; }
  uint64_t At(uint64_t i) const { return Mix(key_ + kGolden * (i + 1)); }
  // The number at place a 2^32 + e.
  uint64_t OfPair(uint32_t application, uint32_t expert) const {
    return At((uint64_t{application} << 32) + expert);
  }
  // 0 .. count - 1, sorted by (number, index).
  std::vector<int> Order(int count) const;

 private:
  static constexpr uint64_t kGolden = 0x9E3779B97F4A7C15;

  // Finalizer of SplitMix64.
  static uint64_t Mix(uint64_t z) {
    z ^= z >> 30;
    z *= 0xBF58476D1CE4E5B9;
    z ^= z >> 27;
    z *= 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  uint64_t key_;
};

// Labels in use.
inline constexpr absl::string_view kNoiseStream = "noise";  // breaks ties of scores
inline constexpr absl::string_view kListStream = "list";    // the drawn part of candidate lists
inline constexpr absl::string_view kOrderStream = "order";  // who bids first

}  // namespace nastavnik::review
