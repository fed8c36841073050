#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/outbox/event.h"
#include "common/pg/params.h"
#include "common/pg/rows.h"
#include "common/pg/statement.h"

// What goes into Database::Write and what comes out.
namespace nastavnik::pg {

// A statement with its parameters: Query(sql::kSelectReview, season, id).
struct Query {
  template <typename... Args>
  explicit Query(const Statement& s, const Args&... args)
      : statement(&s), params(ParamsOf(args...)) {}
  Query(const Statement& s, Params p) : statement(&s), params(std::move(p)) {}

  // Puts `sql` in the place of what stands between /*name*/ and /*end*/ in the statement's text,
  // and `added` behind the parameters: for the conditions of lists, which callers make up. Values
  // are parameters, never a part of `sql`. Such a query is not prepared.
  void Fill(absl::string_view name, absl::string_view sql, const Params& added = {});

  const Statement* statement;
  Params params;
  std::string text;  // "": the statement's own
};

// Who writes, under which key, until when. rpc::Call carries one for a call; loops and consumers
// make their own.
struct WriteKey {
  enum class Kind {
    kCall,  // `key` is the idempotency key; a second write with it answers what the first answered.
    kEvent,  // `key` is the event's id, `method` the consumer; a second write with it does nothing
    kJob,    // no key: the transaction must be safe to repeat by itself
  };
  Kind kind = Kind::kJob;
  std::string season;  // "" outside a season
  Uuid principal;      // nil before sign-in and for the platform itself
  std::string method;  // full method name, or consumer
  std::string key;
  std::string fingerprint;  // SHA-256 of the request without its key
  absl::Time deadline = absl::InfiniteFuture();
  bool* replayed =
      nullptr;  // where Write says that the answer is a replay, if anybody wants to know

  static WriteKey Job(absl::string_view name, absl::Duration timeout = absl::Seconds(10));
  static WriteKey ForEvent(absl::string_view consumer, const Event& event,
                           absl::Duration timeout = absl::Seconds(10));
};

// What a write answers.
struct Answer {
  std::string bytes;      // what `decide` returned
  bool replayed = false;  // the answer of an earlier write with the same key
};

// Answers of the reads of a Write, in the order they were asked, and the database's clock after the
// last of them.
class ReadRows {
 public:
  ReadRows(std::vector<Rows> answers, absl::Time now) : answers_(std::move(answers)), now_(now) {}

  const Rows& operator[](size_t i) const { return answers_.at(i); }
  absl::Time Now() const { return now_; }  // decides every deadline

 private:
  std::vector<Rows> answers_;
  absl::Time now_;
};

// What a decision wants written. Sent as one pipeline after the decision, in order. Thousands of
// rows go best as one statement with array parameters: `INSERT ... SELECT ... FROM
// unnest($1::uuid[], $2::int[])`.
class Changes {
 public:
  // Runs a statement; any number of rows may be affected.
  template <typename... Args>
  void Run(const Statement& statement, const Args&... args) {
    steps_.push_back({Query(statement, args...), -1});
  }
  // Runs a statement that must affect exactly `rows` rows; otherwise the transaction is rolled back
  // and tried again. The statement is INSERT, UPDATE or DELETE; one that begins with WITH counts
  // for itself and ends in `SELECT 1 / (count(*) = 1)::int FROM ...`.
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
  friend class GroupCommit;
  struct Change {
    Query query;
    int rows;
  };
  std::vector<Change> steps_;
  std::vector<Event> events_;
};

// Decides on what was read: the bytes of the answer, or a refusal. Pure: may run more than once.
using Decide =
    absl::FunctionRef<absl::StatusOr<std::string>(const ReadRows& rows, Changes& changes)>;

// Whether a refusal is kept under its key and replayed: refusals of the domain are
// (FAILED_PRECONDITION, ABORTED, ALREADY_EXISTS). Not kept: faults of input, of rights, of load,
// and what time or another call puts right: a stage that is not open, closed, changing or not
// frozen, a factor that is not fresh, a missing etag, a feature that is not there yet.
bool StoredRefusal(const absl::Status& status);

}  // namespace nastavnik::pg
