#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "services/submission/domain/similarity/normal_text.h"

namespace nastavnik::submission {

// Finalizer of MurmurHash3: a bijection of 64 bits without visible order.
inline uint64_t Mix(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccd;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53;
  return x ^ (x >> 33);
}

// Calls `visit(part, start)` for every field of a normalized text, in order; `start` is the place
// of its first point.
template <typename Visit>
void ForEachField(std::u32string_view points, Visit visit) {
  for (size_t start = 0; start < points.size();) {
    const size_t end = std::min(points.find(NormalText::kSeparator, start), points.size());
    visit(points.substr(start, end - start), start);
    start = end + 1;
  }
}

// Calls `visit(hash, i)` for every run of `k` > 0 points of one field, `i` its place in the field:
// the polynomial c[0] b^(k-1) + .. + c[k-1] mod 2^64 with b = 1000003, mixed. One pass (Karp and
// Rabin 1987).
template <typename Visit>
void ForEachGram(std::u32string_view field, size_t k, Visit visit) {
  constexpr uint64_t kBase = 1000003;
  if (field.size() < k) return;
  uint64_t leaving = 1;  // b^k
  uint64_t hash = 0;
  for (size_t i = 0; i < k; ++i) {
    leaving *= kBase;
    hash = hash * kBase + field[i];
  }
  visit(Mix(hash), size_t{0});
  for (size_t i = k; i < field.size(); ++i) {
    hash = hash * kBase + field[i] - leaving * field[i - k];
    visit(Mix(hash), i - k + 1);
  }
}

}  // namespace nastavnik::submission
