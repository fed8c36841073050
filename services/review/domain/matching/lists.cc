#include "services/review/domain/matching/lists.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "services/review/domain/matching/streams.h"

namespace nastavnik::review {
namespace {

bool Before(const UnlistedPair& x, const UnlistedPair& y) {
  return std::tie(x.application, x.expert) < std::tie(y.application, y.expert);
}

class Builder {
 public:
  Builder(Instance frame, const std::vector<int>& number, absl::string_view seed, PairSource pairs,
          const ListOptions& options)
      : number_(number),
        list_(seed, kListStream),
        order_(seed, kOrderStream),
        pairs_(pairs),
        options_(options),
        eligible_(frame.experts()),
        listed_(frame.experts()) {
    Instance& instance = result_.instance;
    instance = std::move(frame);
    size_t most = 0;
    for (int a = 0; a < instance.applications(); ++a) most += KeptOf(a);
    instance.offset.assign(1, 0);
    instance.offset.reserve(instance.demand.size() + 1);
    instance.expert.clear();
    instance.expert.reserve(most);
    instance.score.clear();
    instance.score.reserve(most);
    row_.reserve(instance.experts());
  }

  Lists Run() {
    for (int a = 0; a < result_.instance.applications(); ++a) AddApplication(a);
    CoverExperts();
    return std::move(result_);
  }

 private:
  // Lists below this take everybody.
  int ShortOf(int a) const { return std::max(3 * result_.instance.demand[a], 8); }
  int KeptOf(int a) const { return std::max(options_.best + options_.drawn, ShortOf(a)); }

  void AddApplication(int a) {
    row_.clear();
    pairs_(a, row_);
    const int size = static_cast<int>(row_.size());
    result_.eligible += size;
    for (const ScoredExpert& pair : row_) ++eligible_[pair.expert];
    if (size < ShortOf(a)) result_.thin.push_back(a);
    if (size > KeptOf(a)) Shorten(a);
    Instance& instance = result_.instance;
    for (const ScoredExpert& pair : row_) {
      ++listed_[pair.expert];
      instance.expert.push_back(pair.expert);
      instance.score.push_back(pair.score);
    }
    instance.offset.push_back(static_cast<int>(instance.expert.size()));
  }

  void Shorten(int a) {
    const int kept = KeptOf(a);
    const auto best = row_.begin() + (kept - options_.drawn);
    std::nth_element(row_.begin(), best, row_.end(), [](const auto& x, const auto& y) {
      return std::pair(-x.score, x.expert) < std::pair(-y.score, y.expert);
    });
    keyed_.clear();
    for (auto pair = best; pair != row_.end(); ++pair) {
      keyed_.emplace_back(
          list_.OfPair(static_cast<uint32_t>(number_[a]), static_cast<uint32_t>(pair->expert)),
          *pair);
    }
    std::nth_element(keyed_.begin(), keyed_.begin() + options_.drawn, keyed_.end(),
                     [](const auto& x, const auto& y) {
                       return std::pair(x.first, x.second.expert) <
                              std::pair(y.first, y.second.expert);
                     });
    row_.resize(kept);
    for (int i = 0; i < options_.drawn; ++i) row_[kept - options_.drawn + i] = keyed_[i].second;
    std::sort(row_.begin(), row_.end(),
              [](const auto& x, const auto& y) { return x.expert < y.expert; });
  }

  // Lists an expert must be in beyond those that already hold the expert.
  int MissingOf(int e) const {
    const int64_t wanted =
        std::min<int64_t>(2 * int64_t{result_.instance.max_load[e]}, eligible_[e]);
    return static_cast<int>(std::max<int64_t>(wanted - listed_[e], 0));
  }

  void CoverExperts() {
    Instance& instance = result_.instance;
    std::vector<std::vector<UnlistedPair>> unlisted = Unlisted();
    if (unlisted.empty()) return;
    std::vector<int> length(instance.applications());
    for (int a = 0; a < instance.applications(); ++a)
      length[a] = instance.offset[a + 1] - instance.offset[a];
    const auto place = [&](const UnlistedPair& x) {
      return std::tuple(length[x.application],
                        order_.At(static_cast<uint32_t>(number_[x.application])), x.application);
    };
    std::vector<UnlistedPair> extras;
    for (int e = 0; e < instance.experts(); ++e) {
      const int missing = MissingOf(e);
      std::partial_sort(
          unlisted[e].begin(), unlisted[e].begin() + missing, unlisted[e].end(),
          [&](const UnlistedPair& x, const UnlistedPair& y) { return place(x) < place(y); });
      for (int i = 0; i < missing; ++i) {
        extras.push_back(unlisted[e][i]);
        ++length[unlisted[e][i].application];
      }
    }
    std::sort(extras.begin(), extras.end(), Before);
    Join(instance, extras);
  }

  // By expert who is in too few lists: the eligible pairs that are not in any; empty when all are
  // in enough.
  std::vector<std::vector<UnlistedPair>> Unlisted() {
    const Instance& instance = result_.instance;
    std::vector<std::vector<UnlistedPair>> unlisted;
    std::vector<char> wanted(instance.experts());
    for (int e = 0; e < instance.experts(); ++e) wanted[e] = MissingOf(e) > 0;
    if (std::count(wanted.begin(), wanted.end(), 0) == instance.experts()) return unlisted;
    unlisted.resize(instance.experts());
    for (int a = 0; a < instance.applications(); ++a) {
      row_.clear();
      pairs_(a, row_);
      const auto begin = instance.expert.begin() + instance.offset[a];
      const auto end = instance.expert.begin() + instance.offset[a + 1];
      for (const ScoredExpert& pair : row_) {
        if (wanted[pair.expert] && !std::binary_search(begin, end, pair.expert))
          unlisted[pair.expert].push_back({a, pair.expert, pair.score});
      }
    }
    return unlisted;
  }

  const std::vector<int>& number_;
  const Stream list_, order_;
  const PairSource pairs_;
  const ListOptions options_;
  std::vector<int> eligible_, listed_;  // by expert: applications
  std::vector<ScoredExpert> row_;
  std::vector<std::pair<uint64_t, ScoredExpert>> keyed_;
  Lists result_;
};

// Value of the demand-th best listed pair of `a`, or of an open slot.
int64_t ThresholdOf(const Instance& instance, const std::vector<int64_t>& price, int a,
                    std::vector<int64_t>& values) {
  values.assign(instance.demand[a], -kOpenSlotPenalty);
  for (int i = instance.offset[a]; i < instance.offset[a + 1]; ++i) {
    if (instance.max_load[instance.expert[i]] > 0)
      values.push_back(instance.score[i] - price[instance.expert[i]]);
  }
  const auto at = values.begin() + instance.demand[a] - 1;
  std::nth_element(values.begin(), at, values.end(), std::greater<>());
  return *at;
}

}  // namespace

void PairDraw::Append(int number, const std::vector<int>& experts,
                      absl::FunctionRef<int(int e)> score, std::vector<ScoredExpert>& row,
                      int most) {
  constexpr double kAll = 0x1p64;
  const uint64_t drawn = static_cast<uint64_t>(most);
  // Numbers are even, so that those of the first `most` lie below this or a little more.
  double limit = kAll * (1.2 * most + 20) / static_cast<double>(experts.size());
  while (true) {
    const uint64_t below = limit < kAll ? static_cast<uint64_t>(limit) : UINT64_MAX;
    // Without a branch, which nobody could foresee.
    near_.resize(experts.size() + 1);
    int* end = near_.data();
    for (const int e : experts) {
      *end = e;
      end += KeyOf(number, e) <= below;
    }
    keyed_.clear();
    for (const int* near = near_.data(); near != end; ++near) {
      const int s = score(*near);
      if (s != kNotEligible) keyed_.push_back({KeyOf(number, *near), {*near, s}});
    }
    if (keyed_.size() >= drawn || below == UINT64_MAX) break;
    limit *= 2;
  }
  if (keyed_.size() > drawn) {
    keys_.clear();
    for (const Keyed& keyed : keyed_) keys_.push_back(keyed.key);
    std::nth_element(keys_.begin(), keys_.begin() + most, keys_.end());
    // No two numbers of an application are equal: the finalizer is a bijection.
    std::erase_if(keyed_, [&](const Keyed& keyed) { return keyed.key >= keys_[most]; });
  }
  for (const Keyed& keyed : keyed_) row.push_back(keyed.pair);
}

Lists BuildLists(Instance frame, const std::vector<int>& number, absl::string_view seed,
                 PairSource pairs, const ListOptions& options) {
  return Builder(std::move(frame), number, seed, pairs, options).Run();
}

void Join(Instance& instance, const std::vector<UnlistedPair>& pairs) {
  if (pairs.empty()) return;
  // A merge from the back, in place.
  int from = static_cast<int>(instance.expert.size());
  int to = from + static_cast<int>(pairs.size());
  instance.expert.resize(to);
  instance.score.resize(to);
  size_t left = pairs.size();
  for (int a = instance.applications() - 1; a >= 0; --a) {
    const int begin = instance.offset[a];
    instance.offset[a + 1] = to;
    while (left > 0 && pairs[left - 1].application == a) {
      const UnlistedPair& next = pairs[left - 1];
      --to;
      if (from > begin && instance.expert[from - 1] > next.expert) {
        --from;
        instance.expert[to] = instance.expert[from];
        instance.score[to] = instance.score[from];
      } else {
        instance.expert[to] = next.expert;
        instance.score[to] = next.score;
        --left;
      }
    }
    if (left == 0 && to == from) return;  // the rest stands where it is
    while (from > begin) {
      --from;
      --to;
      instance.expert[to] = instance.expert[from];
      instance.score[to] = instance.score[from];
    }
  }
}

Pricing PriceOut(const Instance& instance, const std::vector<int64_t>& price, PairSource pairs) {
  std::vector<int64_t> clamped = price;
  for (int64_t& p : clamped) p = std::max(p, -kMinLoadReward);
  BoundSum sum(instance.min_load, instance.max_load, clamped);
  Pricing pricing;
  std::vector<ScoredExpert> row;
  row.reserve(instance.experts());
  std::vector<int64_t> values;
  for (int a = 0; a < instance.applications(); ++a) {
    if (instance.demand[a] <= 0) continue;
    row.clear();
    pairs(a, row);
    const int64_t threshold = ThresholdOf(instance, clamped, a, values);
    int listed = instance.offset[a];
    for (const ScoredExpert& pair : row) {
      if (instance.max_load[pair.expert] == 0 || pair.score - clamped[pair.expert] <= threshold)
        continue;
      while (listed < instance.offset[a + 1] && instance.expert[listed] < pair.expert) ++listed;
      if (listed == instance.offset[a + 1] || instance.expert[listed] != pair.expert)
        pricing.wanted.push_back({a, pair.expert, pair.score});
    }
    sum.Add(instance.demand[a], row);
  }
  pricing.bound = sum.bound();
  return pricing;
}

}  // namespace nastavnik::review
