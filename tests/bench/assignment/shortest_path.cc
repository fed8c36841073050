#include "tests/bench/assignment/shortest_path.h"

#include <algorithm>
#include <deque>
#include <limits>

namespace nastavnik::review {
namespace {

constexpr int64_t kFar = std::numeric_limits<int64_t>::max() / 4;

class Search {
 public:
  explicit Search(const Instance& instance)
      : instance_(instance),
        taken_(instance.expert.size()),
        owner_(instance.expert.size()),
        held_(instance.experts()),
        application_far_(instance.applications()),
        expert_far_(instance.experts()),
        into_application_(instance.applications()),
        into_expert_(instance.experts()) {
    for (int a = 0; a < instance.applications(); ++a) {
      std::fill(owner_.begin() + instance.offset[a], owner_.begin() + instance.offset[a + 1], a);
    }
  }

  // Gives `a` one more review if a path is worth it.
  void Augment(int a) {
    Spread(a);
    int end = -1;
    for (int e = 0; e < instance_.experts(); ++e) {
      const bool free = static_cast<int>(held_[e].size()) < instance_.max_load[e];
      if (free && (end < 0 || expert_far_[e] < expert_far_[end])) end = e;
    }
    // A path may also end where an application gives a slot up.
    int quit = a;
    for (int b = 0; b < instance_.applications(); ++b) {
      if (application_far_[b] < application_far_[quit]) quit = b;
    }
    if (end >= 0 && expert_far_[end] < application_far_[quit] + kOpenSlotPenalty) {
      Follow(a, into_expert_[end]);
    } else if (quit != a) {
      const int back = into_application_[quit];
      Free(back);
      Follow(a, into_expert_[instance_.expert[back]]);
    }
  }

  Plan Take() const {
    Plan plan{.chosen = std::vector<std::vector<int>>(instance_.applications()),
              .load = std::vector<int>(instance_.experts()),
              .price = std::vector<int64_t>(instance_.experts())};
    for (size_t i = 0; i < taken_.size(); ++i) {
      if (!taken_[i]) continue;
      plan.chosen[owner_[i]].push_back(static_cast<int>(i));
      ++plan.load[instance_.expert[i]];
    }
    return plan;
  }

 private:
  // Shortest distances from `a`; experts are nodes applications() and up in the queue.
  void Spread(int a) {
    std::fill(application_far_.begin(), application_far_.end(), kFar);
    std::fill(expert_far_.begin(), expert_far_.end(), kFar);
    std::vector<char> queued(instance_.applications() + instance_.experts());
    application_far_[a] = 0;
    std::deque<int> queue = {a};
    while (!queue.empty()) {
      const int node = queue.front();
      queue.pop_front();
      queued[node] = 0;
      const auto reach = [&](int64_t& far, int64_t distance, int& into, int position, int next) {
        if (distance >= far) return;
        far = distance;
        into = position;
        if (!queued[next]) queue.push_back(next);
        queued[next] = 1;
      };
      const int b = node;
      if (b < instance_.applications()) {
        for (int i = instance_.offset[b]; i < instance_.offset[b + 1]; ++i) {
          const int e = instance_.expert[i];
          if (!taken_[i])
            reach(expert_far_[e], application_far_[b] - instance_.score[i], into_expert_[e], i,
                  instance_.applications() + e);
        }
      } else {
        const int e = b - instance_.applications();
        for (const int i : held_[e]) {
          reach(application_far_[owner_[i]], expert_far_[e] + instance_.score[i],
                into_application_[owner_[i]], i, owner_[i]);
        }
      }
    }
  }

  void Follow(int a, int position) {
    while (true) {
      taken_[position] = 1;
      held_[instance_.expert[position]].push_back(position);
      if (owner_[position] == a) return;
      const int back = into_application_[owner_[position]];
      Free(back);
      position = into_expert_[instance_.expert[back]];
    }
  }

  void Free(int position) {
    taken_[position] = 0;
    std::erase(held_[instance_.expert[position]], position);
  }

  const Instance& instance_;
  std::vector<char> taken_;  // by position
  std::vector<int> owner_;   // by position: the application
  std::vector<std::vector<int>> held_;
  std::vector<int64_t> application_far_, expert_far_;
  std::vector<int> into_application_, into_expert_;  // positions that reached them
};

}  // namespace

Plan SolveByShortestPaths(const Instance& instance) {
  Search search(instance);
  for (int a = 0; a < instance.applications(); ++a) {
    for (int slot = 0; slot < instance.demand[a]; ++slot) search.Augment(a);
  }
  return search.Take();
}

}  // namespace nastavnik::review
