#include "services/results/domain/calibration/components.h"

#include "tests/support/property.h"
#include "tests/unit/results_calibration/seasons.h"

namespace nastavnik::results {
namespace {

using support::Between;
using testing::Add;
using testing::EmptySeason;

Components Find(const CalibrationInputs& inputs) { return FindComponents(MakeReviewTable(inputs)); }

// What is left when the joining reviews are written.
Components Joined(CalibrationInputs inputs, const Components& components) {
  for (const JoiningReview& review : components.joining)
    Add(inputs, review.application, review.expert, 50);
  return Find(inputs);
}

TEST_CASE("pitfall 18: a nomination in two pools is disconnected", "[calibration]") {
  // Experts 0, 1 mark applications 0, 1, 2; experts 2, 3 mark 3 and 4. Application 5 has no review.
  CalibrationInputs inputs = EmptySeason(6, 5);
  for (const int a : {0, 1, 2}) {
    Add(inputs, a, 0, 50);
    Add(inputs, a, 1, 60);
  }
  for (const int a : {3, 4}) {
    Add(inputs, a, 2, 50);
    Add(inputs, a, 3, 60);
  }
  const Components components = Find(inputs);
  CHECK(components.count == 2);
  CHECK(components.IsDisconnected(0));
  CHECK(components.of_application == std::vector<int>{0, 0, 0, 1, 1, Components::kNone});
  CHECK(components.of_expert == std::vector<int>{0, 0, 1, 1, Components::kNone});
  CHECK(components.joining == std::vector<JoiningReview>{{3, 0}});
  CHECK_FALSE(Joined(inputs, components).IsDisconnected(0));
}

TEST_CASE("experts of several nominations join their applications", "[calibration][components]") {
  // Nomination 0: applications 0, 2; nomination 1: 1, 3. Expert 2 marks in nomination 1 only, but
  // shares an application there with experts 0 and 1.
  CalibrationInputs inputs = EmptySeason(4, 3, 2);
  Add(inputs, 0, 0, 50);
  Add(inputs, 2, 1, 50);
  CHECK(Find(inputs).IsDisconnected(0));
  CHECK_FALSE(Find(inputs).IsDisconnected(1));
  Add(inputs, 1, 0, 50);
  Add(inputs, 1, 1, 50);
  CHECK_FALSE(Find(inputs).IsDisconnected(0));
}

TEST_CASE("different nominations may be disconnected", "[calibration][components]") {
  CalibrationInputs inputs = EmptySeason(4, 2, 2);
  for (const int a : {0, 1, 2, 3}) Add(inputs, a, a % 2, 50);
  const Components components = Find(inputs);
  CHECK(components.count == 2);
  CHECK_FALSE(components.IsDisconnected(0));
  CHECK_FALSE(components.IsDisconnected(1));
  CHECK(components.joining.empty());
}

TEST_CASE("a review that joins two nominations at once is asked for once",
          "[calibration][components]") {
  // Two components, each with an application in both nominations.
  CalibrationInputs inputs = EmptySeason(4, 2, 2);
  for (const int a : {0, 1}) Add(inputs, a, 0, 50);
  for (const int a : {2, 3}) Add(inputs, a, 1, 50);
  const Components components = Find(inputs);
  CHECK(components.IsDisconnected(0));
  CHECK(components.IsDisconnected(1));
  CHECK(components.joining == std::vector<JoiningReview>{{2, 0}});
  CHECK_FALSE(Joined(inputs, components).IsDisconnected(1));
}

TEST_CASE("joining reviews suffice and none is spare", "[calibration][components]") {
  support::CheckProperty(500, [] {
    CalibrationInputs inputs = EmptySeason(30, 25, *Between(1, 3));
    const auto pairs = *rc::gen::resize(50, rc::gen::container<std::vector<std::pair<int, int>>>(
                                                rc::gen::pair(Between(0, 29), Between(0, 24))));
    for (const auto& [application, expert] : pairs) Add(inputs, application, expert, 50);
    const Components components = Find(inputs);
    const Components joined = Joined(inputs, components);
    for (size_t n = 0; n < inputs.nominations.size(); ++n)
      RC_ASSERT_FALSE(joined.IsDisconnected(static_cast<int>(n)));
    // Each of them removes a component, so the set is a smallest one.
    RC_ASSERT(components.count - joined.count == static_cast<int>(components.joining.size()));
  });
}

TEST_CASE("the disconnected pools of the simulator are found", "[calibration][components]") {
  const Components components = Find(testing::Simulated(2'000, 200, 3, bench::kDisconnected));
  CHECK(components.count == 8);
  CHECK(components.joining.empty());  // each is a nomination
  CHECK(Find(testing::Simulated(2'000, 200, 3, bench::kSlopesPools)).count == 1);
}

TEST_CASE("a season without reviews has no components", "[calibration][components]") {
  const Components components = Find(EmptySeason(3, 3, 2));
  CHECK(components.count == 0);
  CHECK_FALSE(components.IsDisconnected(0));
  CHECK(components.joining.empty());
}

}  // namespace
}  // namespace nastavnik::results
