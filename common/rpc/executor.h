#pragma once

#include <array>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "nastavnik/access/v1/access.pb.h"

namespace nastavnik::rpc {

using Priority = access::v1::AccessRule::Priority;

// A bounded pool of threads for handlers that block. Work waits in one queue a class; the most
// urgent class goes first, and what has waited longer than its class allows is refused before it
// starts (trust: shed exports before browsing, browsing before saving, final submissions last).
class Executor {
 public:
  explicit Executor(int threads);
  ~Executor();  // finishes what is queued

  // Runs `work(true)` on a thread of the pool; `work(false)`, on any thread, when it is shed.
  void Run(Priority priority, std::function<void(bool run)> work);

  int QueueDepth() const;

 private:
  struct Waiting {
    std::function<void(bool)> work;
    absl::Time since;
  };
  static constexpr int kClasses = 5;
  static int ClassOf(Priority priority);

  bool Next(Waiting& next, int& cls);
  void Work();

  mutable absl::Mutex mutex_;
  std::array<std::deque<Waiting>, kClasses> queues_ ABSL_GUARDED_BY(mutex_);
  int queued_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::CondVar came_;
  std::vector<std::thread> threads_;
};

}  // namespace nastavnik::rpc
