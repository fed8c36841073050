#pragma once

#include <vector>

#include "services/results/domain/calibration/review_table.h"

namespace nastavnik::results {

// A review that would join two components of a nomination.
struct JoiningReview {
  int application = 0;
  int expert = 0;

  friend bool operator==(const JoiningReview&, const JoiningReview&) = default;
};

// The connected components of the graph of applications and experts whose edges are reviews. Marks
// compare within a component; across components only by assumption.
struct Components {
  static constexpr int kNone = -1;

  int count = 0;
  std::vector<int>
      of_application;  // from 0, in the order of the first application; kNone: no review
  std::vector<int> of_expert;
  std::vector<int> in_nomination;  // by nomination: components of its reviewed applications
  // The fewest reviews that leave every nomination with one component at most. Each goes to an
  // expert of the nomination's largest component; the least loaded first. Whether the pair is
  // eligible is for the assignment to say.
  std::vector<JoiningReview> joining;

  bool IsDisconnected(int nomination) const { return in_nomination[nomination] > 1; }
};

Components FindComponents(const ReviewTable& table);

}  // namespace nastavnik::results
