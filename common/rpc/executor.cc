#include "common/rpc/executor.h"

#include <utility>

#include "absl/time/clock.h"

#include "common/metrics/metrics.h"

namespace nastavnik::rpc {
namespace {

using access::v1::AccessRule;

struct ClassLimits {
  absl::Duration wait;  // longest wait before a refusal
  size_t queued;        // most calls waiting: bounds memory, not time
};

// SUBMIT, AUTOSAVE, AUTH, BROWSE, EXPORT: waits as trust.md's overload table; queue sizes are twice
// what a pool of 16 threads with 1 ms calls can finish within the wait, at most 4096.
constexpr std::array<ClassLimits, 5> kLimits = {{{absl::Seconds(2), 4096},
                                                 {absl::Seconds(1), 4096},
                                                 {absl::Seconds(1), 1024},
                                                 {absl::Milliseconds(500), 4096},
                                                 {absl::Milliseconds(500), 256}}};

struct Telemetry {
  metrics::Gauge& depth =
      metrics::Default()
          .Gauges("nastavnik_executor_queue_depth", "Calls that wait for a thread", {Pool()})
          .With({"handlers"});
  metrics::Histogram& wait =
      metrics::Default()
          .Histograms("nastavnik_executor_wait_seconds", "Time that calls waited for a thread",
                      metrics::kWaitBuckets, {Pool()})
          .With({"handlers"});
  static metrics::Label Pool() { return metrics::OneOf("pool", {"handlers"}); }
};

Telemetry& Measured() {
  static Telemetry& telemetry = *new Telemetry;
  return telemetry;
}

}  // namespace

int Executor::ClassOf(Priority priority) {
  switch (priority) {
    case AccessRule::SUBMIT:
      return 0;
    case AccessRule::AUTOSAVE:
      return 1;
    case AccessRule::AUTH:
      return 2;
    case AccessRule::EXPORT:
      return 4;
    default:
      return 3;
  }
}

Executor::Executor(int threads) {
  Measured();
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

Executor::~Executor() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    came_.SignalAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

void Executor::Run(Priority priority, std::function<void(bool)> work) {
  const int cls = ClassOf(priority);
  {
    absl::MutexLock lock(&mutex_);
    if (queues_[cls].size() < kLimits[cls].queued && !stopping_) {
      queues_[cls].push_back({std::move(work), absl::Now()});
      ++queued_;
      came_.Signal();
      Measured().depth.Increment();
      return;
    }
  }
  work(false);
}

int Executor::QueueDepth() const {
  absl::MutexLock lock(&mutex_);
  return queued_;
}

bool Executor::Next(Waiting& next, int& cls) {
  absl::MutexLock lock(&mutex_);
  while (queued_ == 0 && !stopping_) came_.Wait(&mutex_);
  for (cls = 0; cls < kClasses; ++cls) {
    if (queues_[cls].empty()) continue;
    next = std::move(queues_[cls].front());
    queues_[cls].pop_front();
    --queued_;
    Measured().depth.Decrement();
    return true;
  }
  return false;  // stopping, and nothing is left
}

void Executor::Work() {
  Waiting next;
  int cls = 0;
  while (Next(next, cls)) {
    const absl::Duration waited = absl::Now() - next.since;
    Measured().wait.Observe(absl::ToDoubleSeconds(waited));
    next.work(waited <= kLimits[cls].wait);
    next.work = nullptr;
  }
}

}  // namespace nastavnik::rpc
