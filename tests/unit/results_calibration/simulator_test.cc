// The simulator against its published check sums; without them no figure of the bench means a
// thing.
#include "tests/bench/calibration/simulator/simulator.h"

#include <cmath>
#include <random>
#include <set>

#include "catch2/catch.hpp"

#include "tests/bench/calibration/simulator/scores.h"

namespace nastavnik::bench {
namespace {

int64_t SumOfMarks(int scenario) {
  int64_t sum = 0;
  const Simulator season({1000, 100, 3, scenario, 1});
  for (const auto& mark : season.marks()) sum += mark.points;
  return sum;
}

// By counting pairs.
double SlowTau(const std::vector<double>& x, const std::vector<double>& y) {
  double concordant = 0, untied_x = 0, untied_y = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      const double dx = x[i] - x[j], dy = y[i] - y[j];
      untied_x += dx != 0 ? 1 : 0;
      untied_y += dy != 0 ? 1 : 0;
      concordant += dx * dy > 0 ? 1 : dx * dy < 0 ? -1 : 0;
    }
  }
  return untied_x * untied_y > 0 ? concordant / std::sqrt(untied_x * untied_y) : 0;
}

TEST_CASE("the simulator gives its check sums", "[calibration][simulator]") {
  CHECK(SumOfMarks(kBias) == 160833);
  CHECK(SumOfMarks(kSlopesPools) == 161783);
  CHECK(SumOfMarks(kRandomMarks) == 161122);
  CHECK(SumOfMarks(kDisconnected) == 162324);
  CHECK(SumOfMarks(kNips) == 160884);
}

TEST_CASE("the simulator gives its first marks", "[calibration][simulator]") {
  const Simulator season({1000, 100, 3, kSlopesPools, 1});
  const int first[4][3] = {{0, 98, 18}, {0, 21, 23}, {0, 53, 47}, {1, 10, 62}};
  for (int i = 0; i < 4; ++i) {
    CHECK(season.marks()[i].application == first[i][0]);
    CHECK(season.marks()[i].expert == first[i][1]);
    CHECK(season.marks()[i].points == first[i][2]);
  }
}

TEST_CASE("an added review is by another expert", "[calibration][simulator]") {
  Simulator season({20, 8, 2, kBias, 3, true});
  for (int i = 0; i < 6; ++i) season.AddReview(7);
  std::set<int> experts;
  for (const auto& mark : season.marks()) {
    if (mark.application == 7) experts.insert(mark.expert);
  }
  CHECK(experts.size() == 8);
}

TEST_CASE("Kendall's tau equals a count of pairs", "[calibration][simulator]") {
  CHECK(KendallTau({1, 2, 3}, {10, 20, 30}) == Approx(1));
  CHECK(KendallTau({1, 2, 3}, {3, 2, 1}) == Approx(-1));
  CHECK(KendallTau({1, 1, 1}, {3, 2, 1}) == 0);
  CHECK(KendallTau({}, {}) == 0);
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> x, y;
    for (int i = 0; i < 40; ++i) {
      x.push_back(random() % (round % 2 == 0 ? 10 : 1000));
      y.push_back(random() % 12);
    }
    REQUIRE(KendallTau(x, y) == Approx(SlowTau(x, y)).margin(1e-12));
  }
}

}  // namespace
}  // namespace nastavnik::bench
