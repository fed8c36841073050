#include "services/review/domain/matching/planner.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "services/review/domain/matching/assign.h"
#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/instance.h"
#include "services/review/domain/matching/lists.h"
#include "services/review/domain/matching/pair_rows.h"
#include "services/review/domain/matching/quota.h"
#include "services/review/domain/matching/repair.h"
#include "services/review/domain/matching/streams.h"

namespace nastavnik::review {
namespace {

constexpr size_t kMostThinListed = 1000;
constexpr int kPricingRounds = 3;
constexpr int kGapPpm = 100;  // nearer to the optimum of a nomination than this is near enough

// A nomination that is done.
struct Solved {
  std::vector<int> items;  // by application of the instance
  Instance instance;
  std::vector<int64_t> price;
};

// Solves one nomination after the other and adds up.
class Planner {
 public:
  explicit Planner(const PlanInput& input)
      : input_(input),
        order_(input.seed, kOrderStream),
        rows_(input),
        auction_from_(static_cast<int>(input.items.size()) >= kAuctionFrom ? 0 : kAuctionFrom),
        load_(input.candidates.size()),
        room_(input.candidates.size()) {
    for (size_t e = 0; e < room_.size(); ++e)
      room_[e] = input.candidates[e].Room(input.round, input.season_max);
  }

  Proposal Run() {
    SplitLoads();
    for (size_t q = 0; q < input_.nominations.size(); ++q) SolveNomination(q);
    Certify();
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
      if (input_.items[a].nomination == input_.nominations[q] && input_.items[a].demand > 0)
        items.push_back(static_cast<int>(a));
    }
    if (items.empty()) return;
    const Instance frame = Frame(q, items);
    const auto pairs = [&](int i, std::vector<ScoredExpert>& row) {
      rows_.Append(items[i], frame.max_load, row);
    };
    Lists lists = BuildLists(frame, items, input_.seed, pairs);
    for (const int i : lists.thin) {
      if (result_.metrics.thin.size() < kMostThinListed)
        result_.metrics.thin.push_back(input_.items[items[i]].application);
    }
    Instance& instance = lists.instance;
    Plan plan = SolvePriced(instance, pairs);
    const RepairCount count = RepairSideConstraints(instance, plan);
    result_.metrics.repaired += count.repaired;
    result_.metrics.unresolved += count.unresolved;
    Collect(instance, plan, items);
    solved_.push_back({std::move(items), std::move(lists.instance), std::move(plan.price)});
  }

  // Demands, loads and groups of a nomination.
  Instance Frame(size_t q, const std::vector<int>& items) {
    Instance frame;
    for (size_t e = 0; e < room_.size(); ++e) {
      frame.max_load.push_back(max_quota_[e][q]);
      frame.min_load.push_back(std::min(min_quota_[e][q], max_quota_[e][q]));
      frame.group.push_back(GroupOf(input_.candidates[e].expert.organization));
    }
    for (const int a : items) frame.demand.push_back(input_.items[a].demand);
    return frame;
  }

  // Solves, and again with the pairs that the prices ask for.
  Plan SolvePriced(Instance& instance, PairSource pairs) const {
    Plan plan = Assign(instance, order_, auction_from_).plan;
    for (int round = 0; round < kPricingRounds; ++round) {
      const Pricing pricing = PriceOut(instance, plan.price, pairs);
      const int gap = GapPpm(pricing.bound, plan.Objective(instance), plan.ScoreSum(instance));
      if (pricing.wanted.empty() || gap <= kGapPpm) break;
      Join(instance, pricing.wanted);
      plan = Assign(instance, order_, auction_from_).plan;
    }
    return plan;
  }

  int GroupOf(const OrganizationId& organization) {
    if (organization.IsNil() || !input_.round.conflict.one_per_organization)
      return Instance::kNoGroup;
    return groups_.try_emplace(organization, static_cast<int>(groups_.size())).first->second;
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

  // The lists of all nominations, with the loads of the round.
  Instance WholeInstance() const {
    Instance whole;
    whole.max_load = room_;
    for (size_t e = 0; e < room_.size(); ++e) whole.min_load.push_back(MinLoad(e));
    whole.group.assign(room_.size(), Instance::kNoGroup);
    whole.offset.push_back(0);
    for (const Solved& part : solved_) {
      const int base = whole.offset.back();
      whole.demand.insert(whole.demand.end(), part.instance.demand.begin(),
                          part.instance.demand.end());
      for (size_t i = 1; i < part.instance.offset.size(); ++i)
        whole.offset.push_back(base + part.instance.offset[i]);
      whole.expert.insert(whole.expert.end(), part.instance.expert.begin(),
                          part.instance.expert.end());
      whole.score.insert(whole.score.end(), part.instance.score.begin(), part.instance.score.end());
    }
    return whole;
  }

  // Bounds the optimum of the whole round over all eligible pairs. Where experts are shared among
  // nominations, only prices of the whole make a close bound.
  void Certify() {
    const Instance whole = WholeInstance();
    if (solved_.size() == 1) {
      result_.price = solved_[0].price;
    } else {
      result_.price = Assign(whole, order_, /*auction_from=*/0).plan.price;
    }
    BoundSum sum(whole.min_load, whole.max_load, result_.price);
    std::vector<ScoredExpert> row;
    for (const Solved& part : solved_) {
      for (const int a : part.items) {
        row.clear();
        rows_.Append(a, room_, row);
        sum.Add(input_.items[a].demand, row);
      }
    }
    result_.bound = sum.bound();
    const int64_t open = result_.metrics.demand - static_cast<int64_t>(result_.pairs.size());
    result_.primal = total_score_ - kOpenSlotPenalty * open;
    for (size_t e = 0; e < room_.size(); ++e)
      result_.primal += kMinLoadReward * std::min(load_[e], MinLoad(e));
    result_.metrics.gap_ppm = GapPpm(result_.bound, result_.primal, total_score_);
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
  const Stream order_;
  PairRows rows_;
  const int auction_from_;                   // a large round takes the auction in every nomination
  std::vector<int> load_;                    // by candidate, over all nominations
  std::vector<int> room_;                    // by candidate
  std::vector<std::vector<int>> max_quota_;  // by candidate and nomination
  std::vector<std::vector<int>> min_quota_;
  std::map<OrganizationId, int> groups_;
  std::vector<Solved> solved_;
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
