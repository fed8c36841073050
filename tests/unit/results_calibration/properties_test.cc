// What holds for any marks by any experts.
#include <algorithm>
#include <cmath>
#include <random>

#include "tests/support/property.h"
#include "tests/unit/results_calibration/seasons.h"

namespace nastavnik::results {

// How a counterexample is shown.
void showValue(const CalibrationInputs& inputs, std::ostream& out) {
  out << CalibrationLines(inputs);
}

namespace {

using support::Between;
using support::CheckProperty;
using support::Seed;
using testing::EmptySeason;
using testing::IsWithin;
using testing::kAllMethods;

struct Mark {
  int application;
  int expert;
  int total;
  bool counts;
};

// Up to 12 applications of up to 3 nominations and up to `experts` experts with up to `reviews`
// reviews, some annulled, some by an expert of an application twice, many equal.
rc::Gen<CalibrationInputs> AnySeason(int experts, int reviews) {
  const auto total = rc::gen::weightedOneOf<int>(
      {{3, Between(0, 10'000)}, {1, rc::gen::element(0, 5'000, 10'000)}});
  const auto marks =
      rc::gen::resize(reviews, rc::gen::container<std::vector<Mark>>(rc::gen::construct<Mark>(
                                   Between(0, 11), Between(0, experts - 1), total,
                                   rc::gen::weightedElement<bool>({{1, false}, {9, true}}))));
  return rc::gen::map(rc::gen::pair(Between(1, 3), marks), [experts](const auto& drawn) {
    CalibrationInputs inputs = EmptySeason(12, experts, drawn.first);
    for (const Mark& mark : drawn.second)
      inputs.reviews.push_back({mark.application, mark.expert, mark.total, mark.counts});
    return inputs;
  });
}

// Every bit that calibration says of applications and experts.
std::vector<std::tuple<int64_t, int64_t, int64_t, int64_t>> BitsOf(const Calibration& calibration) {
  std::vector<std::tuple<int64_t, int64_t, int64_t, int64_t>> bits;
  const auto bits_of = [](double x) { return std::bit_cast<int64_t>(x); };
  for (const auto& a : calibration.applications)
    bits.emplace_back(a.value.sum, a.value.count, a.corrected, a.posterior);
  for (const auto& e : calibration.experts)
    bits.emplace_back(e.reviews, bits_of(e.severity), bits_of(e.slope), bits_of(e.weight));
  return bits;
}

CalibrationSettings AnySettings() {
  CalibrationSettings settings;
  settings.method =
      *rc::gen::elementOf(std::vector(std::begin(kAllMethods), std::end(kAllMethods)));
  settings.precision = *rc::gen::arbitrary<bool>();
  settings.min_reviews_per_expert = *Between(1, 5);
  settings.slope_min_reviews = *Between(1, 10);
  return settings;
}

TEST_CASE("pitfall 22: shuffled reviews give the same bits", "[calibration][property]") {
  CheckProperty(500, [] {
    CalibrationInputs inputs = *AnySeason(5, 150);
    const CalibrationSettings settings = AnySettings();
    const std::string lines = CalibrationLines(inputs);
    const auto before = BitsOf(Calibrate(inputs, settings));
    std::shuffle(inputs.reviews.begin(), inputs.reviews.end(), std::mt19937(*Seed()));
    RC_ASSERT(CalibrationLines(inputs) == lines);
    RC_ASSERT(BitsOf(Calibrate(inputs, settings)) == before);
  });
}

TEST_CASE("pitfall 20: whatever the marks every value is a number", "[calibration][property]") {
  CheckProperty(1000, [] {
    const CalibrationInputs inputs = *AnySeason(*Between(1, 5), 150);
    const Calibration calibration = Calibrate(inputs, AnySettings());
    for (const auto& application : calibration.applications) {
      if (application.reviews == 0) continue;
      RC_ASSERT(application.value.count > 0);
      RC_ASSERT(Compare(application.value, {-1000, 1}) >= 0);
      RC_ASSERT(Compare(application.value, {1000, 1}) <= 0);
      RC_ASSERT(Compare(application.raw_mean, {0, 1}) >= 0);
      RC_ASSERT(Compare(application.raw_mean, {100, 1}) <= 0);
      RC_ASSERT(IsWithin(application.corrected, -15, 115));
      RC_ASSERT(IsWithin(application.posterior, -100, 200));
    }
    for (const auto& expert : calibration.experts) {
      RC_ASSERT(std::isfinite(expert.severity));
      RC_ASSERT(std::abs(expert.correction) <= 15);
      RC_ASSERT(expert.weight > 0);
    }
  });
}

TEST_CASE("pitfall 17: experts below the least number of reviews are not corrected",
          "[calibration][property]") {
  CheckProperty(500, [] {
    const CalibrationInputs inputs = *AnySeason(8, 100);
    CalibrationSettings settings = AnySettings();
    settings.min_reviews_per_expert = 5;
    for (const auto& expert : Calibrate(inputs, settings).experts)
      RC_ASSERT((expert.reviews >= 5 || expert.severity == 0));
  });
}

}  // namespace
}  // namespace nastavnik::results
