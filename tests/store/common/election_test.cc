#include <atomic>

#include <catch2/catch.hpp>

#include "absl/time/clock.h"

#include "common/pg/lease.h"
#include "tests/store/common/probe.h"
#include "tests/store/common/together.h"
#include "tests/support/matchers.h"

namespace nastavnik::pg {
namespace {

using probe::Db;

TEST_CASE("of many that ask one is elected, and keeps its office") {
  Db().Clear();
  std::vector<std::unique_ptr<Election>> elections;
  for (int i = 0; i < 8; ++i) elections.push_back(std::make_unique<Election>(*Db(), "sweeper"));
  for (int round = 0; round < 3; ++round) {
    std::atomic<int> elected{0};
    probe::Together(8, [&](int i) {
      elected += elections[i]->Hold().value_or(false);
      return absl::OkStatus();
    });
    CHECK(elected == 1);
  }
}

TEST_CASE("an office given back or left is taken by another") {
  Db().Clear();
  Election first(*Db(), "sweeper"), second(*Db(), "sweeper"), other(*Db(), "freezer");
  CHECK(*first.Hold());
  CHECK_FALSE(*second.Hold());
  CHECK(*other.Hold());
  first.Release();
  CHECK(*second.Hold());
  CHECK_FALSE(*first.Hold());
  Db().Run(
      "UPDATE lease SET expire_time = clock_timestamp() - interval '1 ms'");  // the holder has died
  CHECK(*first.Hold());
}

TEST_CASE("a holder renews before its term ends") {
  Db().Clear();
  Election election(*Db(), "sweeper", absl::Seconds(1)), rival(*Db(), "sweeper", absl::Seconds(1));
  REQUIRE(*election.Hold());
  const absl::Time end = absl::Now() + absl::Milliseconds(2500);
  while (absl::Now() < end) {
    CHECK(*election.Hold());
    CHECK_FALSE(*rival.Hold());
  }
}

}  // namespace
}  // namespace nastavnik::pg
