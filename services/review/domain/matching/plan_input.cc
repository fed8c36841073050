#include "services/review/domain/matching/plan_input.h"

#include <algorithm>

namespace nastavnik::review {

PairFacts PairHistory::Of(const Candidate& candidate, const RoundItem& item) const {
  const ExpertId expert = candidate.expert.id;
  const OrganizationId organization = candidate.expert.organization;
  PairFacts facts;
  const auto conflicting = [&](const Uuid& target) {
    return !target.IsNil() && conflicts.contains({expert, target});
  };
  facts.conflict = conflicting(item.application.uuid()) || conflicting(item.organization.uuid()) ||
                   std::any_of(item.people.begin(), item.people.end(),
                               [&](const PersonId& person) { return conflicting(person.uuid()); });
  if (const auto found = past.find({expert, item.application}); found != past.end()) {
    facts.declined = found->second == Past::kDeclined;
    facts.had = found->second == Past::kHad;
  }
  const auto holders = held.find(item.application);
  if (holders == held.end()) return facts;
  for (const Holder& holder : holders->second) {
    facts.had |= holder.expert == expert;
    facts.organization_taken |= !organization.IsNil() && holder.organization == organization;
    facts.never_together |= never_together.contains(std::minmax(holder.expert, expert));
  }
  return facts;
}

}  // namespace nastavnik::review
