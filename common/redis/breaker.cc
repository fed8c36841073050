#include "common/redis/breaker.h"

namespace nastavnik::redis {

bool Breaker::Admit(absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  if (state_ == State::kClosed) return true;
  if (now < open_until_) return false;
  state_ = State::kHalf;
  open_until_ = now + kOpenFor;  // the trial that never reports does not block for ever
  return true;
}

void Breaker::Report(bool ok, absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  if (ok) {
    state_ = State::kClosed;
    failures_ = 0;
    return;
  }
  ++failures_;
  if (state_ == State::kClosed && failures_ < kFailuresToOpen) return;
  state_ = State::kOpen;
  open_until_ = now + kOpenFor;
}

Breaker::State Breaker::state() const {
  const absl::MutexLock lock(&mutex_);
  return state_;
}

}  // namespace nastavnik::redis
