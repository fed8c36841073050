#include "services/submission/domain/similarity/comparison.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "services/submission/domain/similarity/winnowing.h"

namespace nastavnik::submission {
namespace {

// A run of points that is the same in both texts.
struct Match {
  size_t a = 0;  // where it begins
  size_t b = 0;
  size_t length = 0;
};

int64_t DiagonalOf(const Match& match) {
  return static_cast<int64_t>(match.a) - static_cast<int64_t>(match.b);
}

// The grams of shared fingerprints, by diagonal, then place.
std::vector<Match> SeedsOf(const NormalText& a, const NormalText& b, const KeySet& boilerplate) {
  const std::vector<Fingerprint> of_a = FingerprintsOf(a);
  const std::vector<Fingerprint> of_b = FingerprintsOf(b);
  std::vector<Match> seeds;
  for (auto i = of_a.begin(), j = of_b.begin(); i != of_a.end() && j != of_b.end();) {
    if (i->hash != j->hash) {
      ++(i->hash < j->hash ? i : j);
      continue;
    }
    if (!boilerplate.Contains(i->hash))
      seeds.push_back({i->position, j->position, kFingerprintGram});
    ++i, ++j;
  }
  std::sort(seeds.begin(), seeds.end(), [](const Match& x, const Match& y) {
    return std::make_pair(DiagonalOf(x), x.a) < std::make_pair(DiagonalOf(y), y.a);
  });
  return seeds;
}

// The longest run around the seed in which the texts agree; empty when they do not agree in it.
Match Extend(std::u32string_view a, std::u32string_view b, Match match) {
  const auto agree = [&](size_t i, size_t j) {
    return a[i] == b[j] && a[i] != NormalText::kSeparator;
  };
  for (size_t i = 0; i < match.length; ++i) {
    if (!agree(match.a + i, match.b + i)) return {match.a, match.b, 0};
  }
  while (match.a > 0 && match.b > 0 && agree(match.a - 1, match.b - 1))
    --match.a, --match.b, ++match.length;
  while (match.a + match.length < a.size() && match.b + match.length < b.size() &&
         agree(match.a + match.length, match.b + match.length)) {
    ++match.length;
  }
  return match;
}

// All runs around seeds that are long enough, each once: a seed inside the run of the one before it
// on the diagonal belongs to that.
std::vector<Match> MatchesOf(std::u32string_view a, std::u32string_view b,
                             const std::vector<Match>& seeds) {
  std::vector<Match> matches;
  Match last;
  for (const Match& seed : seeds) {
    const bool inside =
        last.length > 0 && DiagonalOf(seed) == DiagonalOf(last) && seed.a < last.a + last.length;
    if (inside) continue;
    last = Extend(a, b, seed);
    if (last.length >= kMinPassage) matches.push_back(last);
  }
  return matches;
}

// Which points of a text passages cover.
class Cover {
 public:
  explicit Cover(const NormalText& text) : covered_(text.points().size()) {}

  bool HasAll(size_t begin, size_t length) const {
    const auto at = covered_.begin() + static_cast<ptrdiff_t>(begin);
    return std::all_of(at, at + static_cast<ptrdiff_t>(length), [](char c) { return c != 0; });
  }
  void Add(size_t begin, size_t length) {
    std::fill_n(covered_.begin() + static_cast<ptrdiff_t>(begin), length, 1);
  }
  size_t Count() const {
    return static_cast<size_t>(std::count(covered_.begin(), covered_.end(), 1));
  }

 private:
  std::vector<char> covered_;
};

}  // namespace

KeySet BoilerplateOf(const std::vector<NormalText>& templates) {
  std::vector<uint64_t> keys;
  for (const NormalText& text : templates) {
    ForEachFingerprint(text, [&](uint64_t hash, size_t) { keys.push_back(KeySet::KeyOf(hash)); });
  }
  return KeySet(std::move(keys));
}

Comparison Compare(const NormalText& a, const NormalText& b, const KeySet& boilerplate) {
  std::vector<Match> matches = MatchesOf(a.points(), b.points(), SeedsOf(a, b, boilerplate));
  std::sort(matches.begin(), matches.end(), [](const Match& x, const Match& y) {
    return std::tie(y.length, x.a, x.b) < std::tie(x.length, y.a, y.b);  // longest first
  });
  Cover cover_a(a);
  Cover cover_b(b);
  std::vector<Match> kept;
  for (const Match& match : matches) {
    if (cover_a.HasAll(match.a, match.length) && cover_b.HasAll(match.b, match.length)) continue;
    cover_a.Add(match.a, match.length);
    cover_b.Add(match.b, match.length);
    kept.push_back(match);
  }
  std::sort(kept.begin(), kept.end(),
            [](const Match& x, const Match& y) { return std::tie(x.a, x.b) < std::tie(y.a, y.b); });
  Comparison comparison;
  for (const Match& match : kept) {
    comparison.passages.push_back(
        {a.Original(match.a, match.a + match.length), b.Original(match.b, match.b + match.length)});
  }
  const bool first = a.length() <= b.length();
  comparison.covered = (first ? cover_a : cover_b).Count();
  comparison.length = first ? a.length() : b.length();
  return comparison;
}

}  // namespace nastavnik::submission
