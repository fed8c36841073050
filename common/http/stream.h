#pragma once

#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace nastavnik::http {

// The body of an answer that becomes known piece by piece: who answers writes, the connection
// sends. Thread-safe.
class Stream {
 public:
  // Bytes that may wait for a slow reader; who lets more wait is cut.
  static constexpr size_t kMostWaiting = 1 << 20;

  // Adds a piece. False when nobody reads any more.
  bool Write(absl::string_view piece);
  // The body is whole.
  void Close();
  // `ended` runs once, when the connection has ended for whatever reason: on a thread of the
  // server, or here if it has ended already.
  void OnEnd(std::function<void()> ended);

  // The connection's side. What waits, and how it goes on.
  struct Taken {
    std::string bytes;
    bool closed = false;    // nothing follows
    bool too_slow = false;  // more waited than may: end without a proper end
  };
  Taken Take();
  // `wake` runs, under a lock, whenever there is something to take.
  void SetWake(std::function<void()> wake);
  // The connection has ended.
  void End();

 private:
  absl::Mutex mutex_;
  std::string waiting_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool too_slow_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> wake_ ABSL_GUARDED_BY(mutex_);
  std::function<void()> on_end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::http
