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
  int Of(uint32_t application, uint32_t expert) const {
    return static_cast<int>(stream_.OfPair(application, expert) % 100);
  }

 private:
  Stream stream_;
};

// How well an eligible pair fits, in components of 0 .. 1000 each.
struct ScoreParts {
  int keywords = 0;    // K: share of the application's keywords that the expert knows
  int competence = 0;  // C: in the nomination
  int region = 0;      // G
  int seniority = 0;   // N
  int load = 0;        // L: free capacity
  int noise = 0;       // 0 .. 99

  // (4000 K + 3000 C + 1000 G + 1000 N + 900 L) / 1000, rounded down, 0 .. 9900; and with the
  // noise.
  int Base() const {
    return (4000 * keywords + 3000 * competence + 1000 * region + 1000 * seniority + 900 * load) /
           1000;
  }
  int Total() const { return Base() + noise; }
};

// Components from facts. `common` keywords of those `wanted`; 500 when none is wanted.
inline int KeywordScore(int common, int wanted) {
  return wanted == 0 ? 500 : 1000 * common / wanted;
}
int CompetenceScore(Level level);
int RegionScore(const RegionId& a, const RegionId& b, ConflictRule::Region rule,
                const Districts& districts);
int SeniorityScore(Grade grade);
// `room` assignments more at most, `held` of the round already.
int LoadScore(int room, int held);

// Base of an eligible pair.
int BaseScore(const Candidate& candidate, const RoundItem& item, const Round& round, int season_max,
              const Districts& districts);

// What the objective gains or loses by seniority when an expert of the grade takes one of `open`
// slots of an application: kNoSeniorPenalty for the senior that it lacks, as much less for anybody
// else in the last slot, 0 in a round that wants none.
int SeniorGain(Grade grade, bool senior_held, int open, const Round& round);

}  // namespace nastavnik::review
