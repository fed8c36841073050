// Data without bias, without noise, of one expert, hostile, annulled: what calibration must not do.
#include "services/results/domain/calibration/calibrate.h"

#include <cmath>

#include "catch2/catch.hpp"

#include "tests/unit/results_calibration/seasons.h"

namespace nastavnik::results {
namespace {

using testing::Add;
using testing::CalibrateBy;
using testing::EmptySeason;
using testing::FullSeason;
using testing::IsExactly;
using testing::IsWithin;
using testing::kAllMethods;
using testing::Simulated;
using testing::TauOf;
using testing::Values;

TEST_CASE("pitfall 16: without bias nothing is lost", "[calibration]") {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    const bench::Simulator season({5'000, 500, 3, bench::kNoBias, seed});
    const CalibrationInputs inputs = season.Inputs();
    const Calibration mean = CalibrateBy(inputs, CalibrationMethod::kMean);
    const Calibration mixed = CalibrateBy(inputs, CalibrationMethod::kMixed);
    CAPTURE(seed);
    CHECK(TauOf(mean, season) - TauOf(mixed, season) <= 0.001);
    CHECK(mixed.outcome == CalibrationOutcome::kNoSeverity);
    CHECK(mixed.variances.variances.expert == Approx(0).margin(0.8));
    for (size_t a = 0; a < mixed.applications.size(); ++a)
      REQUIRE(IsExactly(mixed.applications[a].value, mean.applications[a].value));
  }
}

// A season of `scenario` 0 in which expert 0 marked `reviews` applications, all 20 points too low.
Calibration WithHarshExpert(int reviews) {
  CalibrationInputs inputs = Simulated(500, 50, 3, bench::kBias);
  std::erase_if(inputs.reviews, [](const ReviewTotal& review) { return review.expert == 0; });
  std::vector<int64_t> sum(500), count(500);
  for (const ReviewTotal& review : inputs.reviews) {
    sum[review.application] += review.total;
    ++count[review.application];
  }
  for (int a = 0; a < reviews; ++a)
    inputs.reviews.push_back({a, 0, std::max<int64_t>(0, sum[a] / count[a] - 2000)});
  return CalibrateBy(inputs, CalibrationMethod::kMixed);
}

TEST_CASE("pitfall 17: an expert with 1 to 4 reviews is not corrected, one with 5 is, shrunk",
          "[calibration]") {
  for (int reviews = 1; reviews <= 4; ++reviews) {
    CAPTURE(reviews);
    CHECK(WithHarshExpert(reviews).experts[0].severity == 0);
    CHECK(WithHarshExpert(reviews).experts[0].correction == 0);
  }
  const double five = WithHarshExpert(5).experts[0].severity;
  CHECK(five < -8);
  CHECK(five > -20);
  CHECK(WithHarshExpert(40).experts[0].severity < five);
}

TEST_CASE("pitfall 19: pools that coincide with nominations: calibration is better than the mean",
          "[calibration]") {
  // A model without an effect of the nomination gains nothing here.
  for (const auto& [scenario, margin] :
       {std::pair(bench::kSlopesPools, 0.03), std::pair(bench::kDisconnected, 0.025),
        std::pair(bench::kNipsPools, 0.01)}) {
    const bench::Simulator season({8'000, 800, 3, scenario, 1});
    const CalibrationInputs inputs = season.Inputs();
    const auto scores = [&](CalibrationMethod method) {
      return bench::ScoreOf(Values(CalibrateBy(inputs, method)), season.quality(),
                            season.nomination());
    };
    const bench::Scores mean = scores(CalibrationMethod::kMean);
    const bench::Scores mixed = scores(CalibrationMethod::kMixed);
    CAPTURE(scenario);
    CHECK(mixed.tau - mean.tau >= margin);
    CHECK(mixed.tau_all - mean.tau_all >= margin);
  }
}

void CheckFinite(const CalibrationInputs& inputs) {
  for (const CalibrationMethod method : kAllMethods) {
    for (const bool precision : {false, true}) {
      CalibrationSettings settings;
      settings.method = method;
      settings.precision = precision;
      settings.slope_min_reviews = 1;
      settings.min_reviews_per_expert = 1;
      const Calibration calibration = Calibrate(inputs, settings);
      CAPTURE(static_cast<int>(method), precision);
      CHECK(calibration.outcome != CalibrationOutcome::kFailed);
      for (const auto& application : calibration.applications) {
        CHECK(application.value.count > 0);
        CHECK(Compare(application.value, {-50, 1}) >= 0);
        CHECK(Compare(application.value, {150, 1}) <= 0);
        CHECK(IsWithin(application.corrected, -15, 115));
        CHECK(IsWithin(application.posterior, -50, 150));
      }
      for (const auto& expert : calibration.experts) {
        CHECK(std::isfinite(expert.severity));
        CHECK(std::abs(expert.severity) <= 150);
        CHECK(expert.weight > 0);
      }
    }
  }
}

TEST_CASE("pitfall 20: constant scorers and the smallest seasons neither crash nor give NaN",
          "[calibration]") {
  CheckFinite({});
  CheckFinite(EmptySeason(3, 3));
  CheckFinite(EmptySeason(3, 3, 3));
  CheckFinite(FullSeason({{50}}));                // one application, one expert
  CheckFinite(FullSeason({{50, 70}}));            // one application
  CheckFinite(FullSeason({{50}, {70}}));          // one expert
  CheckFinite(FullSeason({{50, 50}, {50, 50}}));  // nothing differs
  std::vector<std::vector<int>> same(60, std::vector<int>(8, 40));
  CheckFinite(FullSeason(same));  // enough to estimate, nothing to see
  std::vector<std::vector<int>> constant(60, {10, 30, 50, 90});
  CheckFinite(FullSeason(constant));  // each expert constant
  std::vector<std::vector<int>> exact;
  for (int a = 0; a < 60; ++a) exact.push_back({a, a + 5, a + 30});
  CheckFinite(FullSeason(exact));  // no noise at all
  CalibrationInputs lazy = Simulated(300, 30, 3, bench::kSlopes);
  for (ReviewTotal& review : lazy.reviews) {
    if (review.expert == 3) review.total = 5000;
  }
  CheckFinite(lazy);
  CalibrationInputs uneven = Simulated(300, 30, 3, bench::kSlopes);
  std::erase_if(uneven.reviews, [](const ReviewTotal& r) { return r.application % 3 == 0; });
  CheckFinite(uneven);
}

TEST_CASE("pitfall 21: 7 points more by one expert change no order", "[calibration]") {
  CalibrationInputs inputs = Simulated(20'000, 2'000, 3, bench::kBias);
  const Calibration additive = CalibrateBy(inputs, CalibrationMethod::kAdditive);
  const Calibration mixed = CalibrateBy(inputs, CalibrationMethod::kMixed);
  // Neither clipping nor the cap are in the way.
  REQUIRE(additive.outcome == CalibrationOutcome::kCalibrated);
  const int expert = static_cast<int>(
      std::find_if(additive.experts.begin(), additive.experts.end(),
                   [](const CalibratedExpert& e) { return std::abs(e.severity) < 5; }) -
      additive.experts.begin());
  REQUIRE(expert < 2'000);
  std::vector<bool> reviewed(20'000);
  for (ReviewTotal& review : inputs.reviews) {
    if (review.expert != expert) continue;
    review.total += 700;
    reviewed[review.application] = true;
  }
  const Calibration more_additive = CalibrateBy(inputs, CalibrationMethod::kAdditive);
  const Calibration more_mixed = CalibrateBy(inputs, CalibrationMethod::kMixed);
  const auto change = [](const std::vector<double>& after, const std::vector<double>& before,
                         int a) { return after[a] - before[a]; };
  const double shift = change(more_additive.fit.application, additive.fit.application, 0);
  double spread = 0, others = 0;
  for (int a = 0; a < 20'000; ++a) {
    const double moved = change(more_additive.fit.application, additive.fit.application, a);
    spread = std::max(spread, std::abs(moved - shift));
    if (!reviewed[a]) {
      others = std::max(others, std::abs(static_cast<double>(more_mixed.applications[a].corrected -
                                                             mixed.applications[a].corrected)) /
                                    1e6);
    }
  }
  CHECK(spread <= 1e-6);
  CHECK(others <= 0.1);
}

TEST_CASE("pitfall 22: shuffled reviews of a large season give the same bits", "[calibration]") {
  CalibrationInputs inputs = Simulated(1'000, 100, 4, bench::kSlopesPools);
  const Calibration before = CalibrateBy(inputs, CalibrationMethod::kMixedSlope);
  std::shuffle(inputs.reviews.begin(), inputs.reviews.end(), std::mt19937(7));
  const Calibration after = CalibrateBy(inputs, CalibrationMethod::kMixedSlope);
  CHECK(after.fit.application == before.fit.application);
  CHECK(after.fit.expert == before.fit.expert);
  CHECK(after.variances.variances.noise == before.variances.variances.noise);
  for (size_t a = 0; a < before.applications.size(); ++a)
    REQUIRE(after.applications[a].corrected == before.applications[a].corrected);
}

TEST_CASE("pitfall 22: another numbering moves values by no more than rounding", "[calibration]") {
  const CalibrationInputs inputs = Simulated(1'000, 100, 4, bench::kSlopesPools);
  CalibrationInputs reversed = inputs;
  std::reverse(reversed.applications.begin(), reversed.applications.end());
  for (ReviewTotal& review : reversed.reviews) {
    review.application = 999 - review.application;
    review.expert = 99 - review.expert;
  }
  const Calibration before = CalibrateBy(inputs, CalibrationMethod::kMixed);
  const Calibration after = CalibrateBy(reversed, CalibrationMethod::kMixed);
  for (int a = 0; a < 1'000; ++a)
    REQUIRE(std::abs(after.fit.application[999 - a] - before.fit.application[a]) <= 1e-9);
  for (int e = 0; e < 100; ++e)
    REQUIRE(std::abs(after.fit.expert[99 - e] - before.fit.expert[e]) <= 1e-9);
}

TEST_CASE("pitfall 23: a hostile expert moves little", "[calibration]") {
  const int kExperts = 60;
  const CalibrationInputs inputs = Simulated(500, kExperts, 3, bench::kSlopesPools);
  const Calibration before = CalibrateBy(inputs, CalibrationMethod::kMixed);
  double beyond = -100;
  for (int expert = 0; expert < kExperts; expert += 5) {
    for (int attack = 0; attack < 3; ++attack) {
      CalibrationInputs hostile = inputs;
      std::vector<double> own(500);
      for (ReviewTotal& review : hostile.reviews) {
        if (review.expert != expert) continue;
        const int64_t total = attack == 0 ? 0 : attack == 1 ? 10'000 : 10'000 - review.total;
        own[review.application] = std::abs(static_cast<double>(total - review.total)) / 100;
        review.total = total;
      }
      const Calibration after = CalibrateBy(hostile, CalibrationMethod::kMixed);
      for (int a = 0; a < 500; ++a) {
        const double moved = std::abs(static_cast<double>(after.applications[a].corrected -
                                                          before.applications[a].corrected)) /
                             1e6;
        beyond = std::max(beyond, moved - ((own[a] + 2 * 15) / 3 + 3));
      }
    }
  }
  CHECK(beyond <= 0);
}

TEST_CASE("pitfall 24: values beyond 100 rank, and are clipped only to be shown", "[calibration]") {
  // Expert 0 is harsh; the first two applications have full marks, one of them from him.
  std::vector<std::vector<int>> marks;
  for (int a = 0; a < 40; ++a) marks.push_back({30 + a % 7, 50 + a % 7, 51 + a % 5});
  CalibrationInputs inputs = FullSeason(marks);
  std::erase_if(inputs.reviews, [](const ReviewTotal& r) { return r.application < 2; });
  Add(inputs, 0, 0, 100);
  Add(inputs, 1, 1, 100);
  const Calibration calibration = CalibrateBy(inputs, CalibrationMethod::kMixed);
  const auto& hard = calibration.applications[0];
  const auto& easy = calibration.applications[1];
  REQUIRE(hard.corrected > 105 * kMicroPoints);
  CHECK(Compare(hard.value, {105, 1}) > 0);
  CHECK(Compare(hard.value, easy.value) > 0);
  CHECK(ShownMicroPoints(hard.corrected) == 100 * kMicroPoints);
  CHECK(ShownMicroPoints(-1) == 0);
  CHECK(ShownMicroPoints(61'250'000) == 61'250'000);
}

TEST_CASE("pitfall 25: the same corrected mean of 4 and of 2 reviews is the same value",
          "[calibration]") {
  CalibrationInputs inputs = Simulated(500, 50, 3, bench::kBias);
  std::erase_if(inputs.reviews, [](const ReviewTotal& r) { return r.application < 2; });
  inputs.applications[1].nomination = inputs.applications[0].nomination;
  for (const int expert : {4, 9}) Add(inputs, 0, expert, 90);
  for (const int expert : {4, 9, 4, 9}) Add(inputs, 1, expert, 90);
  const Calibration calibration = CalibrateBy(inputs, CalibrationMethod::kMixed);
  const auto& two = calibration.applications[0];
  const auto& four = calibration.applications[1];
  CHECK(two.reviews == 2);
  CHECK(four.reviews == 4);
  CHECK(Compare(two.value, four.value) == 0);
  CHECK(four.posterior > two.posterior + kMicroPoints);
}

TEST_CASE("pitfall 33: a fifth nomination leaves the raw means of the others", "[calibration]") {
  CalibrationInputs inputs = Simulated(400, 40, 3, bench::kBias);
  const CalibrationInputs four = inputs;
  inputs.nominations.push_back({"n9", 100});
  for (int a = 400; a < 450; ++a) {
    inputs.applications.push_back(
        {"z" + std::to_string(a), static_cast<int>(four.nominations.size())});
    for (const int expert : {a % 40, (a + 7) % 40}) Add(inputs, a, expert, 99);
  }
  for (const CalibrationMethod method : {CalibrationMethod::kMean, CalibrationMethod::kMedian,
                                         CalibrationMethod::kTrimmed, CalibrationMethod::kMixed}) {
    const Calibration before = CalibrateBy(four, method);
    const Calibration after = CalibrateBy(inputs, method);
    for (size_t a = 0; a < before.applications.size(); ++a) {
      REQUIRE(IsExactly(after.applications[a].raw_mean, before.applications[a].raw_mean));
      if (method != CalibrationMethod::kMixed)
        REQUIRE(IsExactly(after.applications[a].value, before.applications[a].value));
    }
  }
}

TEST_CASE("pitfall 27: an annulled review leaves every sum, count and variance", "[calibration]") {
  CalibrationInputs absent = Simulated(300, 30, 3, bench::kBias);
  CalibrationInputs annulled = absent;
  for (size_t i = 0; i < annulled.reviews.size(); i += 10) annulled.reviews[i].counts = false;
  std::erase_if(absent.reviews, [&, i = 0](const ReviewTotal&) mutable { return i++ % 10 == 0; });
  CHECK(CalibrationLines(annulled) == CalibrationLines(absent));
  for (const CalibrationMethod method : kAllMethods) {
    const Calibration one = CalibrateBy(annulled, method);
    const Calibration other = CalibrateBy(absent, method);
    CHECK(one.variances.variances.application == other.variances.variances.application);
    CHECK(one.variances.variances.expert == other.variances.variances.expert);
    CHECK(one.variances.variances.noise == other.variances.variances.noise);
    for (size_t a = 0; a < one.applications.size(); ++a) {
      REQUIRE(one.applications[a].reviews == other.applications[a].reviews);
      REQUIRE(one.applications[a].component == other.applications[a].component);
      REQUIRE(IsExactly(one.applications[a].value, other.applications[a].value));
      REQUIRE(one.applications[a].corrected == other.applications[a].corrected);
    }
    for (size_t e = 0; e < one.experts.size(); ++e) {
      REQUIRE(one.experts[e].reviews == other.experts[e].reviews);
      REQUIRE(one.experts[e].mean == other.experts[e].mean);
    }
  }
}

}  // namespace
}  // namespace nastavnik::results
