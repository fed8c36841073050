#include "services/review/domain/matching/score.h"

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

int CompetenceScore(Level level) { return level == Level::kPrimary ? 1000 : 600; }

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

int SeniorityScore(Grade grade) {
  return grade == Grade::kLead ? 1000 : grade == Grade::kSenior ? 700 : 0;
}

int LoadScore(int room, int held) { return room <= 0 ? 0 : 1000 * room / (room + held); }

int BaseScore(const Candidate& candidate, const RoundItem& item, const Round& round, int season_max,
              const Districts& districts) {
  const auto competence = candidate.expert.competences.find(item.nomination);
  const ScoreParts parts = {
      .keywords =
          KeywordScore(item.keywords.CountCommon(candidate.keywords), item.keywords.Count()),
      .competence =
          CompetenceScore(competence == candidate.expert.competences.end() ? Level::kSecondary
                                                                           : competence->second),
      .region = RegionScore(item.region, candidate.expert.region, round.conflict.region, districts),
      .seniority = SeniorityScore(candidate.expert.grade),
      .load = LoadScore(candidate.Room(round, season_max), candidate.held_round)};
  return parts.Base();
}

int SeniorGain(Grade grade, bool senior_held, int open, const Round& round) {
  if (round.seniors == 0 || senior_held) return 0;
  if (IsSenior(grade)) return static_cast<int>(kNoSeniorPenalty);
  return open > 1 ? 0 : -static_cast<int>(kNoSeniorPenalty);
}

}  // namespace nastavnik::review
