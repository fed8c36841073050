#include "services/results/domain/calibration/calibrate.h"

#include <algorithm>
#include <cmath>

#include "services/results/domain/calibration/raw_values.h"
#include "services/results/domain/calibration/slope.h"

namespace nastavnik::results {
namespace {

constexpr int kPrecisionRounds = 4;
constexpr double kPrecisionPrior = 8;  // reviews that the common noise variance counts for

int64_t ToMicroPoints(double points) { return std::llround(points * kMicroPoints); }

MixedModel ModelOf(const ReviewTable& table, const CalibrationSettings& settings,
                   const VarianceEstimate& estimate) {
  MixedModel model;
  const Variances& variances = estimate.variances;
  model.weight.assign(table.experts(), 1);
  model.pinned.resize(table.experts());
  for (int e = 0; e < table.experts(); ++e) {
    model.pinned[e] =
        !estimate.severity || table.reviews_of_expert[e] < settings.min_reviews_per_expert;
  }
  if (settings.method == CalibrationMethod::kAdditive) {
    model.expert_ratio = 1e-6;
    model.nomination_effect = false;
    return model;
  }
  model.application_ratio = variances.noise / variances.application;
  model.expert_ratio = estimate.severity ? variances.noise / variances.expert : 0;
  return model;
}

// Weights of experts by the residuals of a fit: noise variance over that of the expert, which is
// drawn towards the common one.
std::vector<double> WeightsOf(const ReviewTable& table, const MixedFit& fit, double noise) {
  std::vector<double> squares(table.experts());
  for (int a = 0; a < table.applications(); ++a) {
    const double center = fit.nomination[table.nomination[a]] + fit.application[a];
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r) {
      const int e = table.expert[r];
      const double rest = table.points[r] - center - fit.expert[e];
      squares[e] += rest * rest;
    }
  }
  const double k = static_cast<double>(table.reviews()) / std::max(table.ReviewedApplications(), 1);
  const double inflation = k > 1 ? k / (k - 1) : 1;  // residuals are smaller than the noise
  std::vector<double> weights(table.experts(), 1);
  for (int e = 0; e < table.experts(); ++e) {
    const double variance = (squares[e] * inflation + kPrecisionPrior * noise) /
                            (table.reviews_of_expert[e] + kPrecisionPrior);
    weights[e] = noise / variance;
  }
  return weights;
}

// Fits the model; returns the slopes, by expert.
std::vector<double> Fit(const CalibrationSettings& settings, Calibration& calibration) {
  const ReviewTable& table = calibration.table;
  const Variances& variances = calibration.variances.variances;
  MixedModel& model = calibration.model;
  calibration.fit = FitMixed(table, table.points, model);
  for (int round = 0; settings.precision && round < kPrecisionRounds; ++round) {
    model.weight = WeightsOf(table, calibration.fit, variances.noise);
    calibration.fit = FitMixed(table, table.points, model);
  }
  const bool slopes = settings.method == CalibrationMethod::kMixedSlope &&
                      calibration.variances.severity && calibration.fit.converged;
  if (!slopes) return std::vector<double>(table.experts(), 1);
  SlopeFit fit = FitSlopes(table, model, calibration.fit, variances, settings.slope_min_reviews);
  calibration.fit = std::move(fit.effects);
  return std::move(fit.slope);
}

// What is taken off a mark.
double CorrectionOf(double points, double mu, double severity, double slope, double cap) {
  const double corrected = slope == 1 ? points - severity : (points - mu - severity) / slope + mu;
  return std::clamp(points - corrected, -cap, cap);
}

// The weighted mean of the corrected marks of an application with reviews; with equal weights the
// plain one. The raw mean is taken
// from whole numbers, so that without corrections equal means give equal values.
double CorrectedMean(const Calibration& calibration, int application, double cap) {
  const ReviewTable& table = calibration.table;
  const double mu = calibration.fit.nomination[table.nomination[application]];
  const Fraction& mean = calibration.applications[application].raw_mean;
  const double raw = static_cast<double>(mean.sum) / static_cast<double>(mean.count);
  double weights = 0, change = 0;
  for (int r = table.offset[application]; r < table.offset[application + 1]; ++r) {
    const CalibratedExpert& expert = calibration.experts[table.expert[r]];
    const double points = table.points[r];
    const double correction = CorrectionOf(points, mu, expert.severity, expert.slope, cap);
    weights += expert.weight;
    // Deviations from the raw mean sum to 0 by definition; written so, they do in rounding too.
    change += (expert.weight - 1) * (points - raw) - expert.weight * correction;
  }
  return raw + change / weights;
}

void SetExperts(const std::vector<double>& slopes, double cap, Calibration& calibration) {
  const ReviewTable& table = calibration.table;
  calibration.experts.resize(table.experts());
  for (int r = 0; r < table.reviews(); ++r)
    calibration.experts[table.expert[r]].mean += table.points[r];
  for (int e = 0; e < table.experts(); ++e) {
    CalibratedExpert& expert = calibration.experts[e];
    expert.reviews = table.reviews_of_expert[e];
    expert.component = calibration.components.of_expert[e];
    expert.mean /= std::max(expert.reviews, 1);
    expert.severity = calibration.fit.expert[e];
    expert.correction = std::clamp(expert.severity, -cap, cap);
    expert.slope = slopes[e];
    expert.weight = calibration.model.weight[e] * slopes[e] * slopes[e];
  }
}

void SetApplications(double cap, Calibration& calibration) {
  const ReviewTable& table = calibration.table;
  const std::vector<Fraction> means = MeanValues(table);
  calibration.applications.resize(table.applications());
  for (int a = 0; a < table.applications(); ++a) {
    CalibratedApplication& application = calibration.applications[a];
    application.reviews = table.ReviewsOf(a);
    if (application.reviews == 0) continue;
    application.component = calibration.components.of_application[a];
    application.raw_mean = means[a];
    application.corrected = ToMicroPoints(CorrectedMean(calibration, a, cap));
    application.posterior = ToMicroPoints(calibration.fit.nomination[table.nomination[a]] +
                                          calibration.fit.application[a]);
  }
}

std::vector<Fraction> MicroPoints(const std::vector<double>& points) {
  std::vector<Fraction> values;
  values.reserve(points.size());
  for (const double value : points) values.push_back({ToMicroPoints(value), kMicroPoints});
  return values;
}

std::vector<Fraction> ValuesOf(CalibrationMethod method, const Calibration& calibration) {
  const ReviewTable& table = calibration.table;
  switch (method) {
    case CalibrationMethod::kMean:
      return MeanValues(table);
    case CalibrationMethod::kMedian:
      return MedianValues(table);
    case CalibrationMethod::kTrimmed:
      return TrimmedValues(table);
    case CalibrationMethod::kZScore:
      return MicroPoints(ZScoreValues(table));
    case CalibrationMethod::kBorda:
      return MicroPoints(BordaValues(table));
    case CalibrationMethod::kAdditive:
    case CalibrationMethod::kMixed:
    case CalibrationMethod::kMixedSlope:
      break;
  }
  if (calibration.outcome != CalibrationOutcome::kCalibrated) return MeanValues(table);
  std::vector<Fraction> values;
  values.reserve(table.applications());
  for (const CalibratedApplication& application : calibration.applications)
    values.push_back({application.corrected, kMicroPoints});
  return values;
}

// Holds every expert at no severity.
void Uncorrect(Calibration& calibration) {
  calibration.model.weight.assign(calibration.table.experts(), 1);
  calibration.model.pinned.assign(calibration.table.experts(), true);
  calibration.fit = FitMixed(calibration.table, calibration.table.points, calibration.model);
}

}  // namespace

bool TakesPrecision(const ReviewTable& table) {
  const int64_t reviews = table.reviews();
  return reviews > 0 && reviews >= int64_t{10} * table.ReviewedApplications() &&
         reviews >= int64_t{200} * table.ActiveExperts();
}

Calibration Calibrate(const CalibrationInputs& inputs, const CalibrationSettings& settings) {
  Calibration calibration;
  calibration.table = MakeReviewTable(inputs);
  const ReviewTable& table = calibration.table;
  calibration.components = FindComponents(table);
  calibration.variances = EstimateVariances(table, calibration.components.count, settings.fallback);
  calibration.model = ModelOf(table, settings, calibration.variances);
  std::vector<double> slopes(table.experts(), 1);
  if (settings.precision && !TakesPrecision(table)) {
    calibration.outcome = CalibrationOutcome::kPrecisionRefused;
  } else {
    slopes = Fit(settings, calibration);
    if (!calibration.variances.converged || !calibration.fit.converged) {
      calibration.outcome = CalibrationOutcome::kFailed;
    } else if (!calibration.variances.severity) {
      calibration.outcome = CalibrationOutcome::kNoSeverity;
    }
  }
  if (calibration.outcome != CalibrationOutcome::kCalibrated) {
    slopes.assign(table.experts(), 1);
    Uncorrect(calibration);
  }
  calibration.steps = calibration.fit.steps;
  SetExperts(slopes, settings.cap, calibration);
  SetApplications(settings.cap, calibration);
  const std::vector<Fraction> values = ValuesOf(settings.method, calibration);
  for (int a = 0; a < table.applications(); ++a) calibration.applications[a].value = values[a];
  return calibration;
}

int64_t ShownMicroPoints(int64_t micro_points) {
  return std::clamp<int64_t>(micro_points, 0, 100 * kMicroPoints);
}

}  // namespace nastavnik::results
