#pragma once

#include <vector>

#include "services/results/domain/calibration/review_table.h"

namespace nastavnik::results {

// The additive mixed model of a mark:
//   y = mu of the nomination + f of the application + b of the expert + noise
// with f ~ N(0, sf2), b ~ N(0, sb2), noise ~ N(0, s2 / w) and mu free (Henderson's mixed model
// equations). b is the severity: what the expert adds to every mark.
struct MixedModel {
  double application_ratio = 0;   // lf = s2 / sf2, >= 0
  double expert_ratio = 0;        // lb = s2 / sb2, >= 0; of the experts that are not pinned
  bool nomination_effect = true;  // false: mu = 0
  std::vector<double> weight;     // w > 0, by expert
  std::vector<bool> pinned;       // by expert: b = 0
};

struct MixedFit {
  std::vector<double> application;  // f, points
  std::vector<double> expert;       // b, points
  std::vector<double> nomination;   // mu, points
  int steps = 0;
  bool converged = true;
};

inline constexpr double kFitTolerance = 1e-10;
inline constexpr int kMaxFitSteps = 1000;

// Minimizes sum w (y - mu - f - b)^2 + lf sum f^2 + lb sum b^2, where `points` are the y by review.
// Conjugate gradient with Jacobi preconditioner on (b, mu), f eliminated; the matrix is never
// formed and a step reads the reviews once. Stops when the residual is at most `tolerance` times
// the right side. Always returns finite numbers.
MixedFit FitMixed(const ReviewTable& table, const std::vector<double>& points,
                  const MixedModel& model, double tolerance = kFitTolerance);

}  // namespace nastavnik::results
