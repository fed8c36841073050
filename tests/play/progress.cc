#include "tests/play/progress.h"

#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <mutex>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace nastavnik::play {
namespace {

constexpr int kWidth = 30;

}  // namespace

void Say(const std::string& line) {
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

Progress::Progress(std::string title, long total)
    : title_(std::move(title)),
      total_(total),
      terminal_(isatty(STDERR_FILENO) != 0),
      begun_(absl::Now()) {
  printer_ = std::jthread([this](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock(mutex);
    const auto interval =
        terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5000);
    while (!stop.stop_requested()) {
      ended.wait_for(lock, stop, interval, [] { return false; });
      if (!stop.stop_requested()) Print(false);
    }
  });
}

Progress::~Progress() {
  printer_.request_stop();
  printer_.join();
  Print(true);
}

void Progress::Print(bool last) {
  const double seconds = std::max(0.001, absl::ToDoubleSeconds(absl::Now() - begun_));
  const long done = done_;
  const double rate = static_cast<double>(done) / seconds;
  const int left = rate > 0 ? static_cast<int>(static_cast<double>(total_ - done) / rate) : 0;
  if (!terminal_) {
    std::fprintf(stderr, "  %s: %ld of %ld, %.0f/s, %.0f s\n", title_.c_str(), done, total_, rate,
                 seconds);
    return;
  }
  const int filled =
      total_ > 0 ? static_cast<int>(kWidth * std::min(done, total_) / total_) : kWidth;
  const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
  std::fprintf(stderr, "\r  [%s] %s %ld/%ld  %.0f/s  %s      %s", bar.c_str(), title_.c_str(), done,
               total_, rate,
               last ? absl::StrFormat("%.0f s", seconds).c_str()
                    : absl::StrFormat("%d s left", left).c_str(),
               last ? "\n" : "");
}

}  // namespace nastavnik::play
