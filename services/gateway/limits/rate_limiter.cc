#include "services/gateway/limits/rate_limiter.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"

#include "services/gateway/limits/shared_buckets.h"

namespace nastavnik::gateway {
namespace {

constexpr absl::Duration kTryAgain = absl::Milliseconds(500);  // while Redis is away
constexpr int kShare = 2;                                      // gateways, while Redis is away
constexpr size_t kLargestBatch = 128;                          // buckets in one round trip

// A clock that never steps, on an epoch of its own.
absl::Time Now() {
  return absl::UnixEpoch() + absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

std::vector<std::string> NamesOf(const Policies& policies) {
  std::vector<std::string> names;
  for (const Policy& policy : policies) names.emplace_back(policy.name);
  return names;
}

}  // namespace

struct RateLimiter::Entry {
  const Policy* policy;
  std::string key;
  Lease lease;
  bool asking = false;
  std::vector<Decide> waiting;
};

// A verdict on its way to whoever waits for it.
struct RateLimiter::Decided {
  Decide decide;
  Verdict verdict;
};

RateLimiter::RateLimiter(redis::Client& cache, Options options)
    : cache_(cache),
      options_(options),
      refused_(metrics::Default().Counters("nastavnik_rate_limited_total",
                                           "Calls refused for the caller's own limit",
                                           {metrics::OneOf("bucket", NamesOf(kPolicies))})),
      alone_gauge_(metrics::Default()
                       .Gauges("nastavnik_rate_limit_alone",
                               "Whether this gateway limits without the others, Redis being away")
                       .One()) {
  thread_ = std::thread([this] { Run(); });
}

RateLimiter::~RateLimiter() {
  {
    const absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  thread_.join();
}

void RateLimiter::Count(Bucket bucket, absl::string_view key, Decide decide) {
  Verdict verdict;
  {
    const absl::MutexLock lock(&mutex_);
    const absl::Time now = Now();
    const Shared entry = Find(bucket, key);
    const Lease::Answer answer = Take(*entry, now);
    const bool wants = alone_ ? cache_.Configured() && now >= next_try_
                              : answer == Lease::Answer::kAskRedis || entry->lease.RunsLow(now);
    if (wants) Ask(entry);
    if (answer == Lease::Answer::kAskRedis) {
      entry->waiting.push_back(std::move(decide));
      return;
    }
    verdict = VerdictOf(*entry, answer == Lease::Answer::kAllowed, now);
  }
  decide(verdict);
}

RateLimiter::Shared RateLimiter::Find(Bucket bucket, absl::string_view key) {
  const Policy& policy = options_.policies[static_cast<size_t>(bucket)];
  std::string name = absl::StrCat("rate:", policy.name, ":", key);
  if (const auto found = young_.find(name); found != young_.end()) return found->second;
  Shared entry;
  if (const auto found = old_.find(name); found != old_.end()) {
    entry = found->second;
  } else {
    entry = std::make_shared<Entry>();
    entry->policy = &policy;
    entry->key = name;
  }
  if (young_.size() >= options_.most_buckets / 2) old_ = std::exchange(young_, {});
  young_.emplace(std::move(name), entry);
  return entry;
}

void RateLimiter::Ask(const Shared& entry) {
  if (std::exchange(entry->asking, true)) return;
  asking_.push_back(entry);
  next_try_ = Now() + kTryAgain;
}

Lease::Answer RateLimiter::Take(Entry& entry, absl::Time now) {
  if (!cache_.Configured()) return entry.lease.TakeAlone(*entry.policy, now, 1);
  return alone_ ? entry.lease.TakeAlone(*entry.policy, now, kShare)
                : entry.lease.Take(*entry.policy, now);
}

Verdict RateLimiter::VerdictOf(const Entry& entry, bool allowed, absl::Time now) const {
  const Policy& policy = *entry.policy;
  Verdict verdict;
  verdict.allowed = allowed;
  verdict.policy = &policy;
  if (allowed) verdict.remaining = entry.lease.Remaining(policy, now) / (alone_ ? kShare : 1);
  verdict.full_after = (policy.quota - verdict.remaining) * policy.rate().interval;
  if (!allowed) {
    verdict.retry_after = entry.lease.RetryAfter(policy, now);
    refused_.With({policy.name}).Increment();
  }
  return verdict;
}

void RateLimiter::Run() {
  for (;;) {
    std::vector<Shared> asked;
    {
      const absl::MutexLock lock(&mutex_);
      const auto due = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return stop_ || !asking_.empty();
      };
      mutex_.Await(absl::Condition(&due));
      if (asking_.empty()) return;
      const size_t count = std::min(asking_.size(), kLargestBatch);
      asked.assign(asking_.begin(), asking_.begin() + static_cast<ptrdiff_t>(count));
      asking_.erase(asking_.begin(), asking_.begin() + static_cast<ptrdiff_t>(count));
    }
    Exchange(asked);
  }
}

// Asks Redis, then decides what waited for it.
void RateLimiter::Exchange(const std::vector<Shared>& asked) {
  std::vector<Wish> wishes;
  const absl::Time sent = Now();
  {
    const absl::MutexLock lock(&mutex_);
    for (const Shared& entry : asked) {
      const int waiting = static_cast<int>(entry->waiting.size());
      wishes.push_back({entry->key, SharedRate(*entry->policy),
                        entry->lease.Wanted(*entry->policy, sent, waiting)});
    }
  }
  const auto grants = TakeShared(cache_, wishes);
  std::vector<Decided> decided;
  {
    const absl::MutexLock lock(&mutex_);
    const absl::Time now = Now();
    alone_ = !grants.ok();
    alone_gauge_.Set(alone_);
    for (size_t i = 0; i < asked.size(); ++i) {
      Entry& entry = *asked[i];
      entry.asking = false;
      if (grants.ok()) entry.lease.Receive((*grants)[i], *entry.policy, sent, now);
      std::vector<Decide> waiting = std::exchange(entry.waiting, {});
      for (Decide& decide : waiting) {
        const Lease::Answer answer = Take(entry, now);
        if (answer == Lease::Answer::kAskRedis) {
          entry.waiting.push_back(std::move(decide));
        } else {
          decided.push_back(
              {std::move(decide), VerdictOf(entry, answer == Lease::Answer::kAllowed, now)});
        }
      }
      if (!entry.waiting.empty()) Ask(asked[i]);
    }
  }
  for (const Decided& each : decided) each.decide(each.verdict);
}

}  // namespace nastavnik::gateway
