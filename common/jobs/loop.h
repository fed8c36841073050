#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace nastavnik::jobs {

// One run of a loop's body.
class Run {
 public:
  explicit Run(std::stop_token stop) : stop_(std::move(stop)) {}
  // Whether the process is ending: leave what can wait.
  bool Stopping() const { return stop_.stop_requested(); }
  // There is more to do: the next run follows at once.
  void Again() { again_ = true; }
  bool WantsAgain() const { return again_; }

 private:
  std::stop_token stop_;
  bool again_ = false;
};

// A thread that runs `body` every `interval` until destroyed. A failed run is tried again after a
// random part of a growing delay (0.1 to 30 s). Failures are WARN lines; once they have lasted for
// `patience` there is one ERROR line. Metrics: nastavnik_job_runs_total, _duration_seconds,
// _last_success_timestamp_seconds, _interval_seconds.
class Loop {
 public:
  using Body = std::function<absl::Status(Run& run)>;
  Loop(std::string name, absl::Duration interval, Body body,
       absl::Duration patience = absl::Minutes(1));
  ~Loop();  // Stop()

  // Runs now instead of at the end of the interval; during a run, once more after it. Any thread.
  void Wake();
  // Asks the run in progress to leave and waits for it.
  void Stop();

 private:
  void Main(std::stop_token stop);
  void Wait(absl::Duration delay, const std::stop_token& stop);
  void Report(const absl::Status& status, absl::Time now);

  const std::string name_;
  const absl::Duration interval_;
  const Body body_;
  const absl::Duration patience_;
  int failures_ = 0;  // in a row; of the loop's thread
  absl::Time failing_since_;
  bool told_ = false;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  bool wake_ = false;
  std::jthread thread_;  // last: starts when all else is there
};

// Loops that end together.
class Group {
 public:
  Loop& Add(std::string name, absl::Duration interval, Loop::Body body);
  // Stops all of them, in the reverse order of their start.
  void Stop();
  ~Group() { Stop(); }

 private:
  std::vector<std::unique_ptr<Loop>> loops_;
};

}  // namespace nastavnik::jobs
