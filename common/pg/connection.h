#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/params.h"
#include "common/pg/rows.h"
#include "common/pg/statement.h"

struct pg_conn;  // libpq's PGconn

namespace nastavnik::pg {

struct DatabaseOptions;

// One statement of a pipeline.
struct Step {
  const Statement* statement;
  const Params* params;
  const std::string* text = nullptr;  // sent instead of the statement's own text, unprepared
  int rows = -1;  // >= 0: the statement fails with kWrongRowCount unless it touches so many rows
};

// SQLSTATE of a step that touched another number of rows than asked for (division by zero inside
// the guard).
inline constexpr char kWrongRowCount[] = "22012";

// What came back from a pipeline. A step that fails ends the work of all after it.
struct Reply {
  std::vector<Rows> rows;  // of the steps before the failed one
  int failed = -1;         // index of the failed step
  std::string state;       // its SQLSTATE; "" when the connection broke
  std::string constraint;  // violated constraint, if any
  bool lost = false;       // the connection is gone; whether the last step took effect is unknown
  bool late = false;       // the deadline passed first; the connection is closed

  bool ok() const { return failed < 0 && !lost && !late; }
  bool Failed(const char* sqlstate) const { return state == sqlstate; }
};

// A connection in pipeline mode. Statements are prepared inside the pipeline at their first use.
// One thread at a time.
class Connection {
 public:
  // Connects within `deadline` and sets search_path, limits and time zone.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const DatabaseOptions& options,
                                                          absl::Time deadline);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Sends all steps and reads all answers: one round trip.
  Reply Exchange(const std::vector<Step>& steps, absl::Time deadline);
  // Sends all steps and reads nothing; the connection is of no use after it. For a planted fault
  // only.
  void Send(const std::vector<Step>& steps);

  // Whether the connection is outside a transaction and can serve somebody else.
  bool Idle() const;

 private:
  // A statement as this connection knows it, apart for each row count that it is guarded with.
  using StatementKey = std::pair<const char*, int>;
  struct Prepared {
    std::string name;
    bool known = false;  // prepared, or being prepared by the pipeline that is sent
  };
  // What was sent; answers come back in this order.
  struct Sent {
    int step;
    Prepared* preparing = nullptr;  // the preparation of the step's statement instead of the step
  };

  Connection(pg_conn* conn, bool prepare) : conn_(conn), prepare_(prepare) {}

  absl::Status WaitConnected(absl::Time deadline);
  absl::Status SetUp(const DatabaseOptions& options, absl::Time deadline);
  bool Queue(const std::vector<Step>& steps);
  bool QueueStep(const Step& step, int index);
  void ReadAll(Reply& reply, absl::Time deadline);
  bool ReadOne(const Sent& sent, Reply& reply, absl::Time deadline);
  bool Next(Result& result, Reply& reply, absl::Time deadline);
  bool Wait(Reply& reply, absl::Time deadline);

  pg_conn* conn_;
  const bool prepare_;
  std::vector<Sent> sent_;
  std::map<StatementKey, Prepared> prepared_;
};

}  // namespace nastavnik::pg
