#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/strings/string_view.h"

#include "services/review/domain/matching/facts.h"
#include "services/review/domain/matching/streams.h"

namespace nastavnik::review {

// Federal district by region id. A region without an entry counts as a district of its own.
using Districts = std::map<RegionId, std::string>;

// The part of a score that only breaks ties: 0 .. 99, from the stream "noise" of a seed at the
// indices of application and expert.
class Noise {
 public:
  explicit Noise(absl::string_view seed) : stream_(seed, kNoiseStream) {}
  int Of(uint32_t application, uint32_t expert) const;

 private:
  Stream stream_;
};

// How well an eligible pair fits, 0 .. 9900 before the noise:
//   (4000 K + 3000 C + 1000 G + 1000 N + 900 L) / 1000, each component 0 .. 1000, divisions round
//   down
// K share of the application's keywords that the expert knows (500 when it has none), C competence
// in the nomination, G region, N seniority, L free capacity.
int BaseScore(const Candidate& candidate, const RoundItem& item, const Round& round,
              const Districts& districts);

// The components: keywords in common of those wanted, region, and 1000 times what does not depend
// on the application beyond its nomination.
int KeywordScore(int common, int wanted);
int RegionScore(const RegionId& a, const RegionId& b, ConflictRule::Region rule,
                const Districts& districts);
int FixedScore(const Candidate& candidate, const NominationId& nomination, const Round& round);
inline int SumScore(int keywords, int region, int fixed) {
  return (4000 * keywords + 1000 * region + fixed) / 1000;
}

}  // namespace nastavnik::review
