#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace nastavnik::redis {

// Keeps callers away from a server that does not answer. Closed: every call goes. After
// kFailuresToOpen failures in a row: open, no call goes for kOpenFor. Then half: one call may try;
// its outcome closes or opens again. Thread-safe; the caller brings a monotonic-enough clock.
class Breaker {
 public:
  static constexpr int kFailuresToOpen = 3;
  static constexpr absl::Duration kOpenFor = absl::Milliseconds(500);
  enum class State { kClosed = 0, kHalf = 1, kOpen = 2 };

  // Whether a call may go now. Whoever got true reports the outcome.
  bool Admit(absl::Time now);
  void Report(bool ok, absl::Time now);
  State state() const;

 private:
  mutable absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kClosed;
  int failures_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time open_until_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace nastavnik::redis
