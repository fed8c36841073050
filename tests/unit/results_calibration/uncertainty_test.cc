#include "services/results/domain/calibration/uncertainty.h"

#include <cmath>
#include <numeric>

#include "catch2/catch.hpp"

#include "services/results/domain/calibration/random.h"
#include "tests/unit/results_calibration/seasons.h"

namespace nastavnik::results {
namespace {

using testing::CalibrateBy;
using testing::Simulated;

constexpr auto kMixed = CalibrationMethod::kMixed;

TEST_CASE("the generator is xoshiro256** filled by SplitMix64", "[calibration][random]") {
  Random random(0);
  // SplitMix64(0) starts e220a8397b1dcdaf, 6e789e6aa1b965f4, ..; xoshiro256** then gives these.
  CHECK(random.Next() == 0x99ec5f36cb75f2b4);
  CHECK(random.Next() == 0xbf6e1f784956452a);
  CHECK(random.Next() == 0x1a5f849d4933e6e0);
}

TEST_CASE("normal numbers have mean 0 and variance 1", "[calibration][random]") {
  Random random(5);
  double sum = 0, squares = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double z = random.Normal();
    sum += z;
    squares += z * z;
  }
  CHECK(sum / 100'000 == Approx(0).margin(0.01));
  CHECK(squares / 100'000 == Approx(1).margin(0.02));
}

TEST_CASE("95 % intervals cover the truth", "[calibration][uncertainty]") {
  for (int scenario = 0; scenario <= 4; ++scenario) {
    const bench::Simulator season({4'000, 400, 3, scenario, 1});
    const Calibration calibration = CalibrateBy(season.Inputs(), kMixed);
    const Uncertainty uncertainty = SampleUncertainty(calibration, {50, 50, 50, 50}, 1, kSamples);
    int covered = 0;
    for (int a = 0; a < 4'000; ++a) {
      const double posterior = static_cast<double>(calibration.applications[a].posterior) / 1e6;
      const double error = posterior - (55 + 15 * season.quality()[a]);
      covered += std::abs(error) <= 1.96 * uncertainty.sd[a] ? 1 : 0;
    }
    CAPTURE(scenario);
    CHECK(covered / 4000.0 >= 0.93);
    CHECK(covered / 4000.0 <= 0.97);
  }
}

TEST_CASE("chances of a place add up to the places", "[calibration][uncertainty]") {
  const CalibrationInputs inputs = Simulated(400, 40, 3, bench::kBias);
  const Calibration calibration = CalibrateBy(inputs, kMixed);
  const std::vector<int> places = {5, 0, 1'000, 20};
  const Uncertainty uncertainty = SampleUncertainty(calibration, places, 9, 100);
  std::vector<double> sum(4);
  std::vector<int> applications(4);
  for (size_t a = 0; a < 400; ++a) {
    sum[inputs.applications[a].nomination] += uncertainty.top[a];
    ++applications[inputs.applications[a].nomination];
    CHECK(uncertainty.sd[a] > 0);
  }
  CHECK(sum[0] == Approx(5));
  CHECK(sum[1] == 0);
  CHECK(sum[2] == Approx(applications[2]));
  CHECK(sum[3] == Approx(20));
}

TEST_CASE("samples depend on the seed alone", "[calibration][uncertainty]") {
  CalibrationInputs inputs = Simulated(200, 20, 3, bench::kBias);
  const std::vector<int> places(4, 10);
  const Uncertainty first = SampleUncertainty(CalibrateBy(inputs, kMixed), places, 3, 20);
  std::reverse(inputs.reviews.begin(), inputs.reviews.end());
  const Uncertainty again = SampleUncertainty(CalibrateBy(inputs, kMixed), places, 3, 20);
  CHECK(first.sd == again.sd);
  CHECK(first.top == again.top);
  CHECK(first.sd != SampleUncertainty(CalibrateBy(inputs, kMixed), places, 4, 20).sd);
}

TEST_CASE("more reviews leave less uncertainty", "[calibration][uncertainty]") {
  CalibrationInputs inputs = Simulated(500, 50, 3, bench::kBias);
  std::erase_if(inputs.reviews, [](const ReviewTotal& r) { return r.application == 0; });
  for (int e = 0; e < 12; ++e) testing::Add(inputs, 0, e, 60);
  testing::Add(inputs, 0, 12, 60);
  const Uncertainty uncertainty =
      SampleUncertainty(CalibrateBy(inputs, kMixed), {5, 5, 5, 5}, 1, kSamples);
  CHECK(uncertainty.sd[0] < 0.75 * uncertainty.sd[1]);
}

TEST_CASE("uncertainty of the smallest seasons", "[calibration][uncertainty]") {
  CHECK(SampleUncertainty(CalibrateBy({}, kMixed), {}, 1, 5).sd.empty());
  CalibrationInputs inputs = testing::EmptySeason(2, 1);
  testing::Add(inputs, 0, 0, 50);
  for (const CalibrationMethod method : testing::kAllMethods) {
    const Uncertainty uncertainty = SampleUncertainty(CalibrateBy(inputs, method), {1}, 1, 50);
    CHECK(std::isfinite(uncertainty.sd[0]));
    CHECK(uncertainty.sd[1] == 0);
    CHECK(uncertainty.top[0] == 1);
    CHECK(uncertainty.top[1] == 0);
  }
}

TEST_CASE("grey area and quick chances", "[calibration][uncertainty]") {
  CHECK_FALSE(IsGrey(0.05));
  CHECK(IsGrey(0.1));
  CHECK(IsGrey(0.9));
  CHECK_FALSE(IsGrey(0.95));
  CHECK(TopProbability(10, 10, 3) == Approx(0.5));
  CHECK(TopProbability(13, 10, 3) == Approx(0.841345).margin(1e-6));
  CHECK(TopProbability(9, 10, 0) == 0);
  CHECK(TopProbability(10, 10, 0) == 1);
}

}  // namespace
}  // namespace nastavnik::results
