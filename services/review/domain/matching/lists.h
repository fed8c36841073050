#pragma once

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/instance.h"
#include "services/review/domain/matching/streams.h"

namespace nastavnik::review {

// Fills the empty `row` with the eligible experts of application `a`, ascending. Asked for several
// times, and always gives the same.
using PairSource = absl::FunctionRef<void(int a, std::vector<ScoredExpert>& row)>;

struct ListOptions {
  int best = 45;   // pairs kept of an application by (score, expert)
  int drawn = 15;  // and by the stream "list" from the others, so that the graph stays connected
};

// A round with more eligible pairs than this is not scored in full: kDrawnPairs are drawn of each
// application, and a PairSource gives those only, to lists, pricing and bound alike.
inline constexpr int64_t kMostScoredPairs = 1'000'000'000;
inline constexpr int kDrawnPairs = 4 * 60 + 8;

// Draws pairs: a PairSource for large rounds. Keeps memory from one application to the next.
class PairDraw {
 public:
  static constexpr int kNotEligible = -1;

  explicit PairDraw(absl::string_view seed) : list_(seed, kListStream) {}

  // Appends to `row` the first `most` eligible pairs of application `number` in the order of the
  // stream "list", experts ascending; all if there are fewer. `experts` are those who may be
  // eligible, ascending; `score` gives 0 .. 10000 or kNotEligible and is asked for little more than
  // `most` of them.
  void Append(int number, const std::vector<int>& experts, absl::FunctionRef<int(int e)> score,
              std::vector<ScoredExpert>& row, int most = kDrawnPairs);

 private:
  struct Keyed {
    uint64_t key;
    ScoredExpert pair;
  };

  uint64_t KeyOf(int number, int e) const {
    return list_.OfPair(static_cast<uint32_t>(number), static_cast<uint32_t>(e));
  }

  const Stream list_;
  std::vector<int> near_;
  std::vector<Keyed> keyed_;
  std::vector<uint64_t> keys_;
};

// An instance of candidate lists.
struct Lists {
  Instance instance;
  std::vector<int> thin;  // applications with fewer than max(3 * demand, 8) eligible experts
  int64_t eligible = 0;   // pairs in all
};

// The candidate lists of an instance whose demands, loads and side constraints are in `frame` (its
// pairs are ignored): the best and some drawn pairs of each application, all of a short list, and
// every expert in at least min(2 * max_load, eligible applications) lists. `number` is the number
// of each application in the streams of `seed`.
Lists BuildLists(Instance frame, const std::vector<int>& number, absl::string_view seed,
                 PairSource pairs, const ListOptions& options = {});

// An eligible pair that is on no list.
struct UnlistedPair {
  int application = 0;
  int expert = 0;
  int score = 0;
};

// What a scan over all eligible pairs shows of lists and prices.
struct Pricing {
  int64_t bound = 0;                 // over all eligible pairs (see certificate.h)
  std::vector<UnlistedPair> wanted;  // worth more at these prices than the demand-th best listed
                                     // pair; by application, then expert
};

Pricing PriceOut(const Instance& instance, const std::vector<int64_t>& price, PairSource pairs);

// Lets pairs join, sorted by application, then expert. Positions change: plans of `instance` are
// void.
void Join(Instance& instance, const std::vector<UnlistedPair>& pairs);

}  // namespace nastavnik::review
