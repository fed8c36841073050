#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

#include "common/metrics/metrics.h"
#include "common/redis/client.h"
#include "services/gateway/limits/lease.h"
#include "services/gateway/limits/policy.h"

namespace nastavnik::gateway {

// What a caller is told of the own limit.
struct Verdict {
  bool allowed = true;
  const Policy* policy = nullptr;  // null: the call was not counted
  int remaining = 0;               // calls that may follow at once
  absl::Duration full_after;       // until all of the quota is there again
  absl::Duration retry_after;      // of a refused call
};

// Counts calls by person or address, all gateways together. Tokens are leased from Redis in
// batches, so that most calls are decided from memory; a call waits for Redis only when its bucket
// has neither a token nor a fresh refusal at hand. While Redis is away calls are decided here
// alone, at half the rate, as if there were two gateways. Thread-safe.
class RateLimiter {
 public:
  struct Options {
    Policies policies = kPolicies;
    // Buckets remembered, between half of this and all of it: some 250 bytes each. What is
    // forgotten is leased anew.
    size_t most_buckets = 100'000;
  };
  // `cache` must outlive it.
  explicit RateLimiter(redis::Client& cache) : RateLimiter(cache, Options()) {}
  RateLimiter(redis::Client& cache, Options options);
  ~RateLimiter();  // decides what waits

  // Counts a call under `key` and gives the verdict: at once, or from the limiter's own thread when
  // Redis had to be asked, after 0.1 s at the latest.
  using Decide = std::function<void(const Verdict&)>;
  void Count(Bucket bucket, absl::string_view key, Decide decide);

 private:
  struct Entry;
  using Shared = std::shared_ptr<Entry>;
  struct Decided;

  Shared Find(Bucket bucket, absl::string_view key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Ask(const Shared& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Lease::Answer Take(Entry& entry, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Verdict VerdictOf(const Entry& entry, bool allowed, absl::Time now) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Run();
  void Exchange(const std::vector<Shared>& asked);

  redis::Client& cache_;
  const Options options_;
  metrics::Family<metrics::Counter>& refused_;
  metrics::Gauge& alone_gauge_;
  absl::Mutex mutex_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  bool alone_ ABSL_GUARDED_BY(mutex_) = false;  // Redis did not answer last time
  absl::Time next_try_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // Two generations: when the young one is full it becomes the old one, and what was in the old one
  // and was not used since is forgotten.
  absl::flat_hash_map<std::string, Shared> young_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Shared> old_ ABSL_GUARDED_BY(mutex_);
  std::vector<Shared> asking_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace nastavnik::gateway
