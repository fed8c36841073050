#include "services/review/domain/matching/refill.h"

#include <algorithm>

#include "services/review/domain/matching/assign.h"
#include "services/review/domain/matching/repair.h"

namespace nastavnik::review {
namespace {

// What is left of an instance around a plan.
struct Residual {
  Instance instance;
  std::vector<int> application;  // by residual application
  std::vector<int> position;     // by residual position
};

// Whether the pair at `position` may join `held`.
bool MayJoin(const Instance& instance, const SideConstraints& sides, const std::vector<int>& held,
             int position) {
  return std::none_of(held.begin(), held.end(), [&](int h) {
    return h == position || sides.Part(instance.expert[h], instance.expert[position]);
  });
}

bool HasSenior(const Instance& instance, const std::vector<int>& positions) {
  return std::any_of(positions.begin(), positions.end(),
                     [&](int i) { return instance.IsSenior(instance.expert[i]); });
}

Residual Around(const Instance& instance, const Plan& plan) {
  const SideConstraints sides(instance);
  Residual residual;
  Instance& rest = residual.instance;
  for (int e = 0; e < instance.experts(); ++e) {
    rest.max_load.push_back(std::max(0, instance.max_load[e] - plan.load[e]));
    rest.min_load.push_back(
        std::clamp(instance.min_load[e] - plan.load[e], 0, rest.max_load.back()));
  }
  rest.group = instance.group;
  rest.never_together = instance.never_together;
  rest.senior = instance.senior;
  rest.offset.push_back(0);
  for (int a = 0; a < instance.applications(); ++a) {
    const int open = instance.demand[a] - static_cast<int>(plan.chosen[a].size());
    if (open <= 0) continue;
    residual.application.push_back(a);
    rest.demand.push_back(open);
    rest.senior_held.push_back(!instance.WantsSenior(a) || HasSenior(instance, plan.chosen[a]));
    for (int i = instance.offset[a]; i < instance.offset[a + 1]; ++i) {
      if (rest.max_load[instance.expert[i]] == 0) continue;
      if (!MayJoin(instance, sides, plan.chosen[a], i)) continue;
      rest.expert.push_back(instance.expert[i]);
      rest.score.push_back(instance.score[i]);
      residual.position.push_back(i);
    }
    rest.offset.push_back(static_cast<int>(rest.expert.size()));
  }
  return residual;
}

}  // namespace

std::vector<Refilled> Refill(const Instance& instance, const Stream& order, Plan& plan) {
  const Residual residual = Around(instance, plan);
  Plan filling = Assign(residual.instance, order, /*auction_from=*/0).plan;
  RepairSideConstraints(residual.instance, filling);
  std::vector<Refilled> joined;
  for (size_t i = 0; i < filling.chosen.size(); ++i) {
    const int a = residual.application[i];
    for (const int at : filling.chosen[i]) {
      const int position = residual.position[at];
      auto& chosen = plan.chosen[a];
      chosen.insert(std::lower_bound(chosen.begin(), chosen.end(), position), position);
      ++plan.load[instance.expert[position]];
      joined.push_back({a, position});
    }
  }
  return joined;
}

}  // namespace nastavnik::review
