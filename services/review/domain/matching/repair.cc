#include "services/review/domain/matching/repair.h"

#include <algorithm>
#include <optional>
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
      : instance_(instance), plan_(plan), held_(instance.experts()) {
    for (int a = 0; a < instance.applications(); ++a) {
      for (const int i : plan.chosen[a]) held_[instance.expert[i]].push_back(a);
    }
  }

  RepairCount Run() {
    RepairCount count;
    for (int a = 0; a < instance_.applications(); ++a) {
      for (int round = 0; round < kMostRounds && !Clashing(a).empty(); ++round) {
        const auto best = Best(a);
        if (!best) break;
        Apply(*best);
        ++count.repaired;
      }
      for (auto clash = Clashing(a); !clash.empty(); clash = Clashing(a)) {
        Remove(a, *std::min_element(clash.begin(), clash.end(), [&](int x, int y) {
                 return std::pair(instance_.score[x], x) < std::pair(instance_.score[y], y);
               }));
        ++count.unresolved;
      }
    }
    return count;
  }

 private:
  int ExpertAt(int position) const { return instance_.expert[position]; }
  int GroupAt(int position) const { return instance_.group[ExpertAt(position)]; }

  // Chosen positions of `a` whose group occurs there again.
  std::vector<int> Clashing(int a) const {
    std::vector<int> clash;
    for (const int x : plan_.chosen[a]) {
      for (const int y : plan_.chosen[a]) {
        if (x != y && GroupAt(x) != Instance::kNoGroup && GroupAt(x) == GroupAt(y)) {
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
      if (i != out && GroupAt(in) != Instance::kNoGroup && GroupAt(i) == GroupAt(in)) return false;
    }
    return true;
  }

  // Change of the objective's load part when `e` gains (+1) or loses (-1) one review.
  int64_t LoadGain(int e, int step) const {
    const int before = std::min(plan_.load[e], instance_.min_load[e]);
    const int after = std::min(plan_.load[e] + step, instance_.min_load[e]);
    return kMinLoadReward * (after - before);
  }

  std::optional<Exchange> Best(int a) const {
    std::optional<Exchange> best;
    const auto offer = [&](const Exchange& exchange) {
      if (!best || exchange.loss < best->loss) best = exchange;
    };
    for (const int out : Clashing(a)) {
      for (int in = instance_.offset[a]; in < instance_.offset[a + 1]; ++in) {
        if (!Fits(a, out, in)) continue;
        const int64_t loss =
            int64_t{instance_.score[out]} - instance_.score[in] - LoadGain(ExpertAt(out), -1);
        if (plan_.load[ExpertAt(in)] < instance_.max_load[ExpertAt(in)]) {
          offer({.loss = loss - LoadGain(ExpertAt(in), +1), .a = a, .out = out, .in = in});
        } else {
          for (const int b : held_[ExpertAt(in)]) OfferChain(a, out, in, b, loss, offer);
        }
      }
    }
    return best;
  }

  // The expert of `in` is full and hands application `b` on to somebody with room, or to the one
  // who leaves `a`.
  template <typename Offer>
  void OfferChain(int a, int out, int in, int b, int64_t loss, const Offer& offer) const {
    const int handed = PositionOf(b, ExpertAt(in));
    for (int next = instance_.offset[b]; next < instance_.offset[b + 1]; ++next) {
      const int z = ExpertAt(next);
      const bool same = z == ExpertAt(out);
      if (z == ExpertAt(in) || (!same && plan_.load[z] >= instance_.max_load[z])) continue;
      if (!Fits(b, handed, next)) continue;
      const int64_t gain = same ? -LoadGain(z, -1) : LoadGain(z, +1);
      offer({.loss = loss + instance_.score[handed] - instance_.score[next] - gain,
             .a = a,
             .out = out,
             .in = in,
             .b = b,
             .next = next});
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
    --plan_.load[ExpertAt(position)];
  }

  void Insert(int a, int position) {
    auto& chosen = plan_.chosen[a];
    chosen.insert(std::lower_bound(chosen.begin(), chosen.end(), position), position);
    auto& held = held_[ExpertAt(position)];
    held.insert(std::lower_bound(held.begin(), held.end(), a), a);
    ++plan_.load[ExpertAt(position)];
  }

  const Instance& instance_;
  Plan& plan_;
  std::vector<std::vector<int>> held_;  // by expert: applications, ascending
};

}  // namespace

RepairCount RepairGroups(const Instance& instance, Plan& plan) {
  return Repair(instance, plan).Run();
}

}  // namespace nastavnik::review
