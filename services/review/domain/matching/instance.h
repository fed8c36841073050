#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace nastavnik::review {

// The assignment problem in bare numbers. Applications and experts are indices in the order of
// their ids; the eligible pairs of application `a` are positions offset[a] .. offset[a + 1] - 1 of
// `expert` and `score`, experts ascending.
struct Instance {
  static constexpr int kNoGroup = -1;

  std::vector<int> demand;    // reviews wanted, by application
  std::vector<int> min_load;  // soft: worth kMinLoadReward each; 0 <= min_load <= max_load
  std::vector<int> max_load;  // hard
  std::vector<int>
      group;  // at most one expert of a group on an application; kNoGroup binds nothing
  std::vector<std::pair<int, int>>
      never_together;  // experts not to meet on an application; any order, no expert with itself
  std::vector<char> senior;       // by expert; empty: no application asks for a senior
  std::vector<char> senior_held;  // by application: has a senior besides the slots wanted here;
                                  // empty: none has
  std::vector<int> offset;        // one more entry than applications
  std::vector<int> expert;
  std::vector<int> score;  // 0 .. 10000

  int applications() const { return static_cast<int>(demand.size()); }
  int experts() const { return static_cast<int>(max_load.size()); }
  bool IsSenior(int e) const { return !senior.empty() && senior[e]; }
  // Whether one of the experts whom `a` gets should be a senior.
  bool WantsSenior(int a) const {
    return !senior.empty() && demand[a] > 0 && (senior_held.empty() || !senior_held[a]);
  }
};

// What the objective counts besides scores, in points of score.
inline constexpr int64_t kMinLoadReward =
    10'000;  // rho: a review up to a minimum load is worth one full score
inline constexpr int64_t kOpenSlotPenalty =
    100'000;  // M: dearer than any exchange of one pair can gain
inline constexpr int64_t kNoSeniorPenalty =
    20'000;  // P: less than an open slot, so that a lack of seniors opens none

// A plan for an instance.
struct Plan {
  std::vector<std::vector<int>>
      chosen;             // by application: positions of the instance's pairs, ascending
  std::vector<int> load;  // by expert
  std::vector<int64_t>
      price;  // by expert: what one more review by this expert would cost the others

  int64_t ScoreSum(const Instance& instance) const;
  int Assigned() const;
  // Score sum + kMinLoadReward for each review up to a minimum load - kOpenSlotPenalty for each
  // open slot - kNoSeniorPenalty for each application without the senior it wants.
  int64_t Objective(const Instance& instance) const;
  // How many applications lack the senior they want.
  int WithoutSenior(const Instance& instance) const;
};

}  // namespace nastavnik::review
