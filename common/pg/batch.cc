#include "common/pg/batch.h"

#include <algorithm>
#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/pg/errors.h"
#include "pg_sql/sql.h"

namespace nastavnik::pg {
namespace {

constexpr int kMaxTries = 3;
constexpr absl::Duration kFirstDelay = absl::Milliseconds(20);
// The server gives up a little before the caller does, so that its answer still comes back and the
// connection lives.
constexpr absl::Duration kMargin = absl::Milliseconds(20);

std::string Limit(absl::Duration duration) {
  return absl::StrCat(std::max<int64_t>(1, absl::ToInt64Milliseconds(duration)));
}

bool IsConflict(const Reply& reply, const std::vector<Step>& steps) {
  if (reply.Failed(kWrongRowCount)) return steps[reply.failed].rows >= 0;
  return reply.Failed("40001") || reply.Failed("40P01") || reply.Failed("23505");
}

// 57P01 to 57P03: the server is stopping or starting.
bool IsLost(const Reply& reply) {
  return reply.lost || absl::StartsWith(reply.state, "08") || absl::StartsWith(reply.state, "57P0");
}

// A prepared statement is gone (26000) or outlived a change of its table (0A000): a new connection
// helps.
bool IsStale(const Reply& reply) { return reply.Failed("26000") || reply.Failed("0A000"); }

// No resources, read only after a failover, no lock within lock_timeout, broken disk.
bool IsBusy(const Reply& reply) {
  return absl::StartsWith(reply.state, "53") || reply.Failed("25006") || reply.Failed("55P03") ||
         reply.Failed("58030");
}

}  // namespace

void AddLimits(Batch& batch, const DatabaseOptions& options, absl::Time deadline) {
  const absl::Duration left = deadline == absl::InfiniteFuture() ? options.statement_timeout
                                                                 : deadline - absl::Now() - kMargin;
  batch.Add(sql::kSetLimits, Limit(left), Limit(std::min(left, options.lock_timeout)));
}

Verdict Judge(const Reply& reply, const std::vector<Step>& steps) {
  if (reply.late) return {DeadlineExceeded(), false, true};
  if (IsLost(reply) || IsStale(reply)) return {Unavailable(), true, true};
  if (IsConflict(reply, steps)) return {Unavailable(), true};
  if (reply.Failed("57014")) return {DeadlineExceeded()};
  if (IsBusy(reply)) return {Unavailable(), false, reply.Failed("25006")};
  return {Internal()};
}

bool Backoff(int attempt, absl::Time deadline) {
  if (attempt >= kMaxTries) return false;
  thread_local std::minstd_rand random(std::random_device{}());
  const absl::Duration most = kFirstDelay * (1 << attempt);
  const absl::Duration delay = most * std::uniform_real_distribution<double>(0, 1)(random);
  if (absl::Now() + delay >= deadline) return false;
  absl::SleepFor(delay);
  return true;
}

}  // namespace nastavnik::pg
