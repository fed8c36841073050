#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "services/results/domain/calibration/calibrate.h"
#include "tests/bench/calibration/simulator/scores.h"
#include "tests/bench/calibration/simulator/simulator.h"

namespace nastavnik::results::testing {

inline CalibrationInputs EmptySeason(int applications, int experts, int nominations = 1) {
  CalibrationInputs inputs;
  for (int n = 0; n < nominations; ++n)
    inputs.nominations.push_back({"n" + std::to_string(n), 100});
  for (int a = 0; a < applications; ++a)
    inputs.applications.push_back({"a" + std::to_string(1000 + a), a % nominations});
  for (int e = 0; e < experts; ++e) inputs.experts.push_back("e" + std::to_string(1000 + e));
  return inputs;
}

// Adds a mark in points.
inline void Add(CalibrationInputs& inputs, int application, int expert, int points) {
  inputs.reviews.push_back({application, expert, int64_t{100} * points});
}

inline CalibrationInputs Simulated(int applications, int experts, int reviews, int scenario,
                                   uint64_t seed = 1) {
  return bench::Simulator({applications, experts, reviews, scenario, seed}).Inputs();
}

inline Calibration CalibrateBy(const CalibrationInputs& inputs, CalibrationMethod method) {
  CalibrationSettings settings;
  settings.method = method;
  return Calibrate(inputs, settings);
}

inline double PointsOf(const Fraction& value) {
  return static_cast<double>(value.sum) / static_cast<double>(value.count);
}

inline std::vector<double> Values(const Calibration& calibration) {
  std::vector<double> values;
  for (const auto& application : calibration.applications)
    values.push_back(PointsOf(application.value));
  return values;
}

inline constexpr CalibrationMethod kAllMethods[] = {
    CalibrationMethod::kMean,   CalibrationMethod::kMedian,    CalibrationMethod::kTrimmed,
    CalibrationMethod::kZScore, CalibrationMethod::kBorda,     CalibrationMethod::kAdditive,
    CalibrationMethod::kMixed,  CalibrationMethod::kMixedSlope};

}  // namespace nastavnik::results::testing
