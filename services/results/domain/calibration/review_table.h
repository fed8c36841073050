#pragma once

#include <cstdint>
#include <vector>

#include "services/results/domain/calibration/inputs.h"

namespace nastavnik::results {

// The reviews that count, in compressed rows by application. Within an application they come in the
// order of experts, so that every sum is made in the same order whatever the order of the inputs.
struct ReviewTable {
  std::vector<int> offset;  // reviews of application a are offset[a] .. offset[a + 1] - 1
  std::vector<int> expert;  // by review
  std::vector<int64_t> total;
  std::vector<double> points;          // total / denominator: 0 .. 100
  std::vector<int> nomination;         // by application
  std::vector<int64_t> denominator;    // by nomination
  std::vector<int> reviews_of_expert;  // by expert

  int applications() const { return static_cast<int>(nomination.size()); }
  int experts() const { return static_cast<int>(reviews_of_expert.size()); }
  int nominations() const { return static_cast<int>(denominator.size()); }
  int reviews() const { return static_cast<int>(expert.size()); }
  int ReviewsOf(int application) const { return offset[application + 1] - offset[application]; }
  // Applications and experts with at least one review.
  int ReviewedApplications() const;
  int ActiveExperts() const;
};

ReviewTable MakeReviewTable(const CalibrationInputs& inputs);

}  // namespace nastavnik::results
