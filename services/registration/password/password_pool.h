#pragma once

#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace nastavnik::registration {

// argon2id: 19 456 KiB, 2 passes, about 24 ms of one core. The scarcest thing of the platform, so
// it has its own threads and a short queue: who comes when it is full is told to come again.
// Thread-safe.
class PasswordPool {
 public:
  // `threads` 0: one less than there are cores, at least one. `queue`: most calls that wait.
  PasswordPool(int threads, int queue);
  ~PasswordPool();

  // The hash with its parameters and salt, as text. UNAVAILABLE when the queue is full.
  absl::StatusOr<std::string> Hash(absl::string_view password);
  // Whether the password has this hash. An empty hash takes as long as a real one and never fits:
  // that is what an unknown account is checked against.
  absl::StatusOr<bool> Verify(absl::string_view password, absl::string_view hash);

 private:
  // Runs `work` on a thread of the pool and waits for it.
  absl::Status Run(absl::FunctionRef<void()> work);
  void Main();

  const size_t queue_;
  std::string nobody_;  // a hash that nothing fits
  absl::Mutex mutex_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

// The same without a pool, for the operator's tool.
std::string HashPassword(absl::string_view password);

}  // namespace nastavnik::registration
