#pragma once

#include <cstddef>
#include <vector>

#include "services/submission/domain/similarity/normal_text.h"
#include "services/submission/domain/similarity/shared_keys.h"

namespace nastavnik::submission {

// The same words in two texts, where each has them.
struct Passage {
  OriginalSpan first;
  OriginalSpan second;

  friend bool operator==(const Passage&, const Passage&) = default;
};

// What two texts have in common, for a person to look at. Never a verdict.
struct Comparison {
  std::vector<Passage> passages;  // by place in the first text, then in the second
  // Of the shorter text (the first one when they are equally long): normalized characters that are
  // in passages and no boilerplate, and all.
  size_t covered = 0;
  size_t length = 0;

  // 0 .. 100, rounded down; 0 for an empty text.
  int CoveragePercent() const { return length == 0 ? 0 : static_cast<int>(covered * 100 / length); }
};

// From this coverage on a pair is shown to people.
inline constexpr int kShownPercent = 30;

// All grams of texts that many have: form texts, templates.
KeySet BoilerplateOf(const std::vector<NormalText>& templates);

// Whether a text has fingerprints and all of them are boilerplate: nothing in it is its author's.
bool IsBoilerplate(const NormalText& text, const KeySet& boilerplate);

// The passages around fingerprints that both texts have and that are no boilerplate: as long as the
// texts agree and stay in a field, with at least kMinPassage characters in a row that are no
// boilerplate. One that lies in others in both texts is left out.
Comparison Compare(const NormalText& a, const NormalText& b, const KeySet& boilerplate);

}  // namespace nastavnik::submission
