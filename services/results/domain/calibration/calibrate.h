#pragma once

#include <cstdint>
#include <vector>

#include "services/results/domain/calibration/components.h"
#include "services/results/domain/calibration/inputs.h"
#include "services/results/domain/calibration/mixed_model.h"
#include "services/results/domain/calibration/variances.h"
#include "services/results/domain/ranking/fraction.h"

namespace nastavnik::results {

// What an application is worth. Median, z-score and Borda are there for comparison.
enum class CalibrationMethod {
  kMean,
  kMedian,
  kTrimmed,
  kZScore,
  kBorda,
  kAdditive,    // least squares: experts and applications fixed
  kMixed,       // experts and applications random, nominations fixed
  kMixedSlope,  // the same, and experts with many reviews have a slope
};

struct CalibrationSettings {
  CalibrationMethod method = CalibrationMethod::kMixed;
  int min_reviews_per_expert = 5;  // fewer: not corrected
  double cap = 15;                 // points; a mark is corrected by at most this
  bool precision = false;          // weigh experts by how much their marks scatter
  int slope_min_reviews = 50;
  Variances fallback = kFallbackVariances;
};

enum class CalibrationOutcome {
  kCalibrated,
  kNoSeverity,        // experts do not differ: nothing is corrected, the value is the exact mean
  kPrecisionRefused,  // too few reviews for settings.precision; values as kNoSeverity
  kFailed,            // the fit did not converge; values as kNoSeverity
};

inline constexpr int64_t kMicroPoints = 1'000'000;  // in a point

struct CalibratedApplication {
  int reviews = 0;  // 0: nothing else holds
  int component = Components::kNone;
  Fraction raw_mean;      // exact, points
  Fraction value;         // points, by the method: what ranks
  int64_t corrected = 0;  // micro-points: weighted mean of the corrected marks
  int64_t posterior = 0;  // micro-points: mu + f, drawn towards the mean of the nomination
};

struct CalibratedExpert {
  int reviews = 0;
  int component = Components::kNone;
  double mean = 0;        // of the marks, points
  double severity = 0;    // b, points: marks are higher by this than others would give
  double correction = 0;  // b within the cap: what is taken off a mark (without slopes)
  double slope = 1;
  // Of a corrected mark: slope^2 by the precision of the expert. 1 in the plain model, where the
  // order of corrected means is that of posterior means if all have as many reviews.
  double weight = 1;
};

struct Calibration {
  CalibrationOutcome outcome = CalibrationOutcome::kCalibrated;
  VarianceEstimate variances;
  Components components;
  int steps = 0;                                    // of conjugate gradient, in the last fit
  std::vector<CalibratedApplication> applications;  // as in the inputs
  std::vector<CalibratedExpert> experts;
  // What was fitted, for the uncertainty.
  ReviewTable table;
  MixedModel model;
  MixedFit fit;
};

// Whether there are reviews enough to weigh experts: 10 an application and 200 an expert on
// average.
bool TakesPrecision(const ReviewTable& table);

// Pure: the same reviews in any order give the same bits. Ranking takes `value`, never the
// posterior mean, which would favor applications with more reviews. `corrected` may lie outside
// 0 .. 100.
Calibration Calibrate(const CalibrationInputs& inputs, const CalibrationSettings& settings);

// Micro-points to show: within 0 .. 100 points. Never for ranking.
int64_t ShownMicroPoints(int64_t micro_points);

}  // namespace nastavnik::results
