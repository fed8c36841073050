#include "services/review/domain/matching/assign_round.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "services/review/domain/matching/auction.h"
#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/quota.h"
#include "services/review/domain/matching/solver.h"
#include "services/review/domain/matching/streams.h"

namespace nastavnik::review {
namespace {

constexpr int kPricingRounds = 3;
constexpr int kGapPpm = 100;  // nearer to the optimum than this is near enough
// The first prices only have to show which pairs are missing in the lists. A shortage that they
// meet is a shortage.
constexpr int kRoughEps = 400;
constexpr int kRoughBidsPerSlot = 100;
// How far below its last price an expert starts again: as much as the last prices may be wrong.
constexpr int kBackInEps = 2;
// A flow over more pairs than these takes too much time and memory.
constexpr size_t kMostExactPairs = 20'000'000;

class RoundSolver {
 public:
  RoundSolver(RoundToAssign round, absl::string_view seed, PairSource pairs,
              const RoundOptions& options, RoundProgress progress)
      : nomination_(std::move(round.nomination)),
        pairs_(pairs),
        options_(options),
        progress_(progress),
        order_(Stream(seed, kOrderStream).Order(round.frame.applications())) {
    for (const int q : nomination_) nominations_ = std::max(nominations_, q + 1);
    const auto rows = [this](int a, std::vector<ScoredExpert>& row) { AppendPairs(a, row); };
    lists_ = BuildLists(std::move(round.frame), round.number, seed, rows);
  }

  std::optional<AssignedRound> Run() {
    // Prices are those of the problem without seniors, as the bound is.
    std::vector<char> senior = std::exchange(instance().senior, {});
    if (!GoOn(1)) return std::nullopt;
    if (!FindPrices()) return std::nullopt;
    instance().senior = std::move(senior);
    std::vector<int64_t> price = PricesOf(plan_);
    if (!FindPlan()) return std::nullopt;
    plan_.price = std::move(price);
    const RepairCount repair = RepairSideConstraints(instance(), plan_);
    return AssignedRound{.instance = std::move(lists_.instance),
                         .plan = std::move(plan_),
                         .thin = std::move(lists_.thin),
                         .eligible = lists_.eligible,
                         .bound = bound_,
                         .repair = repair,
                         .method = method_};
  }

 private:
  static constexpr int kSteps = 4;  // lists, prices, plan, repair
  static constexpr int kRowsBetweenLooks = 4096;

  Instance& instance() { return lists_.instance; }
  const Instance& instance() const { return lists_.instance; }

  // After so many steps; false for good once it was.
  bool GoOn(int step) {
    const int done = static_cast<int>(int64_t{instance().applications()} * step / kSteps);
    if (!stopped_) stopped_ = !progress_(done);
    done_ = done;
    return !stopped_;
  }

  // The pairs; none any more once the round is to stop, so that a scan ends soon.
  void AppendPairs(int a, std::vector<ScoredExpert>& row) {
    if (++rows_ % kRowsBetweenLooks == 0 && !stopped_) stopped_ = !progress_(done_);
    if (!stopped_) pairs_(a, row);
  }

  // Solves in turn with the pairs that the prices ask for; leaves plan_, its prices and bound_.
  bool FindPrices() {
    method_ = IsShort() ? Method::kExact : Method::kAuction;
    const auto rows = [this](int a, std::vector<ScoredExpert>& row) { AppendPairs(a, row); };
    SolveWhole({.eps = kRoughEps, .bids_per_slot = kRoughBidsPerSlot});
    int eps = kRoughEps;
    for (int round = 0;; ++round) {
      const Pricing pricing = PriceOut(instance(), plan_.price, rows);
      const int gap =
          GapPpm(pricing.bound, plan_.Objective(instance()), plan_.ScoreSum(instance()));
      bound_ = pricing.bound;
      const bool fine = round > 0 || method_ == Method::kExact;
      const bool near = pricing.wanted.empty() || gap <= kGapPpm || round >= kPricingRounds;
      if (fine && near) return GoOn(2);
      if (!GoOn(1)) return false;
      Join(instance(), pricing.wanted);
      SolveWhole({.start = Lowered(kBackInEps * eps)});
      eps = AuctionOptions().eps;
    }
  }

  std::vector<int64_t> Lowered(int64_t by) const {
    std::vector<int64_t> start = plan_.price;
    for (int64_t& price : start) price -= by;
    return start;
  }

  void SolveWhole(const AuctionOptions& auction) {
    if (method_ == Method::kAuction) {
      AuctionResult result = Auction(instance(), order_, auction);
      plan_ = std::move(result.plan);
      if (!result.exhausted || instance().expert.size() > kMostExactPairs) return;
    }
    method_ = Method::kExact;
    plan_ = Solve(instance());
  }

  // Whether a nomination wants more than all its experts together can give.
  bool IsShort() const {
    if (instance().expert.size() > kMostExactPairs) return false;
    std::vector<int64_t> missing(nominations_);
    std::vector<int> counted(size_t(nominations_) * instance().experts());
    for (int a = 0; a < instance().applications(); ++a) {
      const int q = nomination_[a];
      missing[q] += instance().demand[a];
      for (int i = instance().offset[a]; i < instance().offset[a + 1]; ++i) {
        const int e = instance().expert[i];
        if (counted[size_t(q) * instance().experts() + e]++ == 0)
          missing[q] -= instance().max_load[e];
      }
    }
    return std::any_of(missing.begin(), missing.end(), [](int64_t m) { return m > 0; });
  }

  std::vector<int64_t> PricesOf(const Plan& plan) const {
    std::vector<int64_t> price = plan.price;
    for (int e = 0; e < instance().experts(); ++e)
      price[e] = instance().max_load[e] == 0 ? 0 : std::max(price[e], -kMinLoadReward);
    return price;
  }

  // The plan itself, where it is not the one that made the prices.
  bool FindPlan() {
    const bool exact = method_ == Method::kExact;
    if (exact && instance().senior.empty() && !options_.level) return GoOn(3);
    if (!exact && instance().applications() >= options_.auction_from) return GoOn(3);
    if (exact || !options_.by_nomination || nominations_ == 1) {
      plan_ = Solve(instance(), {.level = options_.level});
    } else {
      SolveNominations();
    }
    method_ = Method::kExact;
    return GoOn(3);
  }

  // The applications of a nomination, with shares of the loads.
  struct Part {
    Instance instance;
    std::vector<int> application;  // by application of the part
    std::vector<int> position;     // by position of the part
    Plan plan;
  };

  // The best plan of each nomination within its shares.
  void SolveNominations() {
    const std::vector<SplitLoads> split = Split();
    std::vector<Part> parts;
    for (int q = 0; q < nominations_; ++q) parts.push_back(PartOf(q, split));
    std::atomic<size_t> next = 0;
    const auto work = [&] {
      for (size_t i = next++; i < parts.size(); i = next++)
        parts[i].plan = Solve(parts[i].instance, {.level = options_.level});
    };
    std::vector<std::thread> others;
    for (int i = 1; i < std::min(options_.threads, nominations_); ++i) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();
    plan_.load.assign(instance().experts(), 0);
    for (const Part& part : parts) Take(part);
  }

  // The shares of the nominations in each expert's loads, as the auction used them.
  std::vector<SplitLoads> Split() const {
    const size_t experts = instance().max_load.size();
    std::vector<std::vector<int>> used(experts, std::vector<int>(nominations_));
    std::vector<std::vector<char>> serves(experts, std::vector<char>(nominations_));
    std::vector<int64_t> demand(nominations_), supply(nominations_);
    for (int a = 0; a < instance().applications(); ++a) {
      const int q = nomination_[a];
      demand[q] += instance().demand[a];
      for (int i = instance().offset[a]; i < instance().offset[a + 1]; ++i)
        serves[instance().expert[i]][q] = 1;
      for (const int i : plan_.chosen[a]) ++used[instance().expert[i]][q];
    }
    for (size_t e = 0; e < experts; ++e) {
      for (int q = 0; q < nominations_; ++q) supply[q] += serves[e][q] * instance().max_load[e];
    }
    std::vector<SplitLoads> split;
    std::vector<int64_t> weight(nominations_);
    for (size_t e = 0; e < experts; ++e) {
      for (int q = 0; q < nominations_; ++q)
        weight[q] = serves[e][q] ? NominationWeight(demand[q], supply[q]) : 0;
      split.push_back(SplitByUse(instance().min_load[e], instance().max_load[e], used[e], weight));
    }
    return split;
  }

  Part PartOf(int q, const std::vector<SplitLoads>& split) const {
    const Instance& whole = instance();
    Part part;
    Instance& rest = part.instance;
    for (const SplitLoads& loads : split) {
      rest.min_load.push_back(loads.least[q]);
      rest.max_load.push_back(loads.most[q]);
    }
    rest.senior = whole.senior;
    rest.offset.push_back(0);
    for (int a = 0; a < whole.applications(); ++a) {
      if (nomination_[a] != q) continue;
      part.application.push_back(a);
      rest.demand.push_back(whole.demand[a]);
      rest.senior_held.push_back(!whole.WantsSenior(a));
      for (int i = whole.offset[a]; i < whole.offset[a + 1]; ++i) {
        if (rest.max_load[whole.expert[i]] == 0) continue;
        rest.expert.push_back(whole.expert[i]);
        rest.score.push_back(whole.score[i]);
        part.position.push_back(i);
      }
      rest.offset.push_back(static_cast<int>(rest.expert.size()));
    }
    return part;
  }

  void Take(const Part& part) {
    for (size_t i = 0; i < part.application.size(); ++i) {
      std::vector<int>& chosen = plan_.chosen[part.application[i]];
      chosen.clear();
      for (const int at : part.plan.chosen[i]) chosen.push_back(part.position[at]);
    }
    for (int e = 0; e < instance().experts(); ++e) plan_.load[e] += part.plan.load[e];
  }

  const std::vector<int> nomination_;
  int nominations_ = 0;
  const PairSource pairs_;
  const RoundOptions options_;
  const RoundProgress progress_;
  const std::vector<int> order_;
  Lists lists_;
  Plan plan_;
  int64_t bound_ = 0;
  int64_t rows_ = 0;
  int done_ = 0;
  bool stopped_ = false;
  Method method_ = Method::kExact;
};

}  // namespace

std::optional<AssignedRound> AssignRound(RoundToAssign round, absl::string_view seed,
                                         PairSource pairs, const RoundOptions& options,
                                         RoundProgress progress) {
  return RoundSolver(std::move(round), seed, pairs, options, progress).Run();
}

}  // namespace nastavnik::review
