#include "common/http/stream.h"

#include <utility>

namespace nastavnik::http {

bool Stream::Write(absl::string_view piece) {
  const absl::MutexLock lock(&mutex_);
  if (ended_ || closed_ || too_slow_) return false;
  const bool asleep = waiting_.empty();
  too_slow_ = waiting_.size() + piece.size() > kMostWaiting;
  if (!too_slow_) waiting_.append(piece.data(), piece.size());
  if ((asleep || too_slow_) && wake_) wake_();
  return !too_slow_;
}

void Stream::Close() {
  const absl::MutexLock lock(&mutex_);
  closed_ = true;
  if (wake_) wake_();
}

void Stream::OnEnd(std::function<void()> ended) {
  {
    const absl::MutexLock lock(&mutex_);
    if (!ended_) {
      on_end_ = std::move(ended);
      return;
    }
  }
  ended();
}

Stream::Taken Stream::Take() {
  const absl::MutexLock lock(&mutex_);
  return {std::exchange(waiting_, {}), closed_, too_slow_};
}

void Stream::SetWake(std::function<void()> wake) {
  const absl::MutexLock lock(&mutex_);
  wake_ = std::move(wake);
}

void Stream::End() {
  std::function<void()> ended;
  {
    const absl::MutexLock lock(&mutex_);
    if (ended_) return;
    ended_ = true;
    wake_ = nullptr;
    waiting_ = {};
    ended = std::exchange(on_end_, nullptr);
  }
  if (ended) ended();
}

}  // namespace nastavnik::http
