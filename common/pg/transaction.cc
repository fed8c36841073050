#include "common/pg/transaction.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

#include "common/pg/errors.h"
#include "common/pg/payload.h"
#include "common/pg/telemetry.h"
#include "common/status/error.h"
#include "common/status/fault.h"
#include "pg_sql/sql.h"

namespace nastavnik::pg {
namespace {

// Places in the first pipeline: begin, limits, then the claim of the key where there is one.
constexpr int kClaim = 2;

constexpr absl::Duration kRollbackTime = absl::Milliseconds(100);

using Kind = WriteKey::Kind;

}  // namespace

absl::StatusOr<Answer> RunTransaction(Pool& pool, const WriteKey& key,
                                      const std::vector<Query>& reads, Decide decide,
                                      bool commit_unknown) {
  Transaction transaction(pool, key, reads, decide, commit_unknown);
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<Answer> answer = transaction.Run();
    if (!transaction.retry() || !Backoff(attempt, key.deadline)) return answer;
    Telemetry::Get().retries.Increment();
  }
}

absl::StatusOr<Answer> Transaction::Run() {
  retry_ = false;
  ASSIGN_OR_RETURN(Pool::Lease lease, pool_.Acquire(key_.deadline));
  return RunOn(lease);
}

absl::StatusOr<Answer> Transaction::RunOn(Pool::Lease& lease) {
  Batch batch;
  batch.Add(sql::kBegin);
  AddLimits(batch, pool_.options(), key_.deadline);
  AddClaim(batch);
  const int first_read = batch.size();
  for (const Query& read : reads_) batch.AddQuery(read);
  batch.Add(sql::kSelectClock);

  Reply reply = pool_.Exchange(lease, batch.steps(), key_.deadline);
  if (IsTaken(reply)) return Replay(lease);
  if (!reply.ok()) return GiveUp(lease, reply, batch.steps());

  const absl::Time now = reply.rows.back()[0].Time("now");
  reply.rows.pop_back();
  reply.rows.erase(reply.rows.begin(), reply.rows.begin() + first_read);
  const ReadRows rows(std::move(reply.rows), now);
  Changes changes;
  const absl::StatusOr<std::string> decision = decide_(rows, changes);
  if (!decision.ok() && !(key_.kind == Kind::kCall && StoredRefusal(decision.status()))) {
    Rollback(lease);
    return decision.status();
  }
  return Commit(lease, decision, changes);
}

absl::StatusOr<Answer> Transaction::Commit(Pool::Lease& lease,
                                           const absl::StatusOr<std::string>& decision,
                                           Changes& changes) {
  Batch batch;
  if (decision.ok()) {
    for (const Changes::Change& change : changes.steps_) batch.AddQuery(change.query, change.rows);
    AddEvents(batch, changes.events_);
  }
  if (key_.kind == Kind::kCall) AddAnswer(batch, decision);
  batch.Add(sql::kCommit);
  if (Fault("reply_before_commit")) {
    lease->Send(batch.steps());
  } else {
    const Reply reply = pool_.Exchange(lease, batch.steps(), key_.deadline);
    commit_sent_ = commit_sent_ || reply.lost;
    if (!reply.ok()) return GiveUp(lease, reply, batch.steps());
  }
  Telemetry::Get().commits.Increment();
  if (!decision.ok()) return decision.status();
  for (const Event& event : changes.events_) Telemetry::Get().CountEvent(event.type);
  return Answer{*decision, false};
}

absl::StatusOr<Answer> Transaction::Replay(Pool::Lease& lease) {
  Telemetry::Get().rollbacks.Increment();
  Batch batch;
  batch.Add(sql::kRollback);
  if (key_.kind == Kind::kCall) {
    batch.Add(sql::kSelectIdempotencyAnswer, key_.season, key_.principal, key_.method, key_.key);
  }
  const Reply reply = pool_.Exchange(lease, batch.steps(), key_.deadline);
  if (!reply.ok()) return GiveUp(lease, reply, batch.steps());
  if (key_.kind == Kind::kEvent) return Answer{"", true};
  if (reply.rows[1].empty()) {  // purged in between: the key is free again
    retry_ = true;
    return Unavailable();
  }
  const Row stored = reply.rows[1][0];
  if (stored.Bytes("fingerprint") != key_.fingerprint) return KeyReused();
  if (key_.replayed != nullptr) *key_.replayed = !commit_sent_;
  if (stored.Int("status") != 0) return DecodeStatus(stored.Bytes("answer"));
  return Answer{stored.Bytes("answer"), !commit_sent_};
}

absl::Status Transaction::GiveUp(Pool::Lease& lease, const Reply& reply,
                                 const std::vector<Step>& steps) {
  Verdict verdict = Judge(reply, steps);
  if (reply.Failed("55P03") && steps[reply.failed].statement == &sql::kInsertIdempotencyKey) {
    verdict.status = RequestInProgress();
  }
  retry_ = verdict.retry;
  if (verdict.discard) {
    Telemetry::Get().rollbacks.Increment();
    lease.Discard();
  } else {
    Rollback(lease);
  }
  return verdict.status;
}

void Transaction::Rollback(Pool::Lease& lease) {
  Telemetry::Get().rollbacks.Increment();
  if (lease->Idle()) return;
  Batch batch;
  batch.Add(sql::kRollback);
  // A little beyond the deadline if need be: a clean connection is worth more than a new one.
  pool_.Exchange(lease, batch.steps(), std::max(key_.deadline, absl::Now() + kRollbackTime));
}

void Transaction::AddClaim(Batch& batch) const {
  if (key_.kind == Kind::kEvent) batch.Add(sql::kInsertInbox, key_.season, key_.method, key_.key);
  if (key_.kind != Kind::kCall) return;
  if (Fault("check_then_insert")) {
    batch.Add(sql::kSelectIdempotencyAnswer, key_.season, key_.principal, key_.method, key_.key);
  } else {
    batch.Add(sql::kInsertIdempotencyKey, key_.season, key_.principal, key_.method, key_.key,
              Bytes{key_.fingerprint});
  }
}

bool Transaction::IsTaken(const Reply& reply) const {
  if (key_.kind == Kind::kJob || reply.lost || reply.late ||
      static_cast<int>(reply.rows.size()) <= kClaim)
    return false;
  const Rows& claim = reply.rows[kClaim];
  if (Fault("check_then_insert") && key_.kind == Kind::kCall) return !claim.empty();
  return claim.affected() == 0;
}

void Transaction::AddAnswer(Batch& batch, const absl::StatusOr<std::string>& decision) const {
  if (Fault("check_then_insert")) {
    batch.Add(sql::kInsertIdempotencyKey, key_.season, key_.principal, key_.method, key_.key,
              Bytes{key_.fingerprint});
  }
  batch.Add(sql::kUpdateIdempotencyAnswer, key_.season, key_.principal, key_.method, key_.key,
            decision.status().raw_code(),
            Bytes{decision.ok() ? *decision : EncodeStatus(decision.status())});
}

void AddEvents(Batch& batch, const std::vector<Event>& events) {
  if (events.size() == 1) {
    const Event& e = events.front();
    batch.Add(sql::kInsertEvent, e.season, NewUuid(), e.subject, e.type, FormatPayload(e.data),
              e.recipients);
  }
  if (events.size() <= 1) return;
  std::vector<Uuid> ids;
  std::vector<std::string> seasons, subjects, types, payloads, recipients;
  for (const Event& event : events) {
    ids.push_back(NewUuid());
    seasons.push_back(event.season);
    subjects.push_back(event.subject);
    types.push_back(event.type);
    payloads.push_back(FormatPayload(event.data));
    recipients.emplace_back(ParamsOf(event.recipients)[0]);
  }
  batch.Add(sql::kInsertEvents, seasons, ids, subjects, types, payloads, recipients);
}

}  // namespace nastavnik::pg
