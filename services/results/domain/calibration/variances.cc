#include "services/results/domain/calibration/variances.h"

#include <algorithm>

#include "services/results/domain/calibration/mixed_model.h"

namespace nastavnik::results {
namespace {

// Least squares; the ridge only picks one of the solutions, which differ by a constant a component.
MixedModel LeastSquares(const ReviewTable& table) {
  MixedModel model;
  model.expert_ratio = 1e-6;
  model.nomination_effect = false;
  model.weight.assign(table.experts(), 1);
  model.pinned.assign(table.experts(), false);
  return model;
}

// Residual sum of squares after means of applications, and after the additive fit.
struct Residuals {
  double applications = 0;
  double additive = 0;
};

Residuals ResidualsOf(const ReviewTable& table, const MixedFit& fit) {
  Residuals residuals;
  for (int a = 0; a < table.applications(); ++a) {
    double mean = 0;
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r) mean += table.points[r];
    mean /= std::max(table.ReviewsOf(a), 1);
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r) {
      const double around_mean = table.points[r] - mean;
      const double rest = table.points[r] - fit.application[a] - fit.expert[table.expert[r]];
      residuals.applications += around_mean * around_mean;
      residuals.additive += rest * rest;
    }
  }
  return residuals;
}

std::vector<double> NominationMeans(const ReviewTable& table) {
  std::vector<double> means(table.nominations());
  std::vector<int> reviews(table.nominations());
  for (int a = 0; a < table.applications(); ++a) {
    reviews[table.nomination[a]] += table.ReviewsOf(a);
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r)
      means[table.nomination[a]] += table.points[r];
  }
  for (size_t n = 0; n < means.size(); ++n) means[n] /= std::max(reviews[n], 1);
  return means;
}

// Covariance of two reviews of an application, around the mean of its nomination.
double QualityVariance(const ReviewTable& table) {
  const std::vector<double> means = NominationMeans(table);
  double products = 0;
  double pairs = 0;
  for (int a = 0; a < table.applications(); ++a) {
    double sum = 0, squares = 0;
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r) {
      const double d = table.points[r] - means[table.nomination[a]];
      sum += d;
      squares += d * d;
    }
    products += sum * sum - squares;
    pairs += static_cast<double>(table.ReviewsOf(a)) * (table.ReviewsOf(a) - 1);
  }
  return pairs > 0 ? products / pairs : 0;
}

}  // namespace

VarianceEstimate EstimateVariances(const ReviewTable& table, int components,
                                   const Variances& fallback) {
  const int applications = table.ReviewedApplications();
  const int experts = table.ActiveExperts();
  const int freedom = table.reviews() - applications - experts + components;
  if (freedom < kMinDegreesOfFreedom) return {fallback, true, fallback.expert > 0, true};
  const MixedFit fit = FitMixed(table, table.points, LeastSquares(table));
  const Residuals residuals = ResidualsOf(table, fit);
  const double noise = residuals.additive / freedom;
  const double severity =
      (residuals.applications - residuals.additive - noise * (experts - components)) /
      (table.reviews() - applications);
  VarianceEstimate estimate;
  estimate.variances.noise = std::max(noise, kMinVariance);
  estimate.variances.expert = severity;
  estimate.variances.application = std::max(QualityVariance(table), kMinVariance);
  estimate.severity = severity > 0.01 * estimate.variances.noise;
  estimate.converged = fit.converged;
  return estimate;
}

}  // namespace nastavnik::results
