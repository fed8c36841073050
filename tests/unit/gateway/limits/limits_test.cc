#include <algorithm>
#include <deque>
#include <random>
#include <vector>

#include "absl/time/time.h"
#include "catch2/catch.hpp"

#include "services/gateway/limits/gcra.h"
#include "services/gateway/limits/lease.h"
#include "services/gateway/limits/policy.h"

namespace nastavnik::gateway {
namespace {

using Random = std::mt19937_64;
const absl::Time kBegin = absl::FromUnixSeconds(1'800'000'000);

// The promise itself, counted by hand: within any span from one given token to another, at most
// burst + span / interval.
class Meter {
 public:
  void Given(absl::Time time) { times_.push_back(time); }
  // Most tokens above the promise over all spans; zero or less when it is kept.
  double Excess(const Rate& rate) const {
    // Each token costs one, each interval pays one: the worst span ends at the highest climb above
    // the lowest point before it.
    double worst = -1e9, lowest = 1e9;
    for (size_t i = 0; i < times_.size(); ++i) {
      const double paid = absl::FDivDuration(times_[i] - kBegin, rate.interval);
      lowest = std::min(lowest, static_cast<double>(i) - paid);
      worst = std::max(worst, static_cast<double>(i) + 1 - paid - lowest);
    }
    return worst - rate.burst;
  }
  size_t given() const { return times_.size(); }

 private:
  std::vector<absl::Time> times_;
};

// What Redis does with one bucket.
Grant TakeShared(Gcra& shared, const Policy& policy, absl::Time now, int wanted) {
  const Rate rate = SharedRate(policy);
  Grant grant;
  grant.granted = shared.Take(rate, now, wanted);
  grant.free = shared.Free(rate, now);
  if (grant.granted == 0) grant.wait = shared.Wait(rate, now);
  return grant;
}

// A gateway whose wishes reach Redis after `there` and are answered after `back` more.
struct Gateway {
  Lease lease;
  bool asking = false;
  absl::Time sent, answered;
  Grant grant;
};

TEST_CASE("the first burst comes at once and then one token an interval") {
  const Rate rate{5, absl::Milliseconds(100)};
  Gcra bucket;
  CHECK(bucket.Free(rate, kBegin) == 5);
  CHECK(bucket.Take(rate, kBegin, 3) == 3);
  CHECK(bucket.Take(rate, kBegin, 3) == 2);
  CHECK(bucket.Take(rate, kBegin) == 0);
  CHECK(bucket.Wait(rate, kBegin) == absl::Milliseconds(100));
  CHECK(bucket.FullAfter(kBegin) == absl::Milliseconds(500));
  CHECK(bucket.Take(rate, kBegin + absl::Milliseconds(99)) == 0);
  CHECK(bucket.Take(rate, kBegin + absl::Milliseconds(100)) == 1);
  CHECK(bucket.Take(rate, kBegin + absl::Seconds(60), 9) == 5);
}

TEST_CASE("a clock that was set back takes nobody's tokens for longer than the room") {
  const Rate rate{5, absl::Milliseconds(100)};
  Gcra bucket;
  bucket.Take(rate, kBegin + absl::Hours(1), 5);
  CHECK(bucket.Wait(rate, kBegin) <= rate.room());
  CHECK(bucket.Free(rate, kBegin) == 0);
}

TEST_CASE("a bucket keeps its promise and never refuses what it allows") {
  Random random(1);
  for (int round = 0; round < 200; ++round) {
    const Rate rate{1 + static_cast<int>(random() % 20),
                    absl::Milliseconds(1 + static_cast<int64_t>(random() % 50))};
    Gcra bucket;
    Meter meter;
    absl::Time now = kBegin;
    for (int call = 0; call < 500; ++call) {
      now += absl::Microseconds(static_cast<int64_t>(random() % 40'000));
      Meter with = meter;
      with.Given(now);
      const bool allowed = bucket.Take(rate, now) == 1;
      // A call that would keep the promise is never refused; one that would not, always.
      REQUIRE(allowed == (with.Excess(rate) <= 1e-6));
      if (allowed) meter = with;
    }
  }
}

// Many gateways, any traffic, slow answers, lost leases: the sum stays inside the policy.
TEST_CASE("leases of all gateways together stay inside the policy") {
  Random random(7);
  for (int round = 0; round < 60; ++round) {
    const Policy policy{"test", 30 + static_cast<int>(random() % 600), absl::Seconds(60)};
    std::vector<Gateway> gateways(1 + random() % 5);
    Gcra shared;
    Meter meter;
    absl::Time now = kBegin;
    const int64_t pause = 1 << (random() % 18);
    for (int step = 0; step < 4'000; ++step) {
      now += absl::Microseconds(static_cast<int64_t>(random() % (2 * pause) + 1));
      Gateway& gateway = gateways[random() % gateways.size()];
      if (gateway.asking && now >= gateway.answered) {
        gateway.lease.Receive(gateway.grant, policy, gateway.sent, now);
        gateway.asking = false;
      }
      const Lease::Answer answer = gateway.lease.Take(policy, now);
      if (answer == Lease::Answer::kAllowed) meter.Given(now);
      const bool ask = answer == Lease::Answer::kAskRedis || gateway.lease.RunsLow(now);
      if (!ask || gateway.asking) continue;
      gateway.asking = true;
      gateway.sent = now;
      const absl::Duration there = absl::Microseconds(static_cast<int64_t>(random() % 3'000));
      gateway.answered = now + 2 * there;
      const int wanted = gateway.lease.Wanted(policy, now, static_cast<int>(random() % 4));
      gateway.grant = TakeShared(shared, policy, now + there, wanted);
    }
    REQUIRE(meter.given() > 0);
    REQUIRE(meter.Excess(policy.rate()) <= 1e-6);
  }
}

TEST_CASE("one gateway by itself keeps the policy when Redis forgets everything") {
  const Policy policy{"test", 100, absl::Seconds(60)};
  Lease lease;
  Meter meter;
  absl::Time now = kBegin;
  for (int step = 0; step < 5'000; ++step) {
    now += absl::Milliseconds(3);
    Lease::Answer answer = lease.Take(policy, now);
    if (answer == Lease::Answer::kAskRedis) {
      Gcra forgotten;
      lease.Receive(TakeShared(forgotten, policy, now, lease.Wanted(policy, now, 1)), policy, now,
                    now);
      answer = lease.Take(policy, now);
    }
    if (answer == Lease::Answer::kAllowed) meter.Given(now);
  }
  CHECK(meter.given() >= 100);
  CHECK(meter.Excess(policy.rate()) <= 1e-6);
}

TEST_CASE("without Redis a gateway gives its share") {
  const Policy policy{"test", 100, absl::Seconds(60)};
  Lease lease;
  int allowed = 0;
  for (int call = 0; call < 200; ++call)
    allowed += lease.TakeAlone(policy, kBegin, 2) == Lease::Answer::kAllowed;
  CHECK(allowed == 50);
  allowed = 0;
  for (int call = 0; call < 200; ++call) {
    allowed += lease.TakeAlone(policy, kBegin + absl::Seconds(60), 2) == Lease::Answer::kAllowed;
  }
  CHECK(allowed == 50);
}

TEST_CASE("leases follow the use: little lapses, little is asked") {
  const Policy policy{"test", 600, absl::Seconds(60)};
  Lease lease;
  Gcra shared;
  absl::Time now = kBegin;
  int asked = 0;
  const auto call = [&] {
    Lease::Answer answer = lease.Take(policy, now);
    if (answer == Lease::Answer::kAskRedis) {
      ++asked;
      lease.Receive(TakeShared(shared, policy, now, lease.Wanted(policy, now, 1)), policy, now,
                    now);
      answer = lease.Take(policy, now);
    }
    return answer == Lease::Answer::kAllowed;
  };
  for (int i = 0; i < 100; ++i) REQUIRE(call());
  CHECK(asked <= 9);  // 1, 2, 4, 8, 16, then 30 each
  CHECK(shared.Free(SharedRate(policy), now) >= 580 - 121);
  // After a pause one token at a time again: the quota lasts for exactly as many calls.
  for (int i = 0; i < 30; ++i) {
    now += absl::Seconds(3);
    REQUIRE(call());
  }
  CHECK(shared.Free(SharedRate(policy), now) >= 579);
}

TEST_CASE("a refusal is remembered until a token can be there") {
  const Policy policy{"test", 60, absl::Seconds(60)};
  Lease lease;
  lease.Receive({.granted = 0, .free = 0, .wait = absl::Milliseconds(700)}, policy, kBegin, kBegin);
  CHECK(lease.Take(policy, kBegin) == Lease::Answer::kRefused);
  CHECK(lease.Remaining(policy, kBegin) == 0);
  CHECK(lease.RetryAfter(policy, kBegin) == absl::Milliseconds(700));
  CHECK(lease.Take(policy, kBegin + absl::Milliseconds(700)) == Lease::Answer::kAskRedis);
  // Whatever Redis says, nobody is locked out for more than a window.
  lease.Receive({.granted = 0, .free = 0, .wait = absl::Hours(1)}, policy, kBegin, kBegin);
  CHECK(lease.RetryAfter(policy, kBegin) <= policy.window);
}

TEST_CASE("an expert who scores thirty applications in ten minutes is never refused") {
  const Policy& policy = kPolicies[static_cast<size_t>(Bucket::kDefault)];
  Gcra shared;
  Gateway gateways[2];
  Random random(3);
  absl::Time now = kBegin;
  int refused = 0;
  const auto call = [&] {
    Lease& lease = gateways[random() % 2].lease;
    if (lease.Take(policy, now) == Lease::Answer::kAskRedis) {
      lease.Receive(TakeShared(shared, policy, now, lease.Wanted(policy, now, 1)), policy, now,
                    now);
      refused += lease.Take(policy, now) != Lease::Answer::kAllowed;
    }
  };
  for (int application = 0; application < 30; ++application) {
    for (int i = 0; i < 12; ++i) call();  // opens the workspace, its parts at once
    for (int second = 0; second < 20; second += 2, now += absl::Seconds(2)) call();  // autosaves
  }
  CHECK(refused == 0);
}

TEST_CASE("no policy locks anybody out for more than a minute") {
  for (const Policy& policy : kPolicies) {
    CHECK(policy.window <= absl::Seconds(60));
    CHECK(SharedRate(policy).room() <= absl::Seconds(60));
    CHECK(SharedRate(policy).burst >= 1);
  }
}

}  // namespace
}  // namespace nastavnik::gateway
