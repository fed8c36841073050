#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/pg/rows.h"
#include "common/pg/write.h"

namespace nastavnik::pg {

struct DatabaseOptions {
  std::string url;  // libpq URI or keywords; the password may come apart from it
  std::string password;
  std::string schema;   // search_path: the service's schema, then ext
  std::string source;   // name of the service in its events
  bool prepare = true;  // false behind a PgBouncer before 1.21, in transaction mode
  int pool_size = 8;
  absl::Duration statement_timeout = absl::Seconds(5);
  absl::Duration lock_timeout = absl::Seconds(1);
};

// A pool of connections to the service's schema. Thread-safe; every call blocks at most until its
// deadline and answers UNAVAILABLE while PostgreSQL is away, DEADLINE_EXCEEDED past the deadline.
class Database {
 public:
  // Never waits: connections are made when they are needed.
  explicit Database(DatabaseOptions options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // One statement outside a transaction, on the primary. A lost connection is tried again.
  absl::StatusOr<Rows> Read(const Query& query, absl::Time deadline);
  // One statement that changes something by itself, for the platform's own rows (leases, cursors).
  // Safe to repeat.
  absl::StatusOr<Rows> Run(const Query& query, absl::Time deadline);
  // Several statements in one round trip, read in one snapshot (REPEATABLE READ, read only).
  absl::StatusOr<std::vector<Rows>> ReadAll(const std::vector<Query>& queries, absl::Time deadline);

  // The one write path. Two round trips: (1) begin, key, `reads` in order, clock_timestamp(); then
  // `decide`; (2) changes, outbox, the key's answer, commit. A refusal by `decide` commits the key
  // row with the refusal alone, unless its reason is one that time or input may change (see
  // StoredRefusal). 40001, 40P01, 23505, 57P01, a wrong row count and a lost connection repeat the
  // whole transaction: at most 3 tries, full jitter, inside the deadline. Errors:
  // IDEMPOTENCY_KEY_REUSED, REQUEST_IN_PROGRESS, and whatever `decide` refuses with.
  absl::StatusOr<Answer> Write(const WriteKey& key, const std::vector<Query>& reads, Decide decide);

  // The same for the writes that come in floods: while others wait, several share a transaction
  // (see group_commit.h). Each has its own answer, as if it had been alone; `decide` may run on the
  // thread of another.
  absl::StatusOr<Answer> WriteInGroup(const WriteKey& key, const std::vector<Query>& reads,
                                      Decide decide);
  // How many of them wait for a place. For tests.
  int WaitingForGroup() const;

  // clock_timestamp().
  absl::StatusOr<absl::Time> Now(absl::Time deadline);
  // Whether the primary answered and takes writes, as of the last look (at most 1 s ago).
  bool Ready() const;

  const DatabaseOptions& options() const;

 private:
  std::unique_ptr<class Pool> pool_;
  std::unique_ptr<class GroupCommit> group_;
};

// Forgets keys of calls after 72 hours and of events after 30 days, a thousand at a time; answers
// how many. For a loop of every service.
absl::StatusOr<int> PurgeOldKeys(Database& db, absl::Time deadline);

}  // namespace nastavnik::pg
