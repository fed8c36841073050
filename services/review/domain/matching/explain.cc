#include "services/review/domain/matching/explain.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "services/review/domain/matching/lists.h"
#include "services/review/domain/matching/pair_rows.h"
#include "services/review/domain/matching/repair.h"
#include "services/review/domain/matching/run_frame.h"

namespace nastavnik::review {
namespace {

using Outcome = Explanation::Outcome;

class Explainer {
 public:
  Explainer(const RunInput& input, absl::string_view seed, const RunResult& result, int a, int e)
      : input_(input),
        seed_(seed),
        result_(result),
        a_(a),
        e_(e),
        rows_(input, seed),
        round_(FrameOf(input)) {}

  Explanation Run() {
    answer_.score = rows_.PartsOf(a_, e_);
    answer_.price = PriceOf(e_);
    answer_.value = answer_.score.Total() - answer_.price;
    answer_.threshold = -kOpenSlotPenalty;
    const bool holds =
        std::binary_search(input_.pinned.begin(), input_.pinned.end(), std::pair(a_, e_));
    answer_.reason = holds ? Ineligible::kNone : rows_.WhyNot(a_, e_, &answer_.other);
    if (input_.applications[a_].demand > 0) LookAtList();
    answer_.outcome = holds                                 ? Outcome::kHeld
                      : answer_.reason != Ineligible::kNone ? Outcome::kIneligible
                      : input_.mode == RunMode::kPull       ? OutcomeOfPull()
                      : IsAssigned(e_)                      ? Outcome::kAssigned
                      : input_.applications[a_].demand == 0 ? Outcome::kNotListed
                                                            : WhyNotAssigned();
    return answer_;
  }

 private:
  int64_t PriceOf(int e) const {
    return static_cast<size_t>(e) < result_.price.size() ? result_.price[e] : 0;
  }
  bool IsAssigned(int e) const {
    return std::binary_search(result_.assigned.begin(), result_.assigned.end(), std::pair(a_, e));
  }

  // Makes the list of the application again and finds the expert's place and the threshold.
  void LookAtList() {
    const std::vector<int>& items = round_.number;
    const auto i =
        static_cast<int>(std::lower_bound(items.begin(), items.end(), a_) - items.begin());
    const auto pairs = [&](int at, std::vector<ScoredExpert>& row) {
      rows_.Append(items[at], round_.frame.max_load, row);
    };
    const Instance lists = BuildLists(round_.frame, items, seed_, pairs).instance;
    std::vector<int64_t> values(input_.applications[a_].demand, -kOpenSlotPenalty);
    int better = 0;
    bool listed = false;
    const int score = answer_.score.Total();
    for (int at = lists.offset[i]; at < lists.offset[i + 1]; ++at) {
      const int other = lists.expert[at];
      values.push_back(lists.score[at] - PriceOf(other));
      listed |= other == e_;
      better += std::pair(-lists.score[at], other) < std::pair(-score, e_);
    }
    answer_.listed = lists.offset[i + 1] - lists.offset[i];
    answer_.place = listed ? better + 1 : 0;
    const auto last = values.begin() + input_.applications[a_].demand - 1;
    std::nth_element(values.begin(), last, values.end(), std::greater<>());
    answer_.threshold = *last;
  }

  Outcome OutcomeOfPull() const {
    const bool listed = std::any_of(
        result_.candidates.begin(), result_.candidates.end(),
        [&](const auto& known) { return known.expert == e_ && known.application == a_; });
    return listed ? Outcome::kListed : Outcome::kNotListed;
  }

  Outcome WhyNotAssigned() {
    // Pairs above the threshold join the lists while the run prices them.
    if (answer_.place == 0 && answer_.value <= answer_.threshold) return Outcome::kNotListed;
    int64_t lowest = -kOpenSlotPenalty;  // value of the expert who would have to go
    const std::vector<int> chosen = Chosen();
    if (static_cast<int>(chosen.size()) == input_.applications[a_].demand) {
      lowest = answer_.value + kOpenSlotPenalty;
      for (const int other : chosen) {
        const int64_t value = rows_.PartsOf(a_, other).Total() - PriceOf(other);
        lowest = std::min(lowest, value);
      }
    }
    if (answer_.value > lowest && FindClash(chosen)) return Outcome::kSideConstraint;
    const bool wanted_elsewhere = answer_.price > 0 || Load() >= input_.experts[e_].max_load;
    return wanted_elsewhere && answer_.score.Total() > lowest ? Outcome::kCapacity
                                                              : Outcome::kOutbid;
  }

  // Experts whom the run gave the application.
  std::vector<int> Chosen() const {
    std::vector<int> chosen;
    for (auto pair =
             std::lower_bound(result_.assigned.begin(), result_.assigned.end(), std::pair(a_, 0));
         pair != result_.assigned.end() && pair->first == a_; ++pair)
      chosen.push_back(pair->second);
    return chosen;
  }

  bool FindClash(const std::vector<int>& chosen) {
    const SideConstraints sides(round_.frame);
    const auto clash = std::find_if(chosen.begin(), chosen.end(),
                                    [&](int other) { return sides.Part(e_, other); });
    if (clash == chosen.end()) return false;
    answer_.other = *clash;
    return true;
  }

  int Load() const {
    return static_cast<int>(
        std::count_if(result_.assigned.begin(), result_.assigned.end(),
                      [&](const std::pair<int, int>& pair) { return pair.second == e_; }));
  }

  const RunInput& input_;
  const absl::string_view seed_;
  const RunResult& result_;
  const int a_, e_;
  PairRows rows_;
  const RoundToAssign round_;
  Explanation answer_;
};

}  // namespace

absl::string_view NameOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAssigned:
      return "ASSIGNED";
    case Outcome::kHeld:
      return "HELD";
    case Outcome::kListed:
      return "LISTED";
    case Outcome::kIneligible:
      return "INELIGIBLE";
    case Outcome::kNotListed:
      return "NOT_LISTED";
    case Outcome::kOutbid:
      return "OUTBID";
    case Outcome::kCapacity:
      return "CAPACITY";
    case Outcome::kSideConstraint:
      return "SIDE_CONSTRAINT";
  }
  return "";
}

Explanation Explain(const RunInput& input, absl::string_view seed, const RunResult& result, int a,
                    int e) {
  return Explainer(input, seed, result, a, e).Run();
}

}  // namespace nastavnik::review
