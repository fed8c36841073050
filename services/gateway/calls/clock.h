#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace nastavnik::gateway {

// The databases' clocks as the gateway knows them. Deadlines are decided by database time at the
// arrival of a request, so the gateway keeps, for each deciding service, the offset between its own
// monotonic clock and that database's clock; its wall clock never enters. Thread-safe.
class DatabaseClocks {
 public:
  using Monotonic = std::chrono::steady_clock::time_point;

  // The database said `database_time` between the two moments. Of the last samples the one with the
  // least round trip counts.
  void AddSample(absl::string_view service, Monotonic asked, Monotonic answered,
                 absl::Time database_time);

  // Database time at `moment`; nothing when the best sample is off by more than 250 ms or older
  // than ten minutes.
  std::optional<absl::Time> At(absl::string_view service, Monotonic moment) const;

  // FAILED_PRECONDITION when the wall clock is off by more than 250 ms from a database's: tokens
  // depend on it.
  absl::Status CheckWallClock(absl::Time wall, Monotonic moment) const;

 private:
  struct Sample {
    Monotonic middle;
    absl::Time database_time;
    absl::Duration round_trip;
  };
  const Sample* Best(absl::string_view service, Monotonic moment) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::map<std::string, std::deque<Sample>, std::less<>> samples_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::gateway
