#include "services/review/domain/matching/planner.h"

#include <algorithm>
#include <tuple>

#include "services/review/domain/matching/assign_round.h"
#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/figures.h"
#include "services/review/domain/matching/instance.h"
#include "services/review/domain/matching/lists.h"
#include "services/review/domain/matching/pair_rows.h"
#include "services/review/domain/matching/run_frame.h"

namespace nastavnik::review {
namespace {

constexpr size_t kMostThinListed = 1000;

class Planner {
 public:
  Planner(const RunInput& input, absl::string_view seed, const ProgressFn& progress, int threads)
      : input_(input),
        seed_(seed),
        progress_(progress),
        threads_(threads),
        rows_(input, seed),
        round_(FrameOf(input)),
        items_(round_.number),
        max_load_(round_.frame.max_load),
        min_load_(round_.frame.min_load) {}

  absl::StatusOr<Proposal> Run() {
    const bool done = input_.mode == RunMode::kPull ? List() : Assign();
    if (!done) return absl::CancelledError("the run is not wanted any more");
    AddFigures(input_, result_);
    return std::move(result_);
  }

 private:
  bool GoOn(int done) const {
    return !progress_ || progress_(done, static_cast<int>(items_.size()));
  }

  auto Pairs() {
    return
        [this](int i, std::vector<ScoredExpert>& row) { rows_.Append(items_[i], max_load_, row); };
  }

  // The plan; false when it is not wanted any more.
  bool Assign() {
    const RoundOptions options{.by_nomination = input_.scope == RunScope::kNomination,
                               .level = input_.balance == RunBalance::kSteps,
                               .threads = threads_};
    const auto pairs = Pairs();
    const std::optional<AssignedRound> solved = AssignRound(
        std::move(round_), seed_, pairs, options, [this](int done) { return GoOn(done); });
    if (!solved) return false;
    result_.price = solved->plan.price;
    result_.bound = solved->bound;
    result_.metrics.repaired = solved->repair.repaired;
    result_.metrics.unresolved = solved->repair.unresolved;
    AddThin(solved->thin);
    Collect(solved->instance, solved->plan);
    SumUp();
    return true;
  }

  // Lists to claim from: nothing is planned.
  bool List() {
    if (!GoOn(0)) return false;
    const auto pairs = Pairs();
    const Lists lists = BuildLists(std::move(round_.frame), items_, seed_, pairs);
    AddThin(lists.thin);
    const Instance& instance = lists.instance;
    for (size_t i = 0; i < items_.size(); ++i) {
      for (int at = instance.offset[i]; at < instance.offset[i + 1]; ++at)
        result_.candidates.push_back({instance.expert[at], items_[i], instance.score[at]});
    }
    std::sort(result_.candidates.begin(), result_.candidates.end(),
              [](const auto& x, const auto& y) {
                return std::tuple(x.expert, -x.score, x.application) <
                       std::tuple(y.expert, -y.score, y.application);
              });
    result_.metrics.list_pairs = static_cast<int>(instance.expert.size());
    result_.price.assign(max_load_.size(), 0);
    if (!GoOn(static_cast<int>(items_.size() / 2))) return false;
    result_.bound = PriceOut(instance, result_.price, pairs).bound;
    SumUp();
    return true;
  }

  void AddThin(const std::vector<int>& thin) {
    for (const int i : thin) {
      if (result_.metrics.thin.size() < kMostThinListed)
        result_.metrics.thin.push_back(input_.applications[items_[i]].id);
    }
  }

  void Collect(const Instance& instance, const Plan& plan) {
    result_.metrics.list_pairs = static_cast<int>(instance.expert.size());
    for (size_t i = 0; i < items_.size(); ++i) {
      for (const int at : plan.chosen[i])
        result_.pairs.push_back({items_[i], instance.expert[at], instance.score[at]});
      AddAlternates(instance, plan, static_cast<int>(i));
    }
  }

  // The best by score less price among those who did not get the application.
  void AddAlternates(const Instance& instance, const Plan& plan, int i) {
    const std::vector<int>& chosen = plan.chosen[i];
    std::vector<int> rest;
    for (int position = instance.offset[i]; position < instance.offset[i + 1]; ++position) {
      if (!std::binary_search(chosen.begin(), chosen.end(), position)) rest.push_back(position);
    }
    const auto value = [&](int p) {
      return std::pair(plan.price[instance.expert[p]] - instance.score[p], p);
    };
    const size_t count = std::min(rest.size(), static_cast<size_t>(input_.alternates));
    std::partial_sort(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count), rest.end(),
                      [&](int x, int y) { return value(x) < value(y); });
    for (size_t rank = 0; rank < count; ++rank) {
      result_.alternates.push_back({items_[i], static_cast<int>(rank) + 1,
                                    instance.expert[rest[rank]], instance.score[rest[rank]]});
    }
  }

  // The objective of the pairs, without seniors and side constraints, like the bound.
  void SumUp() {
    std::vector<int> load(max_load_.size());
    int64_t open = -static_cast<int64_t>(result_.pairs.size());
    for (const auto& application : input_.applications) open += application.demand;
    result_.primal = -kOpenSlotPenalty * open;
    for (const Proposal::Pair& pair : result_.pairs) {
      ++load[pair.expert];
      result_.primal += pair.score;
    }
    for (size_t e = 0; e < load.size(); ++e)
      result_.primal += kMinLoadReward * std::min(load[e], min_load_[e]);
  }

  const RunInput& input_;
  const absl::string_view seed_;
  const ProgressFn& progress_;
  const int threads_;
  PairRows rows_;
  RoundToAssign round_;
  const std::vector<int> items_;  // applications of the run, by application of the round
  const std::vector<int> max_load_, min_load_;  // by expert
  Proposal result_;
};

}  // namespace

absl::StatusOr<Proposal> Propose(const RunInput& input, absl::string_view seed,
                                 const ProgressFn& progress, int threads) {
  return Planner(input, seed, progress, threads).Run();
}

RunResult ResultOf(const Proposal& proposal) {
  RunResult result{.primal = proposal.primal,
                   .bound = proposal.bound,
                   .candidates = proposal.candidates,
                   .price = proposal.price};
  for (const Proposal::Pair& pair : proposal.pairs)
    result.assigned.emplace_back(pair.application, pair.expert);
  return result;
}

ProposalRows RowsOf(const RunInput& input, const Proposal& proposal) {
  const auto row = [&](int a, int e, int score) {
    const RunInput::Application& application = input.applications[a];
    return ProposedPair{application.id, input.experts[e].id,
                        input.nominations[application.nomination], score};
  };
  ProposalRows rows;
  for (const auto& [a, e, score] : proposal.pairs) rows.pairs.push_back(row(a, e, score));
  for (const auto& [e, a, score] : proposal.candidates) rows.candidates.push_back(row(a, e, score));
  for (const auto& [a, rank, e, score] : proposal.alternates)
    rows.alternates.push_back({input.applications[a].id, rank, input.experts[e].id, score});
  return rows;
}

}  // namespace nastavnik::review
