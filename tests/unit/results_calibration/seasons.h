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

// Every application is marked by every expert.
inline CalibrationInputs FullSeason(const std::vector<std::vector<int>>& marks) {
  CalibrationInputs inputs =
      EmptySeason(static_cast<int>(marks.size()), static_cast<int>(marks[0].size()));
  for (size_t a = 0; a < marks.size(); ++a) {
    for (size_t e = 0; e < marks[a].size(); ++e)
      Add(inputs, static_cast<int>(a), static_cast<int>(e), marks[a][e]);
  }
  return inputs;
}

inline bool IsExactly(const Fraction& value, const Fraction& expected) {
  return Compare(value, expected) == 0;
}

inline double TauOf(const Calibration& calibration, const bench::Simulator& season) {
  return bench::ScoreOf(Values(calibration), season.quality(), season.nomination()).tau;
}

// What is not a number becomes a very large one.
inline bool IsWithin(int64_t micro_points, int64_t low, int64_t high) {
  return micro_points >= low * kMicroPoints && micro_points <= high * kMicroPoints;
}

}  // namespace nastavnik::results::testing
