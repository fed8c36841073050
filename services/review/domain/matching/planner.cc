#include "services/review/domain/matching/planner.h"

#include <algorithm>
#include <numeric>

#include "services/review/domain/matching/eligibility.h"
#include "services/review/domain/matching/instance.h"
#include "services/review/domain/matching/quota.h"
#include "services/review/domain/matching/repair.h"
#include "services/review/domain/matching/solver.h"

namespace nastavnik::review {
namespace {

// Pairs kept of one application: the best, and some of the rest so that loads can level out
// (measured gap 0.008 %).
constexpr size_t kListSize = 100;
constexpr size_t kListBest = 70;
constexpr size_t kMostThinListed = 1000;

struct Pair {
  int expert;  // index of the candidate
  int score;
};

// Solves one nomination after the other and adds up.
class Planner {
 public:
  explicit Planner(const PlanInput& input)
      : input_(input),
        noise_(input.seed),
        load_(input.candidates.size()),
        room_(input.candidates.size()) {
    for (size_t e = 0; e < room_.size(); ++e)
      room_[e] = input.candidates[e].Room(input.round, input.season_max);
  }

  Proposal Run() {
    SplitLoads();
    for (size_t q = 0; q < input_.nominations.size(); ++q) SolveNomination(q);
    std::sort(result_.pairs.begin(), result_.pairs.end(),
              [](const ProposedPair& a, const ProposedPair& b) {
                return std::tie(a.application, a.expert) < std::tie(b.application, b.expert);
              });
    FinishMetrics();
    return std::move(result_);
  }

 private:
  bool Serves(const Candidate& candidate, const NominationId& nomination) const {
    return candidate.expert.state == Expert::State::kActive &&
           candidate.expert.competences.contains(nomination) &&
           input_.round.grades.contains(candidate.expert.grade);
  }

  // Shares of each expert's room and minimum among the nominations, by demand per capacity.
  void SplitLoads() {
    const size_t nominations = input_.nominations.size();
    std::vector<int64_t> demand(nominations), supply(nominations), weight(nominations);
    for (size_t q = 0; q < nominations; ++q) {
      for (const auto& item : input_.items) {
        if (item.nomination == input_.nominations[q]) demand[q] += item.demand;
      }
      for (size_t e = 0; e < room_.size(); ++e) {
        if (Serves(input_.candidates[e], input_.nominations[q])) supply[q] += room_[e];
      }
      weight[q] = NominationWeight(demand[q], supply[q]);
    }
    for (size_t e = 0; e < room_.size(); ++e) {
      std::vector<int64_t> own(nominations);
      for (size_t q = 0; q < nominations; ++q) {
        if (Serves(input_.candidates[e], input_.nominations[q])) own[q] = weight[q];
      }
      max_quota_.push_back(SplitByLargestRemainder(room_[e], own));
      min_quota_.push_back(SplitByLargestRemainder(MinLoad(e), own));
    }
  }

  int MinLoad(size_t e) const {
    const int most = input_.candidates[e].MaxLoad(input_.round);
    const int least = std::min(input_.round.min_load, most) - input_.candidates[e].held_round;
    return std::clamp(least, 0, room_[e]);
  }

  void SolveNomination(size_t q) {
    std::vector<int> items;
    for (size_t a = 0; a < input_.items.size(); ++a) {
      if (input_.items[a].nomination == input_.nominations[q] && input_.items[a].demand > 0) {
        items.push_back(static_cast<int>(a));
      }
    }
    const Instance instance = BuildInstance(q, items);
    Plan plan = Solve(instance);
    if (input_.round.conflict.one_per_organization) {
      const RepairCount count = RepairGroups(instance, plan);
      result_.metrics.repaired += count.repaired;
      result_.metrics.unresolved += count.unresolved;
    }
    Collect(instance, plan, items);
  }

  Instance BuildInstance(size_t q, const std::vector<int>& items) {
    Instance instance;
    for (size_t e = 0; e < room_.size(); ++e) {
      instance.max_load.push_back(max_quota_[e][q]);
      instance.min_load.push_back(std::min(min_quota_[e][q], max_quota_[e][q]));
      instance.group.push_back(GroupOf(input_.candidates[e].expert.organization));
    }
    instance.offset.push_back(0);
    for (const int a : items) {
      std::vector<Pair> pairs = EligiblePairs(q, a);
      if (pairs.size() < static_cast<size_t>(std::max(3 * input_.items[a].demand, 8))) {
        if (result_.metrics.thin.size() < kMostThinListed)
          result_.metrics.thin.push_back(input_.items[a].application);
      }
      Shorten(pairs, a);
      for (const Pair& pair : pairs) {
        instance.expert.push_back(pair.expert);
        instance.score.push_back(pair.score);
      }
      instance.demand.push_back(input_.items[a].demand);
      instance.offset.push_back(static_cast<int>(instance.expert.size()));
    }
    return instance;
  }

  int GroupOf(const OrganizationId& organization) {
    if (organization.IsNil()) return Instance::kNoGroup;
    return groups_.try_emplace(organization, static_cast<int>(groups_.size())).first->second;
  }

  std::vector<Pair> EligiblePairs(size_t q, int a) const {
    const RoundItem& item = input_.items[a];
    std::vector<Pair> pairs;
    for (size_t e = 0; e < room_.size(); ++e) {
      if (max_quota_[e][q] == 0) continue;
      const Candidate& candidate = input_.candidates[e];
      const PairFacts facts = input_.history.Of(candidate, item);
      if (WhyNot(candidate, item, facts, input_.round, input_.season_max) != Ineligible::kNone)
        continue;
      const int score = BaseScore(candidate, item, input_.round, input_.districts) +
                        noise_.Of(static_cast<uint32_t>(a), static_cast<uint32_t>(e));
      pairs.push_back({static_cast<int>(e), score});
    }
    return pairs;
  }

  void Shorten(std::vector<Pair>& pairs, int a) const {
    if (pairs.size() <= kListSize) return;
    std::sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) {
      return std::pair(-x.score, x.expert) < std::pair(-y.score, y.expert);
    });
    const auto order = [&](const Pair& x) {
      return std::pair(noise_.Of(static_cast<uint32_t>(a), static_cast<uint32_t>(x.expert)),
                       x.expert);
    };
    std::sort(pairs.begin() + kListBest, pairs.end(),
              [&](const Pair& x, const Pair& y) { return order(x) < order(y); });
    pairs.resize(kListSize);
    std::sort(pairs.begin(), pairs.end(),
              [](const Pair& x, const Pair& y) { return x.expert < y.expert; });
  }

  void Collect(const Instance& instance, const Plan& plan, const std::vector<int>& items) {
    PlanMetrics& metrics = result_.metrics;
    for (size_t i = 0; i < items.size(); ++i) {
      const RoundItem& item = input_.items[items[i]];
      int sum = 0;
      for (const int position : plan.chosen[i]) {
        const int e = instance.expert[position];
        result_.pairs.push_back({item.application, input_.candidates[e].expert.id, item.nomination,
                                 instance.score[position]});
        ++load_[e];
        sum += instance.score[position];
      }
      total_score_ += sum;
      const bool full = static_cast<int>(plan.chosen[i].size()) == item.demand;
      if (full && (metrics.worst_application.IsNil() || sum < metrics.worst_score_sum)) {
        metrics.worst_score_sum = sum;
        metrics.worst_application = item.application;
      }
      metrics.demand += item.demand;
      ++metrics.applications;
      AddAlternates(instance, plan, static_cast<int>(i), item);
    }
  }

  // The best by score less price among those who did not get the application.
  void AddAlternates(const Instance& instance, const Plan& plan, int i, const RoundItem& item) {
    std::vector<int> rest;
    for (int position = instance.offset[i]; position < instance.offset[i + 1]; ++position) {
      if (!std::binary_search(plan.chosen[i].begin(), plan.chosen[i].end(), position))
        rest.push_back(position);
    }
    const auto value = [&](int p) {
      return std::pair(plan.price[instance.expert[p]] - instance.score[p], p);
    };
    const size_t count = std::min(rest.size(), static_cast<size_t>(input_.round.alternates));
    std::partial_sort(rest.begin(), rest.begin() + count, rest.end(),
                      [&](int x, int y) { return value(x) < value(y); });
    for (size_t rank = 0; rank < count; ++rank) {
      result_.alternates.push_back({item.application, static_cast<int>(rank) + 1,
                                    input_.candidates[instance.expert[rest[rank]]].expert.id,
                                    instance.score[rest[rank]]});
    }
  }

  void FinishMetrics() {
    PlanMetrics& metrics = result_.metrics;
    metrics.assigned = static_cast<int>(result_.pairs.size());
    metrics.open_slots = metrics.demand - metrics.assigned;
    if (metrics.assigned > 0)
      metrics.mean_score = static_cast<int>(total_score_ / metrics.assigned);
    std::vector<int> loads;
    for (size_t e = 0; e < room_.size(); ++e) {
      if (std::all_of(max_quota_[e].begin(), max_quota_[e].end(),
                      [](int quota) { return quota == 0; }))
        continue;
      loads.push_back(load_[e]);
      if (load_[e] < MinLoad(e)) ++metrics.experts_under_minimum;
      if (load_[e] == 0) ++metrics.unused_experts;
    }
    metrics.experts = static_cast<int>(loads.size());
    if (loads.empty()) return;
    std::sort(loads.begin(), loads.end());
    metrics.load_min = loads.front();
    metrics.load_median = loads[loads.size() / 2];
    metrics.load_max = loads.back();
  }

  const PlanInput& input_;
  const Noise noise_;
  std::vector<int> load_;                    // by candidate, over all nominations
  std::vector<int> room_;                    // by candidate
  std::vector<std::vector<int>> max_quota_;  // by candidate and nomination
  std::vector<std::vector<int>> min_quota_;
  std::map<OrganizationId, int> groups_;
  int64_t total_score_ = 0;
  Proposal result_;
};

}  // namespace

PairFacts PairHistory::Of(const Candidate& candidate, const RoundItem& item) const {
  const ExpertId expert = candidate.expert.id;
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
  if (const auto found = organizations.find(item.application); found != organizations.end()) {
    facts.organization_taken = !candidate.expert.organization.IsNil() &&
                               std::find(found->second.begin(), found->second.end(),
                                         candidate.expert.organization) != found->second.end();
  }
  return facts;
}

Proposal Propose(const PlanInput& input) { return Planner(input).Run(); }

}  // namespace nastavnik::review
