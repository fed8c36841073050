#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "services/submission/domain/similarity/grams.h"
#include "services/submission/domain/similarity/normal_text.h"

namespace nastavnik::submission {

// Winnowing (Schleimer, Wilkerson, Aiken 2003): of every 16 neighboring 20-grams the rightmost with
// the least hash is kept, about every ninth. Whatever two texts have in common for 35 characters or
// more shares a fingerprint.
inline constexpr size_t kFingerprintGram = 20;
inline constexpr size_t kFingerprintWindow = 16;
inline constexpr size_t kMinPassage = kFingerprintGram + kFingerprintWindow - 1;

// Calls `visit(hash, i)` for every fingerprint of a text, `i` the place of its gram among the
// points; places ascend. A hash comes again when its gram does.
template <typename Visit>
void ForEachFingerprint(const NormalText& text, Visit visit) {
  constexpr size_t kWindow = kFingerprintWindow;
  ForEachField(text.points(), [&](std::u32string_view field, size_t start) {
    std::array<uint64_t, kWindow> window;  // hash of gram i at i % kWindow
    size_t least = 0;                      // the rightmost of the window
    ForEachGram(field, kFingerprintGram, [&](uint64_t hash, size_t i) {
      window[i % kWindow] = hash;
      const bool gone = least + kWindow == i;
      if (gone) {
        for (size_t j = ++least; j <= i; ++j) {
          if (window[j % kWindow] <= window[least % kWindow]) least = j;
        }
      } else if (hash <= window[least % kWindow]) {
        least = i;
      }
      const bool kept = gone || least == i || i + 1 == kWindow;
      if (kept && i + 1 >= kWindow) visit(window[least % kWindow], start + least);
    });
  });
}

struct Fingerprint {
  uint64_t hash = 0;
  uint32_t position = 0;  // of its first gram among the points
};

// The set of the fingerprints of a text, by hash.
std::vector<Fingerprint> FingerprintsOf(const NormalText& text);

}  // namespace nastavnik::submission
