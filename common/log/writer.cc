#include "common/log/writer.h"

#include <unistd.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace nastavnik::log::internal {
namespace {

constexpr size_t kCapacity = 8 << 20;                   // bytes that wait; a second of 30,000 lines
constexpr int kLinesASecond = 10;                       // of one message
constexpr auto kGather = std::chrono::milliseconds(5);  // one write serves the lines of this time

void WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody reads: there is nowhere to say so
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

class Writer {
 public:
  void Start(int fd, std::string identity) {
    Stop();
    const std::lock_guard lock(mutex_);
    fd_ = fd;
    identity_ = std::move(identity);
    thread_ = std::jthread([this](std::stop_token stop) { Main(stop); });
    running_ = true;
  }

  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      if (!running_) return;
      running_ = false;
    }
    thread_ = {};  // asks it to stop and joins
  }

  void Flush() {
    std::unique_lock lock(mutex_);
    if (!running_) return;
    urgent_ = true;
    waiting_.notify_all();
    written_.wait(lock, [this] { return pending_.empty() && !writing_; });
  }

  void Submit(absl::string_view line, absl::string_view message, bool urgent) {
    const std::lock_guard lock(mutex_);
    if (!running_) return WriteAll(fd_, line);
    if (!message.empty() && Folds(line, message)) return;
    if (pending_.size() + line.size() > kCapacity) {
      ++dropped_;
      return;
    }
    const bool wake = pending_.empty() || (urgent && !urgent_);
    urgent_ |= urgent;
    pending_.append(line.data(), line.size());
    if (wake) waiting_.notify_all();
  }

  const std::string& identity() const { return identity_; }

 private:
  struct Burst {
    int64_t second = 0;
    int lines = 0;
    int64_t folded = 0;
    std::string last;  // of the folded lines, without its end
  };

  // Whether the line is held back. Messages are constants, so the map stays small.
  bool Folds(absl::string_view line, absl::string_view message) {
    const int64_t second = absl::ToUnixSeconds(absl::Now());
    Burst& burst = bursts_[message];
    if (burst.second != second) {
      Unfold(burst);
      burst.second = second;
      burst.lines = 0;
    }
    if (++burst.lines <= kLinesASecond) return false;
    ++burst.folded;
    burst.last.assign(line.data(), line.size() - 2);  // without "}\n"
    return true;
  }

  // The last folded line with the number of those it stands for.
  void Unfold(Burst& burst) {
    if (burst.folded == 0) return;
    absl::StrAppend(&pending_, burst.last, ",\"folded\":", burst.folded, "}\n");
    burst.folded = 0;
  }

  void UnfoldOld(bool all) {
    const int64_t second = absl::ToUnixSeconds(absl::Now());
    for (auto& [message, burst] : bursts_) {
      if (all || burst.second != second) Unfold(burst);
    }
  }

  void Main(const std::stop_token& stop) {
    std::string batch;
    std::unique_lock lock(mutex_);
    while (true) {
      waiting_.wait_for(lock, stop, std::chrono::seconds(1), [this] { return !pending_.empty(); });
      waiting_.wait_for(lock, stop, kGather, [this] { return urgent_; });
      const bool last = stop.stop_requested();
      UnfoldOld(last);
      if (dropped_ > 0) {
        absl::StrAppend(
            &pending_, "{\"ts\":\"",
            absl::FormatTime(absl::RFC3339_sec, absl::Now(), absl::UTCTimeZone()),
            "\",\"level\":\"warn\",\"logger\":\"common/log\",\"msg\":\"log lines dropped\"",
            identity_, ",\"dropped\":", dropped_, "}\n");
        dropped_ = 0;
      }
      batch.swap(pending_);
      urgent_ = false;
      writing_ = true;
      lock.unlock();
      WriteAll(fd_, batch);
      batch.clear();
      lock.lock();
      writing_ = false;
      written_.notify_all();
      if (last && pending_.empty()) return;
    }
  }

  std::mutex mutex_;
  std::condition_variable_any waiting_;
  std::condition_variable_any written_;
  int fd_ = 1;
  std::string identity_;
  std::string pending_;
  absl::flat_hash_map<std::string, Burst> bursts_;
  int64_t dropped_ = 0;
  bool urgent_ = false;
  bool writing_ = false;
  bool running_ = false;
  std::jthread thread_;
};

// Never destroyed: other threads may log until the very end.
Writer& TheWriter() {
  static Writer& writer = *new Writer;
  return writer;
}

}  // namespace

const std::string& Identity() { return TheWriter().identity(); }
void Submit(absl::string_view line, absl::string_view message, bool urgent) {
  TheWriter().Submit(line, message, urgent);
}
void StartWriter(int fd, std::string identity) { TheWriter().Start(fd, std::move(identity)); }
void StopWriter() { TheWriter().Stop(); }
void FlushWriter() { TheWriter().Flush(); }

}  // namespace nastavnik::log::internal
