#include <catch2/catch.hpp>

#include "tests/support/redis.h"

namespace nastavnik::support {
namespace {

TEST_CASE("a Redis of the test's own can be emptied, killed and brought back") {
  Redis& redis = Redis::Shared();
  CHECK(redis.Run({"SET", "review:2027:epoch", "эпоха"}) == "OK");
  CHECK(redis.Run({"GET", "review:2027:epoch"}) == "эпоха");
  CHECK(redis.Run({"DBSIZE"}) == "1");
  redis.Clear();
  CHECK(redis.Run({"GET", "review:2027:epoch"}) == "");
  redis.Kill();
  redis.Start();
  CHECK(redis.Run({"DBSIZE"}) == "0");
}

}  // namespace
}  // namespace nastavnik::support
