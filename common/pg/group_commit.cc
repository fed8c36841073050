#include "common/pg/group_commit.h"

#include <algorithm>
#include <exception>
#include <set>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/time/clock.h"

#include "common/log/log.h"
#include "common/pg/errors.h"
#include "common/pg/telemetry.h"
#include "common/pg/transaction.h"
#include "common/status/error.h"
#include "common/status/fault.h"
#include "common/trace/call.h"
#include "pg_sql/sql.h"

namespace nastavnik::pg {
namespace {

// Places in the first pipeline: begin, limits, claims, then the reads.
constexpr size_t kClaims = 2;

constexpr absl::Duration kRollbackTime = absl::Milliseconds(100);

// The keys of some writes as parameters of one statement.
struct Keys {
  std::vector<std::string> seasons, methods, keys;
  std::vector<Uuid> principals;

  void Add(const WriteKey& key) {
    seasons.push_back(key.season);
    principals.push_back(key.principal);
    methods.push_back(key.method);
    keys.push_back(key.key);
  }
  bool empty() const { return keys.empty(); }
};

void Rollback(Pool& pool, Pool::Lease& lease, absl::Time deadline) {
  Telemetry::Get().rollbacks.Increment();
  if (lease->Idle()) return;
  Batch batch;
  batch.Add(sql::kRollback);
  pool.Exchange(lease, batch.steps(), std::max(deadline, absl::Now() + kRollbackTime));
}

// Ends a transaction that came to nothing.
void GiveUp(Pool& pool, Pool::Lease& lease, const Reply& reply, const Batch& batch,
            absl::Time deadline) {
  if (Judge(reply, batch.steps()).discard) {
    Telemetry::Get().rollbacks.Increment();
    lease.Discard();
  } else {
    Rollback(pool, lease, deadline);
  }
}

}  // namespace

absl::StatusOr<Answer> GroupCommit::Write(const WriteKey& key, const std::vector<Query>& reads,
                                          Decide decide) {
  Item item{key, reads, decide};
  if (key.kind != WriteKey::Kind::kCall || key.deadline < absl::Now() + kPatience)
    return RunAlone(item);
  const absl::Time begun = absl::Now();
  Group group;
  {
    const absl::MutexLock lock(&mutex_);
    waiting_.push_back(&item);
    ASSIGN_OR_RETURN(const bool done, AwaitTurn(item));
    if (!done) group = TakeGroup(item);
  }
  if (!group.empty()) {
    const absl::Cleanup end = [&] { EndTurn(group); };
    if (group.size() == 1) return RunAlone(item);
    Run(group);
  } else if (trace::Call* call = trace::Call::Current()) {  // the leader's call has the statements
    call->Add(trace::Kind::kDatabase, "group", begun, absl::Now() - begun);
  }
  return item.answer ? *std::move(item.answer) : RunAlone(item);
}

int GroupCommit::Waiting() const {
  const absl::MutexLock lock(&mutex_);
  return static_cast<int>(waiting_.size());
}

absl::StatusOr<bool> GroupCommit::AwaitTurn(Item& item) {
  while (!item.done) {
    if (!item.taken && leaders_ < kLeaders) return false;
    const bool late = item.changed.WaitWithDeadline(&mutex_, item.key.deadline);
    if (!late || item.taken) continue;  // a taken one ends with its group
    waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &item));
    return DeadlineExceeded();
  }
  return true;
}

GroupCommit::Group GroupCommit::TakeGroup(Item& leader) {
  ++leaders_;
  Group group = {&leader};
  std::set<Uuid> principals = {leader.key.principal};
  for (Item* item : waiting_) {
    if (group.size() == kMost) break;
    if (item != &leader && principals.insert(item->key.principal).second) group.push_back(item);
  }
  for (Item* item : group) item->taken = true;
  waiting_.erase(
      std::remove_if(waiting_.begin(), waiting_.end(), [](Item* item) { return item->taken; }),
      waiting_.end());
  std::sort(group.begin(), group.end(),
            [](Item* a, Item* b) { return a->key.principal < b->key.principal; });
  if (leaders_ < kLeaders && !waiting_.empty()) waiting_.front()->changed.Signal();
  return group;
}

void GroupCommit::EndTurn(const Group& group) {
  const absl::MutexLock lock(&mutex_);
  --leaders_;
  for (Item* item : group) {
    item->done = true;
    item->changed.Signal();
  }
  if (!waiting_.empty()) waiting_.front()->changed.Signal();
}

void GroupCommit::Run(const Group& group) {
  absl::Time deadline = absl::InfiniteFuture();
  for (const Item* item : group) deadline = std::min(deadline, item->key.deadline);
  auto lease = pool_.Acquire(deadline);
  if (!lease.ok()) return;
  try {
    RunOn(*lease, group, deadline);
  } catch (const std::exception& fault) {  // whoever caused it throws again, alone
    log::Error("group abandoned", {{"cause", fault.what()}});
    for (Item* item : group) item->answer.reset();
  }
}

void GroupCommit::RunOn(Pool::Lease& lease, const Group& group, absl::Time deadline) {
  Keys keys;
  std::vector<Bytes> fingerprints;
  for (const Item* item : group) {
    keys.Add(item->key);
    fingerprints.push_back({item->key.fingerprint});
  }
  Batch batch;
  batch.Add(sql::kBegin);
  AddLimits(batch, pool_.options(), deadline);
  batch.Add(sql::kInsertIdempotencyKeys, keys.seasons, keys.principals, keys.methods, keys.keys,
            fingerprints);
  for (const Item* item : group) {
    for (const Query& read : item->reads) batch.AddQuery(read);
  }
  batch.Add(sql::kSelectClock);
  Reply reply = pool_.Exchange(lease, batch.steps(), deadline);
  if (!reply.ok()) return GiveUp(pool_, lease, reply, batch, deadline);

  const absl::Time now = reply.rows.back()[0].Time("now");
  std::set<Uuid> fresh;
  for (const Row row : reply.rows[kClaims]) fresh.insert(row.Uuid("principal_id"));
  auto next = std::make_move_iterator(reply.rows.begin() + kClaims + 1);
  Group claimed;
  std::vector<Changes> changes(group.size());
  std::vector<absl::StatusOr<std::string>> decisions;
  for (Item* item : group) {
    const auto end = next + static_cast<std::ptrdiff_t>(item->reads.size());
    const ReadRows rows(std::vector<Rows>(next, end), now);
    next = end;
    if (fresh.count(item->key.principal) == 0) continue;  // answered before: read alone
    decisions.push_back(item->decide(rows, changes[claimed.size()]));
    claimed.push_back(item);
  }
  if (!Commit(lease, claimed, decisions, changes, deadline)) return;
  for (size_t i = 0; i < claimed.size(); ++i) {
    if (decisions[i].ok()) {
      claimed[i]->answer.emplace(Answer{*std::move(decisions[i]), false});
    } else {
      claimed[i]->answer.emplace(decisions[i].status());
    }
  }
}

bool GroupCommit::Commit(Pool::Lease& lease, const Group& claimed,
                         const std::vector<absl::StatusOr<std::string>>& decisions,
                         std::vector<Changes>& changes, absl::Time deadline) {
  Batch batch;
  Keys answered, freed;
  std::vector<int> codes;
  std::vector<Bytes> answers;
  std::vector<Event> events;
  for (size_t i = 0; i < claimed.size(); ++i) {
    const absl::StatusOr<std::string>& decision = decisions[i];
    if (!decision.ok() && !StoredRefusal(decision.status()) && !Fault("group_keeps_key")) {
      freed.Add(claimed[i]->key);
      continue;
    }
    answered.Add(claimed[i]->key);
    codes.push_back(decision.status().raw_code());
    answers.push_back({decision.ok() ? *decision : EncodeStatus(decision.status())});
    if (!decision.ok()) continue;
    for (const Changes::Change& change : changes[i].steps_)
      batch.AddQuery(change.query, change.rows);
    std::move(changes[i].events_.begin(), changes[i].events_.end(), std::back_inserter(events));
  }
  AddEvents(batch, events);
  if (!answered.empty()) {
    batch.Add(sql::kUpdateIdempotencyAnswers, answered.seasons, answered.principals,
              answered.methods, answered.keys, codes, answers);
  }
  if (!freed.empty()) {
    batch.Add(sql::kDeleteIdempotencyKeys, freed.seasons, freed.principals, freed.methods,
              freed.keys);
  }
  batch.Add(sql::kCommit);
  const Reply reply = pool_.Exchange(lease, batch.steps(), deadline);
  if (!reply.ok()) {
    for (Item* item : claimed) item->commit_unknown = reply.lost || reply.late;
    GiveUp(pool_, lease, reply, batch, deadline);
    return false;
  }
  Telemetry::Get().commits.Increment();
  for (const Event& event : events) Telemetry::Get().CountEvent(event.type);
  return true;
}

absl::StatusOr<Answer> GroupCommit::RunAlone(const Item& item) {
  return RunTransaction(pool_, item.key, item.reads, item.decide, item.commit_unknown);
}

}  // namespace nastavnik::pg
