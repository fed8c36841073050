#include "services/review/domain/matching/repair.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace nastavnik::review {
namespace {

constexpr int kMostRounds = 6;  // an application has few slots; each round frees one clash

// One exchange: on `a` position `out` gives way to `in`; where the new expert is full, on `b` it
// gives way to `next`.
struct Exchange {
  int64_t loss = 0;
  int a = 0, out = 0, in = 0;
  int b = -1, next = -1;
};

class Repair {
 public:
  Repair(const Instance& instance, Plan& plan)
      : instance_(instance),
        sides_(instance),
        plan_(plan),
        held_(instance.experts()),
        seniors_(instance.applications()) {
    for (int a = 0; a < instance.applications(); ++a) {
      for (const int i : plan.chosen[a]) {
        held_[instance.expert[i]].push_back(a);
        seniors_[a] += instance.IsSenior(instance.expert[i]);
      }
    }
  }

  RepairCount Run() {
    RepairCount count;
    for (int a = 0; a < instance_.applications(); ++a) {
      Part(a, count);
      if (instance_.WantsSenior(a) && seniors_[a] == 0) AddSenior(a, count);
    }
    return count;
  }

 private:
  // Leaves no two experts on `a` who may not meet.
  void Part(int a, RepairCount& count) {
    for (int round = 0; round < kMostRounds && !Clashing(a).empty(); ++round) {
      const auto best = Best(a, Clashing(a), /*seniors_only=*/false);
      if (!best) break;
      Apply(*best);
      ++count.repaired;
    }
    for (auto clash = Clashing(a); !clash.empty(); clash = Clashing(a)) {
      const auto worth = [&](int x) {
        const bool last = seniors_[a] == 1 && instance_.WantsSenior(a) && IsSenior(x);
        return std::tuple(last, instance_.score[x], x);
      };
      Remove(a, *std::min_element(clash.begin(), clash.end(),
                                  [&](int x, int y) { return worth(x) < worth(y); }));
      ++count.unresolved;
    }
  }

  void AddSenior(int a, RepairCount& count) {
    const auto best = Best(a, plan_.chosen[a], /*seniors_only=*/true);
    if (!best || best->loss >= 0) return;
    Apply(*best);
    ++count.seniors;
  }

  int ExpertAt(int position) const { return instance_.expert[position]; }
  bool IsSenior(int position) const { return instance_.IsSenior(ExpertAt(position)); }
  bool MayNotMeet(int x, int y) const { return sides_.Part(ExpertAt(x), ExpertAt(y)); }

  // Chosen positions of `a` whose expert may not meet another one there.
  std::vector<int> Clashing(int a) const {
    std::vector<int> clash;
    for (const int x : plan_.chosen[a]) {
      for (const int y : plan_.chosen[a]) {
        if (MayNotMeet(x, y)) {
          clash.push_back(x);
          break;
        }
      }
    }
    return clash;
  }

  // Whether position `in` may join `a` when `out` leaves it.
  bool Fits(int a, int out, int in) const {
    for (const int i : plan_.chosen[a]) {
      if (i == in) return false;
      if (i != out && MayNotMeet(i, in)) return false;
    }
    return true;
  }

  // Change of the objective's load part when `e` gains (+1) or loses (-1) one review.
  int64_t LoadGain(int e, int step) const {
    const int before = std::min(plan_.load[e], instance_.min_load[e]);
    const int after = std::min(plan_.load[e] + step, instance_.min_load[e]);
    return kMinLoadReward * (after - before);
  }

  // What the objective loses where `a` loses the only senior; negative where it gets the first.
  int64_t SeniorLoss(int a, int out, int in) const {
    if (!instance_.WantsSenior(a)) return 0;
    const bool before = seniors_[a] > 0;
    const bool after = seniors_[a] - IsSenior(out) + IsSenior(in) > 0;
    return kNoSeniorPenalty * (before - after);
  }

  // The best exchange of one of `leaving`, positions of `a`; for any expert or seniors only.
  std::optional<Exchange> Best(int a, const std::vector<int>& leaving, bool seniors_only) const {
    std::optional<Exchange> best;
    for (const int out : leaving) {
      for (int in = instance_.offset[a]; in < instance_.offset[a + 1]; ++in) {
        if ((seniors_only && !IsSenior(in)) || !Fits(a, out, in)) continue;
        const int64_t loss = int64_t{instance_.score[out]} - instance_.score[in] -
                             LoadGain(ExpertAt(out), -1) + SeniorLoss(a, out, in);
        if (plan_.load[ExpertAt(in)] < instance_.max_load[ExpertAt(in)]) {
          const int64_t total = loss - LoadGain(ExpertAt(in), +1);
          if (!best || total < best->loss) best = {.loss = total, .a = a, .out = out, .in = in};
        } else {
          for (const int b : held_[ExpertAt(in)])
            TryChain({.loss = loss, .a = a, .out = out, .in = in, .b = b}, best);
        }
      }
    }
    return best;
  }

  // The expert of `in` is full and hands application `b` on to somebody with room, or to the one
  // who leaves `a`. `chain.loss` is that of `a` alone.
  void TryChain(const Exchange& chain, std::optional<Exchange>& best) const {
    const int handed = PositionOf(chain.b, ExpertAt(chain.in));
    const int64_t loss = chain.loss + instance_.score[handed];
    const bool wants_senior = instance_.WantsSenior(chain.b);
    for (int next = instance_.offset[chain.b]; next < instance_.offset[chain.b + 1]; ++next) {
      const int z = ExpertAt(next);
      const bool same = z == ExpertAt(chain.out);
      if (!same && plan_.load[z] >= instance_.max_load[z]) continue;
      const int64_t gain = same ? -LoadGain(z, -1) : LoadGain(z, +1);
      const int64_t total = loss - instance_.score[next] - gain + SeniorLoss(chain.b, handed, next);
      // Most chains lose more than the best so far; whether they fit takes longer to see.
      if (best && total >= best->loss) continue;
      if (z == ExpertAt(chain.in) || !Fits(chain.b, handed, next)) continue;
      best = chain;
      best->loss = total;
      best->next = next;
    }
  }

  int PositionOf(int a, int e) const {
    for (const int i : plan_.chosen[a]) {
      if (ExpertAt(i) == e) return i;
    }
    return -1;
  }

  void Apply(const Exchange& exchange) {
    Remove(exchange.a, exchange.out);
    if (exchange.b >= 0) {
      Remove(exchange.b, PositionOf(exchange.b, ExpertAt(exchange.in)));
      Insert(exchange.b, exchange.next);
    }
    Insert(exchange.a, exchange.in);
  }

  void Remove(int a, int position) {
    std::erase(plan_.chosen[a], position);
    std::erase(held_[ExpertAt(position)], a);
    seniors_[a] -= IsSenior(position);
    --plan_.load[ExpertAt(position)];
  }

  void Insert(int a, int position) {
    auto& chosen = plan_.chosen[a];
    chosen.insert(std::lower_bound(chosen.begin(), chosen.end(), position), position);
    auto& held = held_[ExpertAt(position)];
    held.insert(std::lower_bound(held.begin(), held.end(), a), a);
    seniors_[a] += IsSenior(position);
    ++plan_.load[ExpertAt(position)];
  }

  const Instance& instance_;
  const SideConstraints sides_;
  Plan& plan_;
  std::vector<std::vector<int>> held_;  // by expert: applications, ascending
  std::vector<int> seniors_;            // by application: how many are on it
};

}  // namespace

SideConstraints::SideConstraints(const Instance& instance)
    : instance_(instance),
      begin_(instance.experts() + 1),
      never_(2 * instance.never_together.size()) {
  for (const auto& [x, y] : instance.never_together) {
    ++begin_[x + 1];
    ++begin_[y + 1];
  }
  for (int e = 0; e < instance.experts(); ++e) begin_[e + 1] += begin_[e];
  std::vector<int> next(begin_.begin(), begin_.end() - 1);
  for (const auto& [x, y] : instance.never_together) {
    never_[next[x]++] = y;
    never_[next[y]++] = x;
  }
  for (int e = 0; e < instance.experts(); ++e) {
    std::sort(never_.begin() + begin_[e], never_.begin() + begin_[e + 1]);
  }
}

bool SideConstraints::Never(int expert, int other) const {
  return std::binary_search(never_.begin() + begin_[expert], never_.begin() + begin_[expert + 1],
                            other);
}

RepairCount RepairSideConstraints(const Instance& instance, Plan& plan) {
  return Repair(instance, plan).Run();
}

}  // namespace nastavnik::review
