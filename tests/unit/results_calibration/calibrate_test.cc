#include "services/results/domain/calibration/calibrate.h"

#include <cmath>

#include "catch2/catch.hpp"

#include "tests/unit/results_calibration/seasons.h"

namespace nastavnik::results {
namespace {

using testing::Add;
using testing::CalibrateBy;
using testing::EmptySeason;
using testing::kAllMethods;
using testing::PointsOf;
using testing::Simulated;
using testing::Values;

// Every application is marked by every expert.
CalibrationInputs FullSeason(const std::vector<std::vector<int>>& marks) {
  CalibrationInputs inputs =
      EmptySeason(static_cast<int>(marks.size()), static_cast<int>(marks[0].size()));
  for (size_t a = 0; a < marks.size(); ++a) {
    for (size_t e = 0; e < marks[a].size(); ++e)
      Add(inputs, static_cast<int>(a), static_cast<int>(e), marks[a][e]);
  }
  return inputs;
}

bool IsExactly(const Fraction& value, const Fraction& expected) {
  return Compare(value, expected) == 0;
}

double TauOf(const Calibration& calibration, const bench::Simulator& season) {
  return bench::ScoreOf(Values(calibration), season.quality(), season.nomination()).tau;
}

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

// What is not a number becomes a very large one.
bool IsWithin(int64_t micro_points, int64_t low, int64_t high) {
  return micro_points >= low * kMicroPoints && micro_points <= high * kMicroPoints;
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

TEST_CASE("no noise at all: severities are found exactly", "[calibration][mixed]") {
  std::vector<std::vector<int>> marks;
  for (int a = 0; a < 60; ++a) marks.push_back({20 + a, 25 + a, 30 + a});
  const Calibration calibration = CalibrateBy(FullSeason(marks), CalibrationMethod::kMixed);
  CHECK(calibration.experts[2].severity - calibration.experts[0].severity ==
        Approx(10).margin(0.01));
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
