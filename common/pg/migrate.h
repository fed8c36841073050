#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/database.h"
#include "common/pg/statement.h"

// Migrations: forward only, one transaction each, under a lock that transaction holds, checksummed.
// The tables that every service has (common/pg/migrations) come first, then the service's own. Run
// by `nastavnikctl migrate up` and by tests, never by a service at start.
namespace nastavnik::pg {

struct MigrationState {
  std::string origin;  // "common" or "service": whose numbering it is
  int number = 0;
  std::string name;
  bool applied = false;
  bool changed = false;   // applied with another text than this program has
  absl::Time apply_time;  // when applied
};

// Applies what is missing and answers how many files that were. The schema must exist; many may
// call it at once. The errors are for an operator and name the migration: FAILED_PRECONDITION when
// the text of an applied one has changed, INTERNAL with PostgreSQL's message when one fails,
// UNAVAILABLE without a connection.
absl::StatusOr<int> Migrate(const DatabaseOptions& options,
                            const std::vector<Migration>& migrations);

// Every migration known here, in order.
absl::StatusOr<std::vector<MigrationState>> MigrationStatus(
    const DatabaseOptions& options, const std::vector<Migration>& migrations);

// Readiness: OK when everything that this program knows is applied; newer migrations do no harm.
absl::Status CheckSchema(Database& db, const std::vector<Migration>& migrations,
                         absl::Time deadline);

// Refuses to trust a server that may forget what it acknowledged: fsync, full_page_writes,
// synchronous_commit and data checksums must be on, idle_in_transaction_session_timeout at most 15
// s, the role no superuser.
absl::Status CheckSettings(Database& db, absl::Time deadline);

}  // namespace nastavnik::pg
