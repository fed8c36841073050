#include "common/jobs/loop.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <latch>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/metrics/metrics.h"

namespace nastavnik::jobs {
namespace {

bool Shows(const std::string& line) {
  return absl::StrContains(metrics::Default().Text(), line + "\n");
}

// A number that tests wait for.
class Count {
 public:
  int Up() {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
    return ++value_;
  }
  bool Reaches(int value) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return value_ >= value; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int value_ = 0;
};

TEST_CASE("A loop runs at once and then at its interval") {
  Count runs;
  Loop loop("test_interval", absl::Milliseconds(1), [&](Run&) {
    runs.Up();
    return absl::OkStatus();
  });
  CHECK(runs.Reaches(5));
}

TEST_CASE("A wake-up ends the wait") {
  Count runs;
  Loop loop("test_wake", absl::Hours(1), [&](Run&) {
    runs.Up();
    return absl::OkStatus();
  });
  REQUIRE(runs.Reaches(1));
  loop.Wake();
  CHECK(runs.Reaches(2));
}

TEST_CASE("A wake-up during a run is not lost") {
  Count runs;
  std::latch inside(1), go_on(1);
  Loop loop("test_wake_inside", absl::Hours(1), [&](Run&) {
    if (runs.Up() == 1) {
      inside.count_down();
      go_on.wait();
    }
    return absl::OkStatus();
  });
  inside.wait();
  loop.Wake();
  go_on.count_down();
  CHECK(runs.Reaches(2));
}

TEST_CASE("A run that has more to do is followed at once") {
  Count runs;
  Loop loop("test_again", absl::Hours(1), [&](Run& run) {
    if (runs.Up() < 100) run.Again();
    return absl::OkStatus();
  });
  CHECK(runs.Reaches(100));
}

TEST_CASE("A failed run is repeated before the interval ends, and both outcomes are counted") {
  Count runs;
  std::atomic<bool> good_done = false;
  {
    Loop loop("test_failing", absl::Hours(1), [&](Run&) -> absl::Status {
      if (runs.Up() < 3) return absl::UnavailableError("база недоступна");
      good_done = true;
      return absl::OkStatus();
    });
    CHECK(runs.Reaches(3));
  }
  CHECK(good_done);
  CHECK(Shows("nastavnik_job_runs_total{job=\"test_failing\",outcome=\"error\"} 2"));
  CHECK(Shows("nastavnik_job_runs_total{job=\"test_failing\",outcome=\"ok\"} 1"));
  CHECK(Shows("nastavnik_job_interval_seconds{job=\"test_failing\"} 3600"));
  CHECK_FALSE(Shows("nastavnik_job_last_success_timestamp_seconds{job=\"test_failing\"} 0"));
}

TEST_CASE("An exception is a failed run, not the end of the process") {
  Count runs;
  Loop loop("test_throwing", absl::Hours(1), [&](Run&) -> absl::Status {
    if (runs.Up() == 1) throw std::runtime_error("boom");
    return absl::OkStatus();
  });
  CHECK(runs.Reaches(2));
}

TEST_CASE("ERROR is logged once, and only after patience has run out") {
  const auto errors = [] {
    return metrics::Default()
        .Counters("nastavnik_log_messages_total", "", {metrics::OneOf("level", {})})
        .With({"error"})
        .Value();
  };
  const double before = errors();
  Count runs;
  {
    Loop loop("test_patient", absl::Hours(1),
              [&](Run&) { return runs.Up(), absl::UnavailableError(""); });
    CHECK(runs.Reaches(3));
  }
  CHECK(errors() == before);
  {
    Loop loop(
        "test_impatient", absl::Hours(1),
        [&](Run&) { return runs.Up(), absl::UnavailableError(""); }, absl::Milliseconds(1));
    CHECK(runs.Reaches(7));
  }
  CHECK(errors() == before + 1);
}

TEST_CASE("Stop asks the run in progress to leave and waits for it") {
  std::latch inside(1);
  std::atomic<bool> left = false;
  Group group;
  group.Add("test_stop", absl::Hours(1), [&](Run& run) {
    inside.count_down();
    while (!run.Stopping()) std::this_thread::yield();
    left = true;
    return absl::CancelledError();
  });
  inside.wait();
  group.Stop();
  CHECK(left);
}

}  // namespace
}  // namespace nastavnik::jobs
