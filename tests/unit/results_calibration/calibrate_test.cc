#include "services/results/domain/calibration/calibrate.h"

#include <cmath>

#include "catch2/catch.hpp"

#include "tests/unit/results_calibration/seasons.h"

namespace nastavnik::results {
namespace {

using testing::CalibrateBy;
using testing::FullSeason;
using testing::IsExactly;
using testing::PointsOf;
using testing::Simulated;
using testing::TauOf;
using testing::Values;

TEST_CASE("mean, median and trimmed mean are exact", "[calibration][methods]") {
  const CalibrationInputs four = FullSeason({{10, 20, 31, 100}, {50, 50, 50, 50}});
  const auto value = [&](CalibrationMethod method) {
    return CalibrateBy(four, method).applications[0].value;
  };
  CHECK(IsExactly(value(CalibrationMethod::kMean), {161, 4}));
  CHECK(IsExactly(value(CalibrationMethod::kMedian), {51, 2}));
  CHECK(IsExactly(value(CalibrationMethod::kTrimmed), {51, 2}));
  const CalibrationInputs three = FullSeason({{10, 20, 40}});
  CHECK(IsExactly(CalibrateBy(three, CalibrationMethod::kMedian).applications[0].value, {20, 1}));
  CHECK(IsExactly(CalibrateBy(three, CalibrationMethod::kTrimmed).applications[0].value, {70, 3}));
}

TEST_CASE("totals over another denominator give the same points", "[calibration][methods]") {
  CalibrationInputs inputs = Simulated(400, 40, 3, bench::kBias);
  const Calibration before = CalibrateBy(inputs, CalibrationMethod::kMixed);
  for (auto& nomination : inputs.nominations) nomination.denominator *= 420;
  for (ReviewTotal& review : inputs.reviews) review.total *= 420;
  const Calibration after = CalibrateBy(inputs, CalibrationMethod::kMixed);
  for (size_t a = 0; a < before.applications.size(); ++a) {
    REQUIRE(after.applications[a].corrected == before.applications[a].corrected);
    REQUIRE(IsExactly(after.applications[a].raw_mean, before.applications[a].raw_mean));
  }
}

TEST_CASE("z-scores and Borda follow their definitions", "[calibration][methods]") {
  // Expert 0 has mean 50 and s.d. 10, expert 1 mean 70 and s.d. 20; all marks: mean 60, variance
  // (400 + 0 + 100 + 900) / 4.
  const CalibrationInputs inputs = FullSeason({{40, 50}, {60, 90}});
  const std::vector<double> scores = Values(CalibrateBy(inputs, CalibrationMethod::kZScore));
  CHECK(scores[0] == Approx(60 - std::sqrt(350.0)).margin(1e-6));
  CHECK(scores[1] == Approx(60 + std::sqrt(350.0)).margin(1e-6));
  // Expert 0 ties the first two: 100 * ((0 + 2 - 1) / 2 + 0.5) / 3; expert 1 has 1, 0, 2.
  const std::vector<double> ranks =
      Values(CalibrateBy(FullSeason({{10, 20}, {10, 10}, {30, 90}}), CalibrationMethod::kBorda));
  CHECK(ranks[0] == Approx((100 / 3.0 + 50) / 2).margin(1e-6));
  CHECK(ranks[1] == Approx((100 / 3.0 + 100 / 6.0) / 2).margin(1e-6));
  CHECK(ranks[2] == Approx(250 / 3.0).margin(1e-6));
}

TEST_CASE("the corrected mean can be checked by hand", "[calibration][mixed]") {
  const CalibrationInputs inputs = Simulated(2'000, 200, 3, bench::kSlopesPools);
  const Calibration calibration = CalibrateBy(inputs, CalibrationMethod::kMixed);
  const ReviewTable& table = calibration.table;
  int capped = 0;
  for (int a = 0; a < table.applications(); ++a) {
    double sum = 0;
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r) {
      const double severity = calibration.experts[table.expert[r]].severity;
      sum += table.points[r] - std::max(-15.0, std::min(15.0, severity));
      capped += std::abs(severity) > 15 ? 1 : 0;
    }
    REQUIRE(std::abs(calibration.applications[a].corrected - sum / 3 * 1e6) <= 1);
    REQUIRE(IsExactly(calibration.applications[a].value,
                      {calibration.applications[a].corrected, kMicroPoints}));
  }
  CHECK(capped > 0);
}

TEST_CASE("with equal numbers of reviews corrected and posterior means order alike",
          "[calibration][mixed]") {
  CalibrationSettings settings;
  settings.cap = 100;
  const Calibration calibration = Calibrate(Simulated(1'000, 100, 3, bench::kBias), settings);
  for (int p = 0; p < 4; ++p) {
    std::vector<double> corrected, posterior;
    for (size_t a = 0; a < calibration.applications.size(); ++a) {
      if (calibration.table.nomination[a] != p) continue;
      corrected.push_back(static_cast<double>(calibration.applications[a].corrected));
      posterior.push_back(static_cast<double>(calibration.applications[a].posterior));
    }
    CHECK(bench::KendallTau(corrected, posterior) > 0.99999);
  }
}

TEST_CASE("calibration finds the better applications", "[calibration][figures]") {
  for (const auto& [scenario, margin] :
       {std::pair(bench::kBias, 0.042), std::pair(bench::kSlopesPools, 0.036),
        std::pair(bench::kNips, 0.012)}) {
    const bench::Simulator season({20'000, 2'000, 3, scenario, 1});
    const CalibrationInputs inputs = season.Inputs();
    const double mean = TauOf(CalibrateBy(inputs, CalibrationMethod::kMean), season);
    const double mixed = TauOf(CalibrateBy(inputs, CalibrationMethod::kMixed), season);
    CAPTURE(scenario);
    CHECK(mixed - mean >= margin);
    CalibrationSettings uncapped;
    uncapped.cap = 1000;
    CHECK(TauOf(Calibrate(inputs, uncapped), season) - mixed <= 0.001);
  }
}

TEST_CASE("z-scores lose true differences between pools", "[calibration][figures]") {
  const bench::Simulator season({20'000, 2'000, 3, bench::kSlopesPools, 1});
  const CalibrationInputs inputs = season.Inputs();
  const auto tau_all = [&](CalibrationMethod method) {
    return bench::KendallTau(Values(CalibrateBy(inputs, method)), season.quality());
  };
  CHECK(tau_all(CalibrationMethod::kMixed) - tau_all(CalibrationMethod::kZScore) >= 0.05);
}

TEST_CASE("no noise at all: severities are found exactly", "[calibration][mixed]") {
  std::vector<std::vector<int>> marks;
  for (int a = 0; a < 60; ++a) marks.push_back({20 + a, 25 + a, 30 + a});
  const Calibration calibration = CalibrateBy(FullSeason(marks), CalibrationMethod::kMixed);
  CHECK(calibration.experts[2].severity - calibration.experts[0].severity ==
        Approx(10).margin(0.01));
}

TEST_CASE("precision is refused where reviews are few", "[calibration][precision]") {
  CalibrationSettings settings;
  settings.precision = true;
  const Calibration refused = Calibrate(Simulated(1'000, 100, 3, bench::kSlopes), settings);
  CHECK(refused.outcome == CalibrationOutcome::kPrecisionRefused);
  CHECK(IsExactly(refused.applications[0].value, refused.applications[0].raw_mean));
  CHECK(Calibrate(Simulated(600, 60, 10, bench::kSlopes), settings).outcome ==
        CalibrationOutcome::kPrecisionRefused);  // 100 an expert

  const bench::Simulator season({2'000, 100, 10, bench::kSlopes, 1});
  const Calibration plain = CalibrateBy(season.Inputs(), CalibrationMethod::kMixed);
  const Calibration weighed = Calibrate(season.Inputs(), settings);
  CHECK(weighed.outcome == CalibrationOutcome::kCalibrated);
  CHECK(TauOf(weighed, season) > TauOf(plain, season) + 0.005);
  CHECK(CalibrateBy(season.Inputs(), CalibrationMethod::kMixed).experts[0].weight == 1);
}

TEST_CASE("only experts with many reviews have a slope", "[calibration][slope]") {
  const bench::Simulator season({2'000, 100, 10, bench::kSlopes, 1});
  CalibrationInputs inputs = season.Inputs();
  int kept = 0;  // expert 0 keeps 49 reviews
  std::erase_if(inputs.reviews, [&](const ReviewTotal& r) { return r.expert == 0 && ++kept > 49; });
  const Calibration plain = CalibrateBy(inputs, CalibrationMethod::kMixed);
  const Calibration slopes = CalibrateBy(inputs, CalibrationMethod::kMixedSlope);
  CHECK(slopes.experts[0].slope == 1);
  CHECK(slopes.experts[1].slope != 1);
  CHECK(TauOf(slopes, season) > TauOf(plain, season) + 0.005);
  double rest = 0;  // of the marks of expert 0
  for (int a = 0; a < 2'000; ++a) {
    const double expected =
        slopes.fit.nomination[slopes.table.nomination[a]] + slopes.fit.application[a];
    for (int r = slopes.table.offset[a]; r < slopes.table.offset[a + 1]; ++r) {
      if (slopes.table.expert[r] == 0) rest += slopes.table.points[r] - expected;
    }
  }
  const Variances& variances = slopes.variances.variances;
  CHECK(slopes.experts[0].severity ==
        Approx(rest / (49 + variances.noise / variances.expert)).margin(0.1));
  double sum = 0;
  for (int e = 1; e < 100; ++e) sum += slopes.experts[e].slope;
  CHECK(sum / 99 == Approx(1).margin(1e-9));
}

TEST_CASE("a mark is corrected by the cap at most", "[calibration][mixed]") {
  const CalibrationInputs inputs = Simulated(2'000, 100, 10, bench::kSlopes);
  for (const CalibrationMethod method :
       {CalibrationMethod::kMixed, CalibrationMethod::kMixedSlope, CalibrationMethod::kAdditive}) {
    CalibrationSettings settings;
    settings.method = method;
    settings.cap = 0;
    const Calibration calibration = Calibrate(inputs, settings);
    for (const auto& expert : calibration.experts) REQUIRE(expert.correction == 0);
    if (method == CalibrationMethod::kMixedSlope) continue;  // weighs reviews all the same
    for (const auto& application : calibration.applications)
      REQUIRE(application.corrected == std::llround(PointsOf(application.raw_mean) * 1e6));
  }
}

}  // namespace
}  // namespace nastavnik::results
