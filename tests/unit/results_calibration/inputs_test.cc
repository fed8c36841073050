#include "services/results/domain/calibration/inputs.h"

#include "catch2/catch.hpp"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "services/results/domain/calibration/uncertainty.h"
#include "tests/unit/results_calibration/seasons.h"

namespace nastavnik::results {
namespace {

CalibrationInputs Small() {
  CalibrationInputs inputs;
  inputs.nominations = {{"practice", 4200}, {"production", 100}};
  inputs.applications = {{"a1", 1}, {"a2", 0}};
  inputs.experts = {"e1", "e2"};
  inputs.reviews = {{1, 1, 210'000}, {0, 1, 5075}, {1, 0, 190'001}, {0, 0, 5000, false}};
  return inputs;
}

TEST_CASE("canonical lines of the inputs", "[calibration][inputs]") {
  CalibrationInputs inputs = Small();
  const std::string lines =
      "a1 e2 production 5075 100\n"
      "a2 e1 practice 190001 4200\n"
      "a2 e2 practice 210000 4200\n";
  CHECK(CalibrationLines(inputs) == lines);
  CHECK(CalibrationHash(inputs) == crypto::Sha256(lines));
  std::reverse(inputs.reviews.begin(), inputs.reviews.end());
  CHECK(CalibrationHash(inputs) == crypto::Sha256(lines));
  inputs.reviews[0].counts = true;
  CHECK(CalibrationHash(inputs) != crypto::Sha256(lines));
  CHECK(CalibrationLines({}).empty());
}

TEST_CASE("the seed is the head of the hash", "[calibration][inputs]") {
  CHECK(SeedOf(*crypto::HexDecode("0102030405060708ff")) == 0x0102030405060708);
}

}  // namespace
}  // namespace nastavnik::results
