#include "services/review/domain/matching/run_frame.h"

#include <map>

namespace nastavnik::review {
namespace {

// Seniors, and the applications that have one who holds them already.
void AddSeniors(const RunInput& input, RoundToAssign& round) {
  for (const auto& expert : input.experts) round.frame.senior.push_back(IsSenior(expert.grade));
  std::vector<char> held(input.applications.size());
  for (const auto& [a, e] : input.pinned) held[a] |= round.frame.senior[e];
  for (const int a : round.number) round.frame.senior_held.push_back(held[a]);
}

}  // namespace

RoundToAssign FrameOf(const RunInput& input) {
  RoundToAssign round;
  Instance& frame = round.frame;
  for (size_t a = 0; a < input.applications.size(); ++a) {
    if (input.applications[a].demand == 0) continue;
    frame.demand.push_back(input.applications[a].demand);
    round.nomination.push_back(input.applications[a].nomination);
    round.number.push_back(static_cast<int>(a));
  }
  std::map<OrganizationId, int> groups;
  for (const auto& expert : input.experts) {
    frame.max_load.push_back(expert.max_load);
    frame.min_load.push_back(expert.min_load);
    const bool bound = input.one_per_organization && !expert.organization.IsNil();
    const int next = static_cast<int>(groups.size());
    frame.group.push_back(bound ? groups.try_emplace(expert.organization, next).first->second
                                : Instance::kNoGroup);
  }
  frame.never_together = input.never;
  if (input.seniors) AddSeniors(input, round);
  return round;
}

}  // namespace nastavnik::review
