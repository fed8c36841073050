#include "common/pg/database.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

#include "common/pg/batch.h"
#include "common/pg/errors.h"
#include "common/pg/group_commit.h"
#include "common/pg/pool.h"
#include "common/pg/telemetry.h"
#include "common/pg/transaction.h"
#include "common/status/error.h"
#include "pg_sql/sql.h"

namespace nastavnik::pg {
namespace {

// Runs steps that are safe to repeat, again after a lost connection.
absl::StatusOr<std::vector<Rows>> RunSteps(Pool& pool, const Batch& batch, absl::Time deadline) {
  for (int attempt = 1;; ++attempt) {
    ASSIGN_OR_RETURN(Pool::Lease lease, pool.Acquire(deadline));
    Reply reply = pool.Exchange(lease, batch.steps(), deadline);
    if (reply.ok()) return std::move(reply.rows);
    lease.Discard();
    const Verdict verdict = Judge(reply, batch.steps());
    if (!verdict.retry || !Backoff(attempt, deadline)) return verdict.status;
  }
}

}  // namespace

WriteKey WriteKey::Job(absl::string_view name, absl::Duration timeout) {
  WriteKey key;
  key.kind = Kind::kJob;
  key.method = std::string(name);
  key.deadline = absl::Now() + timeout;
  return key;
}

WriteKey WriteKey::ForEvent(absl::string_view consumer, const Event& event,
                            absl::Duration timeout) {
  WriteKey key = Job(consumer, timeout);
  key.kind = Kind::kEvent;
  key.season = event.season;
  key.key = event.id;
  return key;
}

absl::StatusOr<int> PurgeOldKeys(Database& db, absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows keys, db.Run(Query(sql::kDeleteOldIdempotencyKeys), deadline));
  ASSIGN_OR_RETURN(const Rows events, db.Run(Query(sql::kDeleteOldInbox), deadline));
  return keys.affected() + events.affected();
}

bool StoredRefusal(const absl::Status& status) {
  const absl::StatusCode code = status.code();
  if (code != absl::StatusCode::kFailedPrecondition && code != absl::StatusCode::kAborted &&
      code != absl::StatusCode::kAlreadyExists) {
    return false;
  }
  const std::string reason = ReasonOf(status);
  for (const char* passing :
       {"STAGE_NOT_OPEN", "STAGE_CLOSED", "STAGE_CHANGING", "STAGE_NOT_FROZEN",
        "FRESH_FACTOR_REQUIRED", "IF_MATCH_REQUIRED", "FEATURE_NOT_AVAILABLE"}) {
    if (reason == passing) return false;
  }
  return true;
}

Database::Database(DatabaseOptions options)
    : pool_(std::make_unique<Pool>(std::move(options))),
      group_(std::make_unique<GroupCommit>(*pool_)) {}

Database::~Database() = default;

absl::StatusOr<Rows> Database::Read(const Query& query, absl::Time deadline) {
  // The session's own statement_timeout serves unless the caller has longer.
  if (deadline == absl::InfiniteFuture() || deadline <= absl::Now() + options().statement_timeout) {
    return Run(query, deadline);
  }
  ASSIGN_OR_RETURN(std::vector<Rows> rows, ReadAll({query}, deadline));
  return std::move(rows[0]);
}

absl::StatusOr<Rows> Database::Run(const Query& query, absl::Time deadline) {
  Batch batch;
  batch.AddQuery(query);
  ASSIGN_OR_RETURN(std::vector<Rows> rows, RunSteps(*pool_, batch, deadline));
  return std::move(rows[0]);
}

absl::StatusOr<std::vector<Rows>> Database::ReadAll(const std::vector<Query>& queries,
                                                    absl::Time deadline) {
  Batch batch;
  batch.Add(sql::kBeginSnapshot);
  AddLimits(batch, options(), deadline);
  const int first = batch.size();
  for (const Query& query : queries) batch.AddQuery(query);
  batch.Add(sql::kCommit);
  ASSIGN_OR_RETURN(std::vector<Rows> rows, RunSteps(*pool_, batch, deadline));
  rows.pop_back();
  rows.erase(rows.begin(), rows.begin() + first);
  return rows;
}

absl::StatusOr<Answer> Database::Write(const WriteKey& key, const std::vector<Query>& reads,
                                       Decide decide) {
  return RunTransaction(*pool_, key, reads, decide);
}

absl::StatusOr<Answer> Database::WriteInGroup(const WriteKey& key, const std::vector<Query>& reads,
                                              Decide decide) {
  return group_->Write(key, reads, decide);
}

int Database::WaitingForGroup() const { return group_->Waiting(); }

absl::StatusOr<absl::Time> Database::Now(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, Read(Query(sql::kSelectClock), deadline));
  return rows[0].Time("now");
}

bool Database::Ready() const { return pool_->Ready(); }

const DatabaseOptions& Database::options() const { return pool_->options(); }

}  // namespace nastavnik::pg
