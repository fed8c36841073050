#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"

namespace nastavnik::probe {

// Runs `work(i)` on `count` threads that start together; answers the first error of each, OK where
// there was none. Catch's assertions belong to the test's own thread, so the work returns what it
// found.
template <typename Work>
std::vector<absl::Status> Together(int count, const Work& work) {
  std::vector<absl::Status> found(count);
  std::atomic<int> ready{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      ++ready;
      while (ready < count) std::this_thread::yield();
      found[i] = work(i);
    });
  }
  threads.clear();
  return found;
}

// An error unless `holds`.
inline absl::Status Expect(bool holds, const std::string& what) {
  return holds ? absl::OkStatus() : absl::FailedPreconditionError(what);
}

}  // namespace nastavnik::probe
