// The fit against a dense Cholesky factorization, and the variance components against the truth of
// the simulator.
#include "services/results/domain/calibration/mixed_model.h"

#include <algorithm>
#include <cmath>

#include "catch2/catch.hpp"

#include "services/results/domain/calibration/components.h"
#include "services/results/domain/calibration/variances.h"
#include "tests/unit/results_calibration/seasons.h"

namespace nastavnik::results {
namespace {

using testing::EmptySeason;
using testing::Simulated;

// Solves A x = b, A symmetric positive definite by rows.
std::vector<double> SolveDense(std::vector<std::vector<double>> a, std::vector<double> b) {
  const size_t n = b.size();
  for (size_t j = 0; j < n; ++j) {
    for (size_t k = 0; k < j; ++k) a[j][j] -= a[j][k] * a[j][k];
    REQUIRE(a[j][j] > 0);
    a[j][j] = std::sqrt(a[j][j]);
    for (size_t i = j + 1; i < n; ++i) {
      for (size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
  }
  for (size_t i = 0; i < n; ++i) {
    for (size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

// Applications, experts that are not pinned and, with an effect, nominations: all in one matrix.
MixedFit FitDense(const ReviewTable& table, const MixedModel& model) {
  const int size = table.applications() + table.experts() + table.nominations();
  std::vector<std::vector<double>> matrix(size, std::vector<double>(size));
  std::vector<double> right(size);
  for (int a = 0; a < table.applications(); ++a) {
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r) {
      const int e = table.expert[r];
      std::vector<int> terms = {a};
      if (!model.pinned[e]) terms.push_back(table.applications() + e);
      if (model.nomination_effect)
        terms.push_back(table.applications() + table.experts() + table.nomination[a]);
      for (const int i : terms) {
        right[i] += model.weight[e] * table.points[r];
        for (const int j : terms) matrix[i][j] += model.weight[e];
      }
    }
  }
  for (int i = 0; i < size; ++i) {
    if (i < table.applications()) {
      matrix[i][i] += model.application_ratio;
    } else if (i < table.applications() + table.experts()) {
      matrix[i][i] += model.expert_ratio;
    }
    if (matrix[i][i] == 0) matrix[i][i] = 1;  // not in the model
  }
  const std::vector<double> x = SolveDense(matrix, right);
  const auto experts = x.begin() + table.applications();
  const auto nominations = experts + table.experts();
  return {{x.begin(), experts}, {experts, nominations}, {nominations, x.end()}};
}

double LargestDifference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

TEST_CASE("conjugate gradient equals dense Cholesky", "[calibration][mixed]") {
  for (uint32_t seed = 1; seed <= 24; ++seed) {
    std::mt19937 random(seed);
    const int scenario = static_cast<int>(seed % 8);
    const ReviewTable table = MakeReviewTable(Simulated(150, 30, 3, scenario, seed));
    MixedModel model;
    model.application_ratio = seed % 3 == 0 ? 0.1 : 1.0;
    model.expert_ratio = seed % 4 == 0 ? 0.5 : 5.0;
    model.nomination_effect = seed % 5 != 0;
    for (int e = 0; e < table.experts(); ++e) {
      model.weight.push_back(seed % 2 == 0 ? 1 : 0.3 + random() % 10 * 0.2);
      model.pinned.push_back(seed % 3 == 1 && random() % 4 == 0);
    }
    const MixedFit fit = FitMixed(table, table.points, model);
    const MixedFit dense = FitDense(table, model);
    CAPTURE(seed);
    REQUIRE(fit.converged);
    REQUIRE(LargestDifference(fit.application, dense.application) <= 1e-6);
    REQUIRE(LargestDifference(fit.expert, dense.expert) <= 1e-6);
    REQUIRE(LargestDifference(fit.nomination, dense.nomination) <= 1e-6);
  }
}

TEST_CASE("a fit takes 10 to 25 steps", "[calibration][mixed]") {
  const Calibration calibration =
      testing::CalibrateBy(Simulated(20'000, 2'000, 3, 0), CalibrationMethod::kMixed);
  CHECK(calibration.fit.converged);
  CHECK(calibration.steps >= 10);
  CHECK(calibration.steps <= 25);
}

VarianceEstimate EstimateOf(const CalibrationInputs& inputs) {
  const ReviewTable table = MakeReviewTable(inputs);
  return EstimateVariances(table, FindComponents(table).count, kFallbackVariances);
}

TEST_CASE("variance components are those of the simulator", "[calibration][variances]") {
  const VarianceEstimate estimate = EstimateOf(Simulated(20'000, 2'000, 3, 0));
  CHECK_FALSE(estimate.fallback);
  CHECK(estimate.severity);
  CHECK(estimate.variances.noise == Approx(80.1).margin(1.0));         // 0.6^2 * 225 = 81
  CHECK(estimate.variances.expert == Approx(55.3).margin(3.0));        // 0.5^2 * 225 = 56.25
  CHECK(estimate.variances.application == Approx(219.4).margin(5.0));  // 225 before clipping
}

TEST_CASE("components of the graph count in the degrees of freedom", "[calibration][variances]") {
  CalibrationInputs blocks = EmptySeason(40, 16);  // 8 components: 80 - 40 - 16 + 8 = 32
  for (int a = 0; a < 40; ++a) {
    testing::Add(blocks, a, a % 8, 40 + a);
    testing::Add(blocks, a, 8 + a % 8, 45 + 7 * a % 30);
  }
  CHECK_FALSE(EstimateOf(blocks).fallback);
  const VarianceEstimate whole = EstimateOf(Simulated(4'000, 400, 3, bench::kBias));
  const VarianceEstimate parts = EstimateOf(Simulated(4'000, 400, 3, bench::kDisconnected));
  CHECK(whole.variances.noise == Approx(81).epsilon(0.05));
  CHECK(parts.severity);
  // Mean of (0.35 + 0.6 u)^2 is 0.4425: 99.6; slopes add a little.
  CHECK(parts.variances.noise > 85);
  CHECK(parts.variances.noise < 135);
}

TEST_CASE("few degrees of freedom take the fallback", "[calibration][variances]") {
  const VarianceEstimate few = EstimateOf(Simulated(20, 10, 2, 0));  // 40 - 20 - 10 + 1 = 11
  CHECK(few.fallback);
  CHECK(few.severity);
  CHECK(few.variances.application == 225);
  CHECK(few.variances.expert == 42);
  CHECK(few.variances.noise == 223);
  CHECK_FALSE(EstimateOf(Simulated(40, 10, 3, 0)).fallback);  // 120 - 40 - 10 + 1 = 71
}

}  // namespace
}  // namespace nastavnik::results
