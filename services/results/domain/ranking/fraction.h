#pragma once

#include <cstdint>

namespace nastavnik::results {

// An exact mean: sum / count, count > 0. Never turned into floating point.
struct Fraction {
  int64_t sum = 0;
  int64_t count = 1;
};

// Sign of a - b, by cross multiplication in 128 bits.
inline int Compare(const Fraction& a, const Fraction& b) {
  const __int128 left = static_cast<__int128>(a.sum) * b.count;
  const __int128 right = static_cast<__int128>(b.sum) * a.count;
  return left < right ? -1 : left > right ? 1 : 0;
}

// The mean for people, half up: Rounded({5, 2}) is 3. `sum` is not negative.
inline int64_t Rounded(const Fraction& mean) {
  return (2 * mean.sum + mean.count) / (2 * mean.count);
}

}  // namespace nastavnik::results
