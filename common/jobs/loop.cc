#include "common/jobs/loop.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/log/log.h"
#include "common/metrics/metrics.h"

namespace nastavnik::jobs {
namespace {

constexpr absl::Duration kFirstDelay = absl::Milliseconds(100);
constexpr absl::Duration kLongestDelay = absl::Seconds(30);

// Families of all loops of the process; job names are constants of the program.
struct Families {
  metrics::Label job = metrics::UpTo("job", 64);
  metrics::Registry& all = metrics::Default();
  metrics::Family<metrics::Counter>& runs = all.Counters(
      "nastavnik_job_runs_total", "Runs of background loops", {job, metrics::UpTo("outcome", 2)});
  metrics::Family<metrics::Histogram>& seconds = all.Histograms(
      "nastavnik_job_duration_seconds", "Time of one run", {0.001, 0.01, 0.1, 1, 10, 60}, {job});
  metrics::Family<metrics::Gauge>& success = all.Gauges(
      "nastavnik_job_last_success_timestamp_seconds", "End of the last good run, Unix time", {job});
  metrics::Family<metrics::Gauge>& interval =
      all.Gauges("nastavnik_job_interval_seconds", "Time between runs", {job});
};

Families& TheFamilies() {
  static Families& families = *new Families;
  return families;
}

// Full jitter: two copies that failed together do not try again together.
absl::Duration Backoff(int failures) {
  thread_local absl::BitGen random;
  const absl::Duration most =
      std::min(kLongestDelay, kFirstDelay * (int64_t{1} << std::min(failures, 20)));
  return absl::Uniform(random, 0.0, 1.0) * most;
}

absl::Status Guarded(const Loop::Body& body, Run& run) {
  try {
    return body(run);
  } catch (const std::exception& fault) {
    return absl::InternalError(absl::StrCat("exception: ", fault.what()));
  }
}

}  // namespace

Loop::Loop(std::string name, absl::Duration interval, Body body, absl::Duration patience)
    : name_(std::move(name)), interval_(interval), body_(std::move(body)), patience_(patience) {
  Families& families = TheFamilies();
  families.runs.With({name_, "ok"});
  families.runs.With({name_, "error"});
  families.seconds.With({name_});
  families.success.With({name_});
  families.interval.With({name_}).Set(absl::ToDoubleSeconds(interval_));
  thread_ = std::jthread([this](std::stop_token stop) { Main(std::move(stop)); });
}

Loop::~Loop() { Stop(); }

void Loop::Wake() {
  const std::lock_guard lock(mutex_);
  wake_ = true;
  woken_.notify_all();
}

void Loop::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Loop::Main(std::stop_token stop) {
  Families& families = TheFamilies();
  metrics::Counter& good = families.runs.With({name_, "ok"});
  metrics::Counter& bad = families.runs.With({name_, "error"});
  metrics::Histogram& seconds = families.seconds.With({name_});
  metrics::Gauge& success = families.success.With({name_});
  while (!stop.stop_requested()) {
    {
      const std::lock_guard lock(mutex_);
      wake_ = false;
    }
    Run run(stop);
    const absl::Time start = absl::Now();
    const absl::Status status = Guarded(body_, run);
    const absl::Time end = absl::Now();
    if (!status.ok() && stop.stop_requested()) return;  // was asked to leave
    seconds.Observe(absl::ToDoubleSeconds(end - start));
    (status.ok() ? good : bad).Increment();
    if (status.ok()) success.Set(absl::ToDoubleSeconds(end - absl::UnixEpoch()));
    Report(status, end);
    if (!status.ok()) {
      Wait(Backoff(failures_), stop);
    } else if (!run.WantsAgain()) {
      Wait(interval_, stop);
    }
  }
}

void Loop::Wait(absl::Duration delay, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  woken_.wait_for(lock, stop, absl::ToChronoNanoseconds(delay), [this] { return wake_; });
}

void Loop::Report(const absl::Status& status, absl::Time now) {
  if (status.ok()) {
    if (failures_ > 0) log::Info("job recovered", {{"job", name_}, {"failures", failures_}});
    failures_ = 0;
    told_ = false;
    return;
  }
  if (failures_++ == 0) failing_since_ = now;
  const std::string code = absl::StatusCodeToString(status.code());
  log::Warn("job failed", {{"job", name_}, {"code", code}, {"failures", failures_}});
  if (!told_ && now - failing_since_ >= patience_) {
    told_ = true;
    log::Error("job keeps failing", {{"job", name_}, {"code", code}, {"failures", failures_}});
  }
}

Loop& Group::Add(std::string name, absl::Duration interval, Loop::Body body) {
  return *loops_.emplace_back(std::make_unique<Loop>(std::move(name), interval, std::move(body)));
}

void Group::Stop() {
  while (!loops_.empty()) loops_.pop_back();
}

}  // namespace nastavnik::jobs
