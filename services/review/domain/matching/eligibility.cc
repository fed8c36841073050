#include "services/review/domain/matching/eligibility.h"

#include <algorithm>

namespace nastavnik::review {

KeywordSet KeywordsOf(const std::vector<std::string>& keywords, const SeasonRules& rules) {
  KeywordSet set;
  for (const auto& keyword : keywords) {
    const auto index = rules.KeywordIndex(keyword);
    if (index && *index < 128) set.Add(*index);
  }
  return set;
}

int Candidate::MaxLoad(const Round& round) const {
  return expert.load_limit > 0 ? std::min(round.max_load, expert.load_limit) : round.max_load;
}

int Candidate::Room(const Round& round, int season_max) const {
  return std::max(0, std::min(MaxLoad(round) - held_round, season_max - held_season));
}

Ineligible WhyNot(const Candidate& candidate, const RoundItem& item, const PairFacts& pair,
                  const Round& round, int season_max) {
  const Expert& expert = candidate.expert;
  if (expert.state != Expert::State::kActive) return Ineligible::kExpertNotActive;
  if (!expert.competences.contains(item.nomination) || !round.grades.contains(expert.grade)) {
    return Ineligible::kNoCompetence;
  }
  if (std::find(item.people.begin(), item.people.end(), expert.person) != item.people.end()) {
    return Ineligible::kOwnApplication;
  }
  if (!expert.organization.IsNil() && expert.organization == item.organization)
    return Ineligible::kSameOrganization;
  if (pair.conflict) return Ineligible::kConflict;
  if (pair.declined) return Ineligible::kDeclinedBefore;
  if (pair.had) return Ineligible::kAlreadyReviewed;
  if (round.conflict.region == ConflictRule::Region::kDifferent && !item.region.empty() &&
      expert.region == item.region) {
    return Ineligible::kRegion;
  }
  if (candidate.Room(round, season_max) == 0) return Ineligible::kCap;
  if (round.conflict.one_per_organization && pair.organization_taken)
    return Ineligible::kSideConstraint;
  if (pair.never_together) return Ineligible::kSideConstraint;
  return Ineligible::kNone;
}

std::optional<Ineligible> ParseIneligible(absl::string_view name) {
  for (int i = static_cast<int>(Ineligible::kExpertNotActive);
       i <= static_cast<int>(Ineligible::kSideConstraint); ++i) {
    if (NameOf(static_cast<Ineligible>(i)) == name) return static_cast<Ineligible>(i);
  }
  return std::nullopt;
}

absl::string_view NameOf(Ineligible reason) {
  switch (reason) {
    case Ineligible::kNone:
      return "";
    case Ineligible::kExpertNotActive:
      return "EXPERT_NOT_ACTIVE";
    case Ineligible::kNoCompetence:
      return "NO_COMPETENCE";
    case Ineligible::kOwnApplication:
      return "OWN_APPLICATION";
    case Ineligible::kSameOrganization:
      return "SAME_ORGANIZATION";
    case Ineligible::kConflict:
      return "CONFLICT";
    case Ineligible::kDeclinedBefore:
      return "DECLINED_BEFORE";
    case Ineligible::kAlreadyReviewed:
      return "ALREADY_REVIEWED";
    case Ineligible::kRegion:
      return "REGION";
    case Ineligible::kCap:
      return "CAP";
    case Ineligible::kSideConstraint:
      return "SIDE_CONSTRAINT";
  }
  return "";
}

}  // namespace nastavnik::review
