#include "services/review/domain/matching/score.h"

#include <algorithm>

namespace nastavnik::review {

int RegionScore(const RegionId& a, const RegionId& b, ConflictRule::Region rule,
                const Districts& districts) {
  if (rule == ConflictRule::Region::kAny) return 1000;
  const auto district_a = districts.find(a);
  const auto district_b = districts.find(b);
  const bool same_district =
      a == b || (district_a != districts.end() && district_b != districts.end() &&
                 district_a->second == district_b->second);
  if (rule == ConflictRule::Region::kDifferent) return same_district ? 500 : 1000;
  return a == b ? 1000 : same_district ? 700 : 300;
}

int Noise::Of(uint32_t application, uint32_t expert) const {
  return static_cast<int>(stream_.OfPair(application, expert) % 100);
}

int KeywordScore(int common, int wanted) { return wanted == 0 ? 500 : 1000 * common / wanted; }

int FixedScore(const Candidate& candidate, const NominationId& nomination, const Round& round) {
  const auto competence = candidate.expert.competences.find(nomination);
  const bool primary =
      competence != candidate.expert.competences.end() && competence->second == Level::kPrimary;
  const int c = primary ? 1000 : 600;
  const Grade grade = candidate.expert.grade;
  const int n = grade == Grade::kLead ? 1000 : grade == Grade::kSenior ? 700 : 0;
  const int most = std::max(1, candidate.MaxLoad(round));
  const int l = 1000 * std::max(0, most - candidate.held_round) / most;
  return 3000 * c + 1000 * n + 900 * l;
}

int BaseScore(const Candidate& candidate, const RoundItem& item, const Round& round,
              const Districts& districts) {
  const int k = KeywordScore(item.keywords.CountCommon(candidate.keywords), item.keywords.Count());
  const int g = RegionScore(item.region, candidate.expert.region, round.conflict.region, districts);
  return SumScore(k, g, FixedScore(candidate, item.nomination, round));
}

}  // namespace nastavnik::review
