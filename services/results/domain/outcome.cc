#include "services/results/domain/outcome.h"

#include <algorithm>

namespace nastavnik::results {
namespace {

bool IsInForce(const Entry& entry) {
  return entry.reason != Reason::kNotAdmitted && entry.reason != Reason::kWithdrawn &&
         entry.reason != Reason::kDisqualified;
}

// Whether the application has the award class, the ranking's own awards aside.
bool HasAward(const AwardTitle& award, const Entry& entry, const NominationOfSeason& nomination) {
  switch (award.from) {
    case AwardTitle::From::kRanking:
      return award.id == entry.award;
    case AwardTitle::From::kRound:
      return award.round == nomination.round && entry.reason != Reason::kRoundNotReached;
    case AwardTitle::From::kAdmitted:
      return true;
    case AwardTitle::From::kProtocol:
    case AwardTitle::From::kExpert:
      return false;
  }
  return false;
}

std::vector<Outcome::Mean> MeansOf(const Entry& entry, const NominationOfSeason& nomination) {
  std::vector<Outcome::Mean> means;
  for (const Criterion& criterion : nomination.criteria) {
    const auto sum =
        std::find_if(entry.criteria.begin(), entry.criteria.end(),
                     [&](const CriterionSum& s) { return s.criterion == criterion.id; });
    if (sum != entry.criteria.end())
      means.push_back({criterion.id, criterion.title, criterion.max, sum->sum});
  }
  return means;
}

Outcome MakeOutcome(const Entry& entry, const Season& season,
                    const NominationOfSeason& nomination) {
  Outcome outcome;
  outcome.application = entry.application;
  outcome.nomination = entry.nomination;
  outcome.nomination_title = nomination.title;
  outcome.nomination_position = static_cast<int>(&nomination - season.nominations.data());
  const auto award =
      std::find_if(season.awards.begin(), season.awards.end(),
                   [&](const AwardTitle& a) { return HasAward(a, entry, nomination); });
  if (award != season.awards.end()) {
    outcome.award = award->id;
    outcome.award_title = award->title;
    outcome.is_public = award->from == AwardTitle::From::kRanking;
    if (outcome.is_public) outcome.place = entry.place;
  }
  if (entry.reviews == 0) return outcome;
  outcome.total_shown = nomination.feedback.total;
  outcome.reviews = entry.reviews;
  outcome.total_sum = entry.total_sum;
  if (nomination.feedback.criteria) outcome.criteria = MeansOf(entry, nomination);
  return outcome;
}

}  // namespace

std::vector<Outcome> MakeOutcomes(const std::vector<Entry>& entries, const Season& season) {
  std::vector<Outcome> outcomes;
  for (const Entry& entry : entries) {
    const NominationOfSeason* nomination = season.Find(entry.nomination);
    if (nomination == nullptr || !IsInForce(entry)) continue;
    outcomes.push_back(MakeOutcome(entry, season, *nomination));
  }
  return outcomes;
}

}  // namespace nastavnik::results
