#include "common/trace/call.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <list>
#include <unordered_set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/metrics/grpc.h"

namespace nastavnik::trace {
namespace {

constexpr size_t kKept = 200;
constexpr size_t kPartsOfACall = 64;
constexpr const char* kKindNames[kKinds] = {"database", "redis", "queue", "remote", "other"};

std::atomic<int64_t> g_slow_nanoseconds{absl::ToInt64Nanoseconds(absl::Milliseconds(500))};
thread_local Call* t_current = nullptr;

// A call that has ended.
struct Ended {
  std::string method;
  Context context;
  absl::Time start;
  absl::Duration took;
  absl::StatusCode code;
  std::vector<Part> parts;
};

struct Board {
  std::mutex mutex;
  std::unordered_set<const Call*> inflight;
  std::vector<Ended> slowest;  // a heap, the fastest of them in front
  std::deque<Ended> failed;    // the latest at the back
};

Board& TheBoard() {
  static Board& board = *new Board;
  return board;
}

bool Slower(const Ended& a, const Ended& b) { return a.took > b.took; }

std::string Milliseconds(
    absl::Duration duration) {  // a wait may have begun just before its call: 0
  const int64_t microseconds = std::max<int64_t>(0, absl::ToInt64Microseconds(duration));
  return absl::StrCat(microseconds / 1000, ".", absl::Dec(microseconds % 1000, absl::kZeroPad3));
}

std::string Time(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

// Methods, codes and names of parts are identifiers: nothing to escape.
std::string Json(const Ended& call) {
  const std::string parts = absl::StrJoin(call.parts, ",", [](std::string* out, const Part& part) {
    absl::StrAppend(out, "{\"kind\":\"", kKindNames[static_cast<int>(part.kind)], "\",\"name\":\"",
                    part.name, "\",\"at_ms\":", Milliseconds(part.start),
                    ",\"ms\":", Milliseconds(part.took), "}");
  });
  return absl::StrCat("{\"method\":\"", call.method, "\",\"trace_id\":\"", call.context.TraceId(),
                      "\",\"start\":\"", Time(call.start), "\",\"ms\":", Milliseconds(call.took),
                      ",\"code\":\"", metrics::CodeName(call.code), "\",\"parts\":[", parts, "]}");
}

template <typename Calls>
std::string Json(const Calls& calls) {
  return absl::StrCat(
      "[",
      absl::StrJoin(calls, ",\n",
                    [](std::string* out, const Ended& call) { out->append(Json(call)); }),
      "]");
}

}  // namespace

Call::Call(std::string method, const Context& context)
    : method_(std::move(method)), context_(context), start_(absl::Now()) {
  Board& board = TheBoard();
  const std::lock_guard lock(board.mutex);
  board.inflight.insert(this);
}

Call::~Call() {
  const absl::Duration took = absl::Now() - start_;
  const bool slow = took >= absl::Nanoseconds(g_slow_nanoseconds.load(std::memory_order_relaxed));
  Board& board = TheBoard();
  const std::lock_guard lock(board.mutex);
  board.inflight.erase(this);
  if (!slow && code_ == absl::StatusCode::kOk) return;
  Ended ended{method_, context_, start_, took, code_, std::move(parts_)};
  if (code_ != absl::StatusCode::kOk) {
    if (board.failed.size() == kKept) board.failed.pop_front();
    board.failed.push_back(ended);
  }
  if (!slow) return;
  board.slowest.push_back(std::move(ended));
  std::push_heap(board.slowest.begin(), board.slowest.end(), Slower);
  if (board.slowest.size() <= kKept) return;
  std::pop_heap(board.slowest.begin(), board.slowest.end(), Slower);
  board.slowest.pop_back();
}

void Call::Add(Kind kind, const char* name, absl::Time start, absl::Duration took) {
  totals_[static_cast<int>(kind)] += took;
  ++counts_[static_cast<int>(kind)];
  if (parts_.size() < kPartsOfACall) parts_.push_back({kind, name, start - start_, took});
}

Call* Call::Current() { return t_current; }

Working::Working(Call& call) : before_(t_current) { t_current = &call; }
Working::~Working() { t_current = before_; }

std::string SlowJson() {
  Board& board = TheBoard();
  const std::lock_guard lock(board.mutex);
  std::vector<Ended> slowest = board.slowest;
  std::sort(slowest.begin(), slowest.end(), Slower);
  return absl::StrCat("{\"slowest\":", Json(slowest), ",\n\"failed\":", Json(board.failed), "}\n");
}

std::string InflightJson() {
  Board& board = TheBoard();
  const absl::Time now = absl::Now();
  const std::lock_guard lock(board.mutex);
  return absl::StrCat("{\"inflight\":[",
                      absl::StrJoin(board.inflight, ",\n",
                                    [&](std::string* out, const Call* call) {
                                      absl::StrAppend(
                                          out, "{\"method\":\"", call->method_,
                                          "\",\"trace_id\":\"", call->context_.TraceId(),
                                          "\",\"ms\":", Milliseconds(now - call->start_), "}");
                                    }),
                      "]}\n");
}

void SetSlowThreshold(absl::Duration threshold) {
  g_slow_nanoseconds = absl::ToInt64Nanoseconds(threshold);
}

}  // namespace nastavnik::trace
