#include "common/pg/lease.h"

#include <utility>

#include "absl/time/clock.h"

#include "common/status/macros.h"
#include "pg_sql/sql.h"

namespace nastavnik::pg {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(2);

}  // namespace

Election::Election(Database& db, std::string name, absl::Duration term)
    : db_(db), name_(std::move(name)), term_(term) {}

Election::~Election() { Release(); }

absl::StatusOr<bool> Election::Hold() {
  const absl::Time now = absl::Now();
  if (now < held_since_ + term_ / 3) return true;
  const auto taken = db_.Run(Query(sql::kUpsertLease, name_, holder_, term_), now + kTimeout);
  if (!taken.ok()) {
    if (now < held_since_ + term_) return true;
    return taken.status();
  }
  held_since_ = taken->empty() ? absl::InfinitePast() : now;
  return !taken->empty();
}

void Election::Release() {
  if (held_since_ == absl::InfinitePast()) return;
  held_since_ = absl::InfinitePast();
  (void)db_.Run(Query(sql::kDeleteLease, name_, holder_), absl::Now() + kTimeout);
}

}  // namespace nastavnik::pg
