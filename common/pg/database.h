#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/outbox/event.h"
#include "common/pg/params.h"
#include "common/pg/rows.h"
#include "common/pg/statement.h"

namespace nastavnik::pg {

// A statement with its parameters: Query(sql::kSelectReview, season, id).
struct Query {
  template <typename... Args>
  explicit Query(const Statement& s, const Args&... args) : statement(&s), params(ParamsOf(args...)) {}
  Query(const Statement& s, Params p) : statement(&s), params(std::move(p)) {}

  const Statement* statement;
  Params params;
};

// Who writes, under which key, until when. rpc::Call carries one for a call; loops and consumers make their own.
struct WriteKey {
  enum class Kind {
    kCall,   // `key` is the idempotency key; a second write with it answers what the first answered.
    kEvent,  // `key` is the event's id, `method` the consumer; a second write with it does nothing
    kJob,    // no key: the transaction must be safe to repeat by itself
  };
  Kind kind = Kind::kJob;
  std::string season;       // "" outside a season
  Uuid principal;           // nil before sign-in and for the platform itself
  std::string method;       // full method name, or consumer
  std::string key;
  std::string fingerprint;  // SHA-256 of the request without its key
  absl::Time deadline = absl::InfiniteFuture();
  bool* replayed = nullptr;  // where Write says that the answer is a replay, if anybody wants to know

  static WriteKey Job(absl::string_view name, absl::Duration timeout = absl::Seconds(10));
  static WriteKey ForEvent(absl::string_view consumer, const Event& event, absl::Duration timeout = absl::Seconds(10));
};

// What a write answers.
struct Answer {
  std::string bytes;      // what `decide` returned
  bool replayed = false;  // the answer of an earlier write with the same key
};

// Answers of the reads of a Write, in the order they were asked, and the database's clock after the last of them.
class ReadRows {
 public:
  ReadRows(std::vector<Rows> answers, absl::Time now) : answers_(std::move(answers)), now_(now) {}

  const Rows& operator[](size_t i) const { return answers_.at(i); }
  absl::Time Now() const { return now_; }  // decides every deadline

 private:
  std::vector<Rows> answers_;
  absl::Time now_;
};

// What a decision wants written. Sent as one pipeline after the decision, in order. Thousands of rows go best as one
// statement with array parameters: `INSERT ... SELECT ... FROM unnest($1::uuid[], $2::int[])`.
class Changes {
 public:
  // Runs a statement; any number of rows may be affected.
  template <typename... Args>
  void Run(const Statement& statement, const Args&... args) {
    steps_.push_back({Query(statement, args...), -1});
  }
  // Runs a statement that must affect exactly `rows` rows; otherwise the transaction is rolled back and tried again.
  // The statement is INSERT, UPDATE or DELETE; one that begins with WITH counts for itself and ends in
  // `SELECT 1 / (count(*) = 1)::int FROM ...`.
  template <typename... Args>
  void RunExactly(int rows, const Statement& statement, const Args&... args) {
    steps_.push_back({Query(statement, args...), rows});
  }
  // Runs a statement once for each set of parameters: some hundreds at most.
  void RunMany(const Statement& statement, std::vector<Params> rows) {
    for (Params& params : rows) steps_.push_back({Query(statement, std::move(params)), -1});
  }
  // Adds an event to the outbox of the transaction. The subject's row must be locked or new.
  void Emit(Event event) { events_.push_back(std::move(event)); }

 private:
  friend class Transaction;
  struct Change {
    Query query;
    int rows;
  };
  std::vector<Change> steps_;
  std::vector<Event> events_;
};

// Decides on what was read: the bytes of the answer, or a refusal. Pure: may run more than once.
using Decide = absl::FunctionRef<absl::StatusOr<std::string>(const ReadRows& rows, Changes& changes)>;

struct DatabaseOptions {
  std::string url;  // libpq URI or keywords; the password may come apart from it
  std::string password;
  std::string schema;  // search_path: the service's schema, then ext
  std::string source;  // name of the service in its events
  bool prepare = true;  // false behind a PgBouncer before 1.21, in transaction mode
  int pool_size = 8;
  absl::Duration statement_timeout = absl::Seconds(5);
  absl::Duration lock_timeout = absl::Seconds(1);
};

// A pool of connections to the service's schema. Thread-safe; every call blocks at most until its deadline and answers
// UNAVAILABLE while PostgreSQL is away, DEADLINE_EXCEEDED past the deadline.
class Database {
 public:
  // Never waits: connections are made when they are needed.
  explicit Database(DatabaseOptions options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // One statement outside a transaction, on the primary. A lost connection is tried again.
  absl::StatusOr<Rows> Read(const Query& query, absl::Time deadline);
  // One statement that changes something by itself, for the platform's own rows (leases, cursors). Safe to repeat.
  absl::StatusOr<Rows> Run(const Query& query, absl::Time deadline);
  // Several statements in one round trip, read in one snapshot (REPEATABLE READ, read only).
  absl::StatusOr<std::vector<Rows>> ReadAll(const std::vector<Query>& queries, absl::Time deadline);

  // The one write path. Two round trips: (1) begin, key, `reads` in order, clock_timestamp(); then `decide`;
  // (2) changes, outbox, the key's answer, commit. A refusal by `decide` commits the key row with the refusal alone,
  // unless its reason is one that time or input may change (see StoredRefusal). 40001, 40P01, 23505, 57P01, a wrong row
  // count and a lost connection repeat the whole transaction: at most 3 tries, full jitter, inside the deadline.
  // Errors: IDEMPOTENCY_KEY_REUSED, REQUEST_IN_PROGRESS, and whatever `decide` refuses with.
  absl::StatusOr<Answer> Write(const WriteKey& key, const std::vector<Query>& reads, Decide decide);

  // clock_timestamp().
  absl::StatusOr<absl::Time> Now(absl::Time deadline);
  // Whether the primary answered and takes writes, as of the last look (at most 1 s ago).
  bool Ready() const;

  const DatabaseOptions& options() const;

 private:
  std::unique_ptr<class Pool> pool_;
};

// Forgets keys older than 72 hours, a thousand at a time; answers how many. For a loop of every service.
absl::StatusOr<int> PurgeOldKeys(Database& db, absl::Time deadline);

// Whether a refusal is kept under its key and replayed: refusals of the domain are (FAILED_PRECONDITION, ABORTED,
// ALREADY_EXISTS); faults of input, of rights, of load, and STAGE_NOT_OPEN, STAGE_CLOSED, STAGE_CHANGING are not.
bool StoredRefusal(const absl::Status& status);

}  // namespace nastavnik::pg
