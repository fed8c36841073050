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

// All runs around seeds, each once: a seed inside the run of the one before it
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
    matches.push_back(last);
  }
  return matches;
}

// A set of points of a text.
class Cover {
 public:
  explicit Cover(const NormalText& text) : covered_(text.points().size()) {}

  void Add(size_t begin, size_t length) { std::fill_n(At(begin), length, true); }
  size_t Count(size_t begin, size_t length) const {
    return static_cast<size_t>(std::count(At(begin), At(begin + length), true));
  }
  // The longest run without a point of the set.
  size_t LongestGap(size_t begin, size_t length) const {
    size_t longest = 0;
    size_t gap = 0;
    for (size_t i = begin; i < begin + length; ++i) {
      gap = covered_[i] ? 0 : gap + 1;
      longest = std::max(longest, gap);
    }
    return longest;
  }
  size_t CountWithout(const Cover& other) const {
    size_t count = 0;
    for (size_t i = 0; i < covered_.size(); ++i) count += covered_[i] && !other.covered_[i];
    return count;
  }

 private:
  using Points = std::vector<uint8_t>;

  Points::iterator At(size_t i) { return covered_.begin() + static_cast<ptrdiff_t>(i); }
  Points::const_iterator At(size_t i) const { return covered_.begin() + static_cast<ptrdiff_t>(i); }

  Points covered_;
};

// The points in fingerprints of boilerplate; they leave no gaps inside it.
Cover BoilerplateIn(const NormalText& text, const KeySet& boilerplate) {
  Cover cover(text);
  ForEachFingerprint(text, [&](uint64_t hash, size_t position) {
    if (boilerplate.Contains(hash)) cover.Add(position, kFingerprintGram);
  });
  return cover;
}

// The matches that are long enough and do not lie in others in both texts, the longest ones first
// to be kept. `a` and `b` receive what they cover.
std::vector<Match> Keep(std::vector<Match> matches, const Cover& boilerplate_a, Cover& a,
                        Cover& b) {
  std::sort(matches.begin(), matches.end(), [](const Match& x, const Match& y) {
    return std::tie(y.length, x.a, x.b) < std::tie(x.length, y.a, y.b);
  });
  std::vector<Match> kept;
  for (const Match& match : matches) {
    if (boilerplate_a.LongestGap(match.a, match.length) < kMinPassage) continue;
    if (a.Count(match.a, match.length) == match.length &&
        b.Count(match.b, match.length) == match.length) {
      continue;
    }
    a.Add(match.a, match.length);
    b.Add(match.b, match.length);
    kept.push_back(match);
  }
  std::sort(kept.begin(), kept.end(),
            [](const Match& x, const Match& y) { return std::tie(x.a, x.b) < std::tie(y.a, y.b); });
  return kept;
}

}  // namespace

KeySet BoilerplateOf(const std::vector<NormalText>& templates) {
  std::vector<uint64_t> keys;
  for (const NormalText& text : templates) {
    ForEachField(text.points(), [&](std::u32string_view field, size_t) {
      // Inside a longer text there is a space at either end.
      const std::u32string apart = U' ' + std::u32string(field) + U' ';
      ForEachGram(apart, kFingerprintGram,
                  [&](uint64_t hash, size_t) { keys.push_back(KeySet::KeyOf(hash)); });
    });
  }
  return KeySet(std::move(keys));
}

bool IsBoilerplate(const NormalText& text, const KeySet& boilerplate) {
  bool any = false;
  bool own = false;
  ForEachFingerprint(text, [&](uint64_t hash, size_t) {
    any = true;
    own |= !boilerplate.Contains(hash);
  });
  return any && !own;
}

Comparison Compare(const NormalText& a, const NormalText& b, const KeySet& boilerplate) {
  const Cover boilerplate_a = BoilerplateIn(a, boilerplate);
  Cover cover_a(a);
  Cover cover_b(b);
  const std::vector<Match> matches =
      Keep(MatchesOf(a.points(), b.points(), SeedsOf(a, b, boilerplate)), boilerplate_a, cover_a,
           cover_b);
  Comparison comparison;
  for (const Match& match : matches) {
    comparison.passages.push_back(
        {a.Original(match.a, match.a + match.length), b.Original(match.b, match.b + match.length)});
  }
  const bool first = a.length() <= b.length();
  comparison.covered = first ? cover_a.CountWithout(boilerplate_a)
                             : cover_b.CountWithout(BoilerplateIn(b, boilerplate));
  comparison.length = first ? a.length() : b.length();
  return comparison;
}

}  // namespace nastavnik::submission
