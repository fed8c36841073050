#pragma once

#include <vector>

#include "services/results/domain/calibration/mixed_model.h"
#include "services/results/domain/calibration/variances.h"

namespace nastavnik::results {

// The model with a slope of the expert: y = mu + a f + b + noise, a ~ N(1, 0.09).
struct SlopeFit {
  MixedFit effects;
  std::vector<double> slope;  // a, by expert, >= 0.2; 1 without an own one
  int rounds = 0;
};

// Alternates between experts and applications, from the additive fit `start` of `model`. Experts
// with at least `min_reviews` reviews get a slope of their own; pinned ones keep b = 0.
SlopeFit FitSlopes(const ReviewTable& table, const MixedModel& model, const MixedFit& start,
                   const Variances& variances, int min_reviews);

}  // namespace nastavnik::results
