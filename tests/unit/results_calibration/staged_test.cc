// Staged review: who gets more reviews, and when two reviews are too far apart.
#include "catch2/catch.hpp"

#include "services/results/domain/calibration/band.h"
#include "services/results/domain/calibration/divergence.h"

namespace nastavnik::results {
namespace {

std::vector<int64_t> Descending(int n) {
  std::vector<int64_t> values;
  for (int i = 0; i < n; ++i) values.push_back(1'000 - i);
  return values;
}

TEST_CASE("the band has its share rounded up, or three times the places", "[calibration][band]") {
  CHECK(SelectBand(Descending(100), kBandPercent, 0).size() == 15);
  CHECK(SelectBand(Descending(101), kBandPercent, 0).size() == 16);
  CHECK(SelectBand(Descending(100), kBandPercent, 5).size() == 15);
  CHECK(SelectBand(Descending(100), kBandPercent, 6).size() == 18);
  CHECK(SelectBand(Descending(10), kBandPercent, 6).size() == 10);
  CHECK(SelectBand(Descending(1), kBandPercent, 0) == std::vector<int>{0});
  CHECK(SelectBand({}, kBandPercent, 3).empty());
}

TEST_CASE("the band holds the best and every tie at its edge", "[calibration][band]") {
  const std::vector<int64_t> values = {5, 9, 7, 7, 3, 7, 8, 1, 1, 1};
  CHECK(SelectBand(values, 30, 0) == std::vector<int>{1, 2, 3, 5, 6});
  CHECK(SelectBand(values, 20, 0) == std::vector<int>{1, 6});
  CHECK(SelectBand(std::vector<int64_t>(20, 4), 15, 0).size() == 20);
}

CompleteReview Review(int64_t completion, int64_t total, std::string recommendation = "") {
  return {completion, total, 100, std::move(recommendation)};
}

DivergenceRule Points(int64_t at_least) {
  return {DivergenceRule::Kind::kPoints, 3, at_least, std::nullopt};
}

std::vector<DivergenceReason> Reasons(const std::vector<CompleteReview>& reviews,
                                      const DivergenceRule& rule,
                                      const Variances& variances = kFallbackVariances) {
  return DecideDivergence(false, reviews, rule, variances, 2).reasons;
}

using R = DivergenceReason;

TEST_CASE("calibrated alarm: three deviations of the difference", "[calibration][divergence]") {
  DivergenceRule rule;
  rule.kind = DivergenceRule::Kind::kCalibrated;
  // Without reviews of the experts v = 42: sd = sqrt(446 + 84), 3 sd = 69.07.
  CHECK(Reasons({Review(1, 9000), Review(2, 2094)}, rule).empty());  // 69.06
  CHECK(Reasons({Review(1, 9000), Review(2, 2092)}, rule) == std::vector{R::kCalibrated});
  // Severities are taken off: 90 by one who gives 15 more, 21 by one who gives 10 less.
  std::vector<CompleteReview> reviews = {Review(1, 9000), Review(2, 2000)};
  reviews[0].severity = 15;
  CHECK(Reasons(reviews, rule).empty());
  // v = 223 / (30 * (1 - 1/2) + 223 / 42) = 10.98 each: 3 sd = 64.9.
  reviews = {Review(1, 9000), Review(2, 2500)};
  CHECK(Reasons(reviews, rule).empty());
  for (CompleteReview& review : reviews) review.expert_reviews = 30;
  CHECK(Reasons(reviews, rule) == std::vector{R::kCalibrated});
  CHECK(Reasons({Review(1, 9000), Review(2, 2500)}, rule, {225, 0, 223}) ==
        std::vector{R::kCalibrated});  // no severity: 3 sd = 63.4
}

TEST_CASE("alarm by points compares exact totals", "[calibration][divergence]") {
  CHECK(Reasons({Review(1, 8000), Review(2, 5000)}, Points(3000)) == std::vector{R::kPoints});
  CHECK(Reasons({Review(1, 8000), Review(2, 5001)}, Points(3000)).empty());
  // 2/3 and 1/3 of 100 points, over 3: exactly 33.33.. apart.
  std::vector<CompleteReview> thirds = {Review(1, 200), Review(2, 100)};
  for (CompleteReview& review : thirds) review.denominator = 3;
  CHECK(Reasons(thirds, Points(3333)) == std::vector{R::kPoints});
  CHECK(Reasons(thirds, Points(3334)).empty());
}

TEST_CASE("opposite recommendations alarm whatever the marks", "[calibration][divergence]") {
  DivergenceRule rule = Points(3000);
  rule.opposite = {"no", "top"};
  CHECK(Reasons({Review(1, 50, "top"), Review(2, 50, "no")}, rule) ==
        std::vector{R::kOppositeRecommendation});
  CHECK(Reasons({Review(1, 50, "no"), Review(2, 50, "no")}, rule).empty());
  CHECK(Reasons({Review(1, 50, "no"), Review(2, 50)}, rule).empty());
  CHECK(Reasons({Review(1, 9000, "top"), Review(2, 10, "no")}, rule) ==
        std::vector{R::kPoints, R::kOppositeRecommendation});  // one alarm, both reasons
  rule.opposite = {"", "top"};
  CHECK(Reasons({Review(1, 50, "top"), Review(2, 50)}, rule).empty());
}

TEST_CASE("divergence is decided once, from the first two reviews", "[calibration][divergence]") {
  const std::vector<CompleteReview> far = {Review(1, 9000), Review(2, 1000)};
  const auto decide = [](bool decided, std::vector<CompleteReview> reviews) {
    return DecideDivergence(decided, reviews, Points(3000), kFallbackVariances, 2);
  };
  CHECK_FALSE(decide(false, {}).decided);
  CHECK_FALSE(decide(false, {far[0]}).decided);
  CHECK(decide(false, far).decided);
  CHECK(decide(false, far).reasons.size() == 1);
  CHECK(decide(false, {far[1], far[0]}).reasons.size() == 1);
  // Whatever completes later neither raises nor takes back.
  CHECK(decide(true, far).reasons.empty());
  CHECK(decide(true, far).decided);
  CHECK(decide(false, {Review(3, 5000), far[1], far[0]}).reasons.size() == 1);
  const std::vector<CompleteReview> near = {Review(1, 5000), Review(2, 5100)};
  CHECK(decide(false, near).reasons.empty());
  CHECK(decide(true, {near[0], near[1], Review(3, 0)}).reasons.empty());
  CHECK(decide(false, {Review(3, 0), near[0], near[1]}).reasons.empty());
  CHECK(decide(true, {near[0]}).decided);  // one was annulled
}

}  // namespace
}  // namespace nastavnik::results
