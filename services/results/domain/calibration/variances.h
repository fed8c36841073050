#pragma once

#include "services/results/domain/calibration/review_table.h"

namespace nastavnik::results {

// Variance components, points squared.
struct Variances {
  double application = 0;  // sf2: quality
  double expert = 0;       // sb2: severity
  double noise = 0;        // s2
};

// What a season assumes while it has too few reviews to estimate: the ratios of the NIPS 2014
// reviews as N. Lawrence published them (1.278, 0.240, 1.268).
inline constexpr Variances kFallbackVariances{225, 42, 223};

// Fewer degrees of freedom than this take the fallback.
inline constexpr int kMinDegreesOfFreedom = 30;
// Floor of the quality and of the noise variance.
inline constexpr double kMinVariance = 1e-3;

struct VarianceEstimate {
  Variances variances;
  bool fallback = false;  // too few reviews
  bool severity = true;   // false: no difference between experts that stands out of the noise
  bool converged = true;
};

// Estimates by fitting constants (Henderson's method 3) with applications and experts fixed;
// `components` is the number of components of the review graph.
VarianceEstimate EstimateVariances(const ReviewTable& table, int components,
                                   const Variances& fallback);

}  // namespace nastavnik::results
