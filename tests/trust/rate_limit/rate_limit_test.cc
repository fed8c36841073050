#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "catch2/catch.hpp"

#include "services/gateway/limits/rate_limiter.h"
#include "services/gateway/limits/shared_buckets.h"
#include "tests/support/process.h"
#include "tests/support/redis.h"

namespace nastavnik::gateway {
namespace {

using support::Redis;

constexpr int kQuota = 300;
const absl::Duration kWindow = absl::Seconds(60);

RateLimiter::Options Small() {
  RateLimiter::Options options;
  options.policies[static_cast<size_t>(Bucket::kDefault)] = {"default", kQuota, kWindow};
  return options;
}

redis::Options To(const std::string& url) {
  return {.instance = "cache", .url = url, .password = ""};
}

// A gateway's limits; counts what they allow.
struct Gateway {
  explicit Gateway(const std::string& url) : client(To(url)), limiter(client, Small()) {}

  Verdict Ask(const std::string& key = "somebody") {
    std::promise<Verdict> verdict;
    limiter.Count(Bucket::kDefault, key, [&](const Verdict& v) { verdict.set_value(v); });
    return verdict.get_future().get();
  }
  // `threads` callers at once, `calls` each; how many were allowed.
  int Storm(int threads, int calls) {
    std::atomic<int> allowed{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < threads; ++i) {
      callers.emplace_back([&] {
        for (int call = 0; call < calls; ++call) allowed += Ask().allowed;
      });
    }
    for (std::thread& caller : callers) caller.join();
    return allowed;
  }

  redis::Client client;
  RateLimiter limiter;
};

// What may have been allowed since `begin`, by the machine's clock.
double Bound(absl::Time begin) {
  return kQuota + kQuota * absl::FDivDuration(absl::Now() - begin, kWindow);
}

TEST_CASE("two gateways at once allow together what one may") {
  Redis redis(Redis::Kind::kCache);
  Gateway one(redis.Url()), two(redis.Url());
  const absl::Time begin = absl::Now();
  int first = 0;
  std::thread other([&] { first = one.Storm(4, 500); });
  const int second = two.Storm(4, 500);
  other.join();
  CHECK(first + second <= Bound(begin));
  CHECK(first + second >= kQuota * 9 / 10);
  CHECK(first > 0);
  CHECK(second > 0);
  CHECK(one.Ask("somebody else").allowed);
}

TEST_CASE("a refused caller is told when to come back and the tokens come back") {
  Redis redis(Redis::Kind::kCache);
  Gateway gateway(redis.Url());
  const Verdict first = gateway.Ask();
  CHECK(first.allowed);
  REQUIRE(first.policy != nullptr);
  CHECK(first.remaining < kQuota);
  CHECK(gateway.Ask().remaining == first.remaining - 1);
  gateway.Storm(2, kQuota);
  support::WaitFor("a refusal", [&] { return !gateway.Ask().allowed; });
  const Verdict refused = gateway.Ask();
  if (!refused.allowed) {  // else a token has just come
    CHECK(refused.remaining == 0);
    CHECK(refused.retry_after > absl::ZeroDuration());
    CHECK(refused.retry_after <= absl::Seconds(60));
    CHECK(refused.full_after <= absl::Seconds(60));
  }
  support::WaitFor("the next token", [&] { return gateway.Ask().allowed; });
}

TEST_CASE("a Redis that forgets everything lets no gateway allow more than the policy") {
  Redis redis(Redis::Kind::kCache);
  Gateway one(redis.Url()), two(redis.Url());
  const absl::Time begin = absl::Now();
  std::atomic<bool> done{false};
  std::thread flusher([&] {
    while (!done) redis.Clear();
  });
  int first = 0;
  std::thread other([&] { first = one.Storm(4, 400); });
  const int second = two.Storm(4, 400);
  other.join();
  done = true;
  flusher.join();
  CHECK(first <= Bound(begin));
  CHECK(second <= Bound(begin));
  CHECK(first + second > kQuota);  // it did forget
}

TEST_CASE("a Redis that lost its scripts is told them again") {
  Redis redis(Redis::Kind::kCache);
  redis::Client client(To(redis.Url()));
  const Wish wish{"rate:test:a", {10, absl::Seconds(1)}, 3};
  REQUIRE(TakeShared(client, {wish})->front().granted == 3);
  redis.Run({"SCRIPT", "FLUSH"});
  const auto grants = TakeShared(client, {wish, wish, wish, {"rate:test:b", wish.rate, 1}});
  REQUIRE(grants.ok());
  CHECK((*grants)[0].granted == 3);
  CHECK((*grants)[1].granted == 3);
  CHECK((*grants)[2].granted <= 2);
  CHECK((*grants)[3].granted == 1);
  CHECK((*grants)[3].free == 9);
}

TEST_CASE("a clock that was set back an hour locks nobody out") {
  Redis redis(Redis::Kind::kCache);
  redis::Client client(To(redis.Url()));
  const Rate rate{20, absl::Milliseconds(50)};
  // As a bucket stands that was emptied before the step.
  const absl::Time ahead = absl::Now() + absl::Hours(1);
  redis.Run({"SET", "rate:test:a", absl::StrCat(absl::ToUnixMicros(ahead))});
  const auto refused = TakeShared(client, {{"rate:test:a", rate, 1}});
  REQUIRE(refused.ok());
  CHECK(refused->front().granted == 0);
  CHECK(refused->front().wait <= rate.room());
  bool given = false;
  for (const absl::Time end = absl::Now() + absl::Seconds(5); !given && absl::Now() < end;)
    given = TakeShared(client, {{"rate:test:a", rate, 1}})->front().granted == 1;
  CHECK(given);
}

TEST_CASE("a bucket that nobody uses is gone when it is full again") {
  Redis redis(Redis::Kind::kCache);
  redis::Client client(To(redis.Url()));
  REQUIRE(TakeShared(client, {{"rate:test:a", {20, absl::Milliseconds(10)}, 5}}).ok());
  support::WaitFor("the key to go", [&] { return redis.Run({"EXISTS", "rate:test:a"}) == "0"; });
}

TEST_CASE("while Redis is dead or mute calls go on at half the rate") {
  Redis redis(Redis::Kind::kCache);
  Gateway gateway(redis.Url());
  CHECK(gateway.Ask().allowed);
  const bool mute = GENERATE(false, true);
  if (mute) {
    redis.Pause();
  } else {
    redis.Kill();
  }
  const absl::Time begin = absl::Now();
  for (int i = 0; i < 20; ++i) CHECK(gateway.Ask(absl::StrCat("person ", i)).allowed);
  int allowed = gateway.Storm(2, kQuota);
  CHECK(allowed >= kQuota / 4);
  CHECK(allowed <= Bound(begin) / 2 + 1);
  if (mute) {
    redis.Resume();
  } else {
    redis.Start();
  }
  support::WaitFor("the limiter to ask Redis again", [&] {
    gateway.Ask("somebody new");
    return redis.Run({"EXISTS", "rate:default:somebody new"}) == "1";
  });
}

TEST_CASE("what is remembered is bounded and what is used stays") {
  Redis redis(Redis::Kind::kCache);
  redis::Client client(To(redis.Url()));
  RateLimiter::Options options = Small();
  options.most_buckets = 64;
  RateLimiter limiter(client, options);
  const auto ask = [&](const std::string& key) {
    std::promise<Verdict> verdict;
    limiter.Count(Bucket::kDefault, key, [&](const Verdict& v) { verdict.set_value(v); });
    return verdict.get_future().get();
  };
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(ask(absl::StrCat("address ", i)).allowed);
    if (i % 10 == 0) ask("used");
  }
  CHECK(ask("used").remaining <= kQuota - 100);
}

TEST_CASE("what waits for Redis is decided when the limiter ends") {
  Redis redis(Redis::Kind::kCache);
  redis::Client client(To(redis.Url()));
  std::atomic<int> decided{0};
  {
    RateLimiter limiter(client, Small());
    redis.Pause();
    for (int i = 0; i < 300; ++i) {
      limiter.Count(Bucket::kDefault, absl::StrCat("person ", i % 200),
                    [&](const Verdict&) { ++decided; });
    }
  }
  redis.Resume();
  CHECK(decided == 300);
}

}  // namespace
}  // namespace nastavnik::gateway
