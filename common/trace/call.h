#pragma once

#include <array>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "common/trace/context.h"

namespace nastavnik::trace {

// Where the time of a call can go.
enum class Kind { kDatabase, kRedis, kQueue, kRemote, kOther };
inline constexpr int kKinds = 5;

// One part of a call: a statement, a command, a wait. `name` is a constant text.
struct Part {
  Kind kind;
  const char* name;
  absl::Duration start;  // since the call began
  absl::Duration took;
};

// A call in progress: listed at /debug/inflight while it lives, kept for /debug/slow when it was
// slow or failed.
class Call {
 public:
  Call(std::string method, const Context& context);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const Context& context() const { return context_; }
  absl::Time start() const { return start_; }
  absl::Duration Total(Kind kind) const { return totals_[static_cast<int>(kind)]; }
  int Count(Kind kind) const { return counts_[static_cast<int>(kind)]; }
  // Adds a part; only the thread that works on the call.
  void Add(Kind kind, const char* name, absl::Time start, absl::Duration took);
  // The outcome, known before the end.
  void Finish(absl::StatusCode code) { code_ = code; }

  // The call that this thread works on, or null.
  static Call* Current();

 private:
  friend std::string InflightJson();
  const std::string method_;
  const Context context_;
  const absl::Time start_;
  absl::StatusCode code_ = absl::StatusCode::kOk;
  std::array<absl::Duration, kKinds> totals_{};
  std::array<int, kKinds> counts_{};
  std::vector<Part> parts_;  // the first 64
};

// Makes `call` the one that this thread works on, until the end of the block.
class Working {
 public:
  explicit Working(Call& call);
  ~Working();

 private:
  Call* const before_;
};

// Measures a part of the current call from here to the end of the block. `name` must be a constant
// text.
class Span {
 public:
  Span(Kind kind, const char* name) : kind_(kind), name_(name), start_(absl::Now()) {}
  ~Span() {
    if (Call* call = Call::Current()) call->Add(kind_, name_, start_, absl::Now() - start_);
  }

 private:
  const Kind kind_;
  const char* const name_;
  const absl::Time start_;
};

// The 200 slowest calls (of those above the threshold) and the 200 latest failed ones, and those in
// progress.
std::string SlowJson();
std::string InflightJson();
// trace.slow_threshold; 500 ms unless set.
void SetSlowThreshold(absl::Duration threshold);

}  // namespace nastavnik::trace
