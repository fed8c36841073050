// The Redis client against a real Redis: scripts, pipelines, time limits, the breaker.
#include "common/redis/client.h"

#include "absl/time/clock.h"
#include "catch2/catch.hpp"

#include "tests/support/matchers.h"
#include "tests/support/redis.h"

namespace nastavnik::redis {
namespace {

using support::IsOk;

Client Connect() { return Client({.instance = "queue", .url = support::Redis::Shared().Url()}); }

TEST_CASE("commands, pipelines and errors of Redis") {
  Client client = Connect();
  const std::string binary("a\0b\r\n\xff", 6);
  REQUIRE_THAT(client.Run({"SET", "key", binary}), IsOk());
  CHECK(client.Run({"GET", "key"})->text == binary);
  CHECK(client.Run({"GET", "none"})->IsNil());
  const auto replies = client.Pipeline({{"INCR", "n"}, {"LPOP", "key"}, {"INCR", "n"}});
  REQUIRE_THAT(replies, IsOk());
  CHECK((*replies)[0].integer == 1);
  CHECK((*replies)[1].IsError("WRONGTYPE"));
  CHECK((*replies)[2].integer == 2);
  const auto wrong = client.Run({"LPOP", "key"});
  CHECK(Client::ErrorCode(wrong.status()) == "WRONGTYPE");
  CHECK(Client::ErrorCode(absl::UnavailableError("redis: away")).empty());
}

TEST_CASE("a script is sent once a server") {
  constexpr Script kAdd = {"add", "return redis.call('INCRBY', KEYS[1], ARGV[1])"};
  Client client = Connect();
  REQUIRE_THAT(client.Run({"DEL", "sum"}), IsOk());
  CHECK(client.Eval(kAdd, {"sum"}, {"5"})->integer == 5);
  REQUIRE_THAT(client.Run({"SCRIPT", "FLUSH"}), IsOk());
  CHECK(client.Eval(kAdd, {"sum"}, {"5"})->integer == 10);
  CHECK(client.Eval(kAdd, {"sum"}, {"5"})->integer == 15);
}

TEST_CASE("a Redis that hangs costs one time limit, then nothing until it is back") {
  Client client = Connect();
  REQUIRE_THAT(client.Run({"PING"}), IsOk());
  support::Redis::Shared().Pause();
  for (int i = 0; i < Breaker::kFailuresToOpen; ++i)
    CHECK(absl::IsUnavailable(client.Run({"PING"}).status()));
  const absl::Time begun = absl::Now();
  for (int i = 0; i < 100; ++i) CHECK_FALSE(client.Run({"PING"}).ok());
  CHECK(absl::Now() - begun <
        absl::Milliseconds(400));  // the breaker is open: one more try at most
  support::Redis::Shared().Resume();
  support::WaitFor(
      "the breaker closes", [&] { return client.Run({"PING"}).ok(); }, absl::Seconds(5));
}

TEST_CASE("no address is no Redis") {
  Client client({.instance = "queue"});
  CHECK_FALSE(client.Configured());
  CHECK(absl::IsUnavailable(client.Run({"PING"}).status()));
}

TEST_CASE("the breaker opens after failures in a row, tries one call, closes on success") {
  Breaker breaker;
  const absl::Time start = absl::UnixEpoch();
  for (int i = 0; i < Breaker::kFailuresToOpen; ++i) {
    CHECK(breaker.Admit(start));
    breaker.Report(false, start);
  }
  CHECK(breaker.state() == Breaker::State::kOpen);
  CHECK_FALSE(breaker.Admit(start + Breaker::kOpenFor - absl::Milliseconds(1)));
  const absl::Time later = start + Breaker::kOpenFor;
  CHECK(breaker.Admit(later));
  CHECK_FALSE(breaker.Admit(later));  // one at a time
  breaker.Report(false, later);
  CHECK_FALSE(breaker.Admit(later + absl::Milliseconds(1)));
  CHECK(breaker.Admit(later + Breaker::kOpenFor));
  breaker.Report(true, later + Breaker::kOpenFor);
  CHECK(breaker.state() == Breaker::State::kClosed);
  breaker.Report(false, later);
  CHECK(breaker.Admit(later));  // a single failure opens nothing
}

}  // namespace
}  // namespace nastavnik::redis
