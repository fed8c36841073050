#include "services/review/domain/rubric.h"

#include <algorithm>

namespace nastavnik::review {

const Criterion* Rubric::Find(const CriterionId& id) const {
  const auto found = std::find_if(criteria.begin(), criteria.end(),
                                  [&](const Criterion& c) { return c.id == id; });
  return found == criteria.end() ? nullptr : &*found;
}

bool Rubric::HasRecommendation(absl::string_view id) const {
  return std::any_of(recommendations.begin(), recommendations.end(),
                     [&](const auto& r) { return r.first == id; });
}

}  // namespace nastavnik::review
