#include "services/review/domain/matching/panel.h"

#include <algorithm>
#include <tuple>

#include "services/review/domain/matching/eligibility.h"

namespace nastavnik::review {

Panel MakePanel(const PlanInput& input) {
  Panel panel;
  for (const RoundItem& item : input.items) {
    const size_t before = panel.pairs.size();
    for (const Candidate& candidate : input.candidates) {
      const PairFacts facts = input.history.Of(candidate, item);
      const Ineligible reason = WhyNot(candidate, item, facts, input.round, input.season_max);
      if (reason == Ineligible::kNone || reason == Ineligible::kCap ||
          reason == Ineligible::kSideConstraint)
        panel.pairs.push_back({item.application, candidate.expert.id, item.nomination});
    }
    panel.demand.push_back(static_cast<int>(panel.pairs.size() - before));
    if (panel.demand.back() < input.round.reviews_per_application)
      panel.thin.push_back(item.application);
  }
  std::sort(panel.pairs.begin(), panel.pairs.end(), [](const auto& x, const auto& y) {
    return std::tie(x.application, x.expert) < std::tie(y.application, y.expert);
  });
  std::sort(panel.thin.begin(), panel.thin.end());
  return panel;
}

}  // namespace nastavnik::review
