#pragma once

#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>

#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>
#include <catch2/catch.hpp>

namespace nastavnik::support {

// Requires that the property holds for so many generated cases, the same ones in every run. A
// failure shows the smallest counterexample that was found; in the property RC_ASSERT asserts.
template <typename Property>
void CheckProperty(int cases, Property&& property) {
  rc::detail::TestParams params;
  params.seed = 20270315;
  params.maxSuccess = cases;
  rc::detail::TestListenerAdapter silent;
  const rc::detail::TestResult result = rc::detail::checkTestable(
      std::forward<Property>(property), rc::detail::TestMetadata(), params, silent,
      std::unordered_map<std::string, rc::detail::Reproduce>());
  std::ostringstream told;
  rc::detail::printResultMessage(result, told);
  INFO(told.str());
  REQUIRE(result.template is<rc::detail::SuccessResult>());
}

// Whole numbers `least` .. `most`, from all of the range whatever the size of the case; they shrink
// towards `least`.
inline rc::Gen<int> Between(int least, int most) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(least, most + 1));
}

// Starting points for generators of other kinds, which nothing is gained from shrinking.
inline rc::Gen<uint32_t> Seed() { return rc::gen::noShrink(rc::gen::arbitrary<uint32_t>()); }

}  // namespace nastavnik::support
