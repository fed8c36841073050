#include "common/pg/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"

#include "common/pg/database.h"
#include "common/pg/errors.h"
#include "common/status/fault.h"
#include "common/status/macros.h"
#include "pg_sql/sql.h"

namespace nastavnik::pg {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(3);

constexpr Statement kLoseCommits{"lose_commits",
                                 "SELECT set_config('synchronous_commit', 'off', false)"};

int MillisecondsUntil(absl::Time deadline) {
  const absl::Duration left = deadline - absl::Now();
  if (left <= absl::ZeroDuration()) return 0;
  return static_cast<int>(absl::ToInt64Milliseconds(std::min(left, absl::Hours(1)))) + 1;
}

std::string Milliseconds(absl::Duration duration) {
  return absl::StrCat(absl::ToInt64Milliseconds(duration));
}

// Whether the statement begins with WITH, after comments: PostgreSQL takes no changes in a WITH
// inside another, so it counts for itself and ends in `SELECT 1 / (count(*) = 1)::int FROM ...`.
bool CountsForItself(absl::string_view sql) {
  for (absl::string_view line : absl::StrSplit(sql, '\n')) {
    if (!absl::StartsWith(line, "--")) return absl::StartsWith(line, "WITH ");
  }
  return false;
}

// The statement, failing unless it touches `rows` rows. The count is taken on the server, so that
// the commit can follow in the same pipeline.
std::string Guarded(absl::string_view sql, int rows) {
  if (CountsForItself(sql)) return std::string(sql);
  sql = absl::StripTrailingAsciiWhitespace(sql);
  absl::ConsumeSuffix(&sql, ";");
  const bool returns = absl::StrContains(absl::AsciiStrToUpper(sql), "RETURNING");
  return absl::StrCat("WITH changed AS (\n", sql, returns ? "" : "\nRETURNING 1",
                      "\n) SELECT 1 / (count(*) = ", rows, ")::int FROM changed");
}

// Pointers that libpq wants; kept by the thread, so that no call allocates them anew.
struct ParamArrays {
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;

  void Fill(const Params& params) {
    values.clear();
    lengths.clear();
    formats.clear();
    for (int i = 0; i < params.size(); ++i) {
      values.push_back(params.IsNull(i) ? nullptr : params[i].data());
      lengths.push_back(static_cast<int>(params[i].size()));
      formats.push_back(params.IsBinary(i) ? 1 : 0);
    }
  }
};

void IgnoreNotice(void*, const PGresult*) {}

}  // namespace

Connection::~Connection() { PQfinish(conn_); }

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const DatabaseOptions& options,
                                                             absl::Time deadline) {
  deadline = std::min(deadline, absl::Now() + kConnectTimeout);
  const std::string name = absl::StrCat("nastavnik-", options.source);
  const char* password = options.password.empty() ? nullptr : options.password.c_str();
  const char* keys[] = {"dbname", "password", "fallback_application_name", "client_encoding",
                        nullptr};
  const char* values[] = {options.url.c_str(), password, name.c_str(), "UTF8", nullptr};
  PGconn* raw = PQconnectStartParams(keys, values, /*expand_dbname=*/1);
  if (raw == nullptr) return Unavailable();
  std::unique_ptr<Connection> connection(new Connection(raw, options.prepare));
  PQsetNoticeReceiver(raw, IgnoreNotice, nullptr);
  RETURN_IF_ERROR(connection->WaitConnected(deadline));
  if (PQsetnonblocking(raw, 1) != 0 || PQenterPipelineMode(raw) != 1) return Unavailable();
  RETURN_IF_ERROR(connection->SetUp(options, deadline));
  return connection;
}

absl::Status Connection::WaitConnected(absl::Time deadline) {
  for (PostgresPollingStatusType next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;
       next = PQconnectPoll(conn_)) {
    if (next == PGRES_POLLING_FAILED || PQstatus(conn_) == CONNECTION_BAD) return Unavailable();
    pollfd fd{PQsocket(conn_), static_cast<short>(next == PGRES_POLLING_READING ? POLLIN : POLLOUT),
              0};
    const int ready = poll(&fd, 1, MillisecondsUntil(deadline));
    if (ready == 0 || (ready < 0 && errno != EINTR)) return Unavailable();
  }
  return absl::OkStatus();
}

absl::Status Connection::SetUp(const DatabaseOptions& options, absl::Time deadline) {
  const std::string path =
      options.schema.empty() ? "public" : absl::StrCat("\"", options.schema, "\", ext");
  const Params params =
      ParamsOf(path, Milliseconds(options.statement_timeout), Milliseconds(options.lock_timeout));
  const Params none;
  std::vector<Step> steps = {{&sql::kSetSession, &params}};
  if (Fault("sync_commit_off")) steps.push_back({&kLoseCommits, &none});
  return Exchange(steps, deadline).ok() ? absl::OkStatus() : Unavailable();
}

Reply Connection::Exchange(const std::vector<Step>& steps, absl::Time deadline) {
  Reply reply;
  reply.lost = !Queue(steps);
  if (reply.lost) return reply;
  reply.rows.reserve(steps.size());
  ReadAll(reply, deadline);
  return reply;
}

void Connection::Send(const std::vector<Step>& steps) {
  Queue(steps);
  PQflush(conn_);
}

bool Connection::Queue(const std::vector<Step>& steps) {
  for (size_t i = 0; i < steps.size(); ++i) {
    if (!QueueStep(steps[i], static_cast<int>(i))) return false;
  }
  return PQpipelineSync(conn_) == 1;
}

bool Connection::QueueStep(const Step& step, int index) {
  thread_local ParamArrays arrays;
  arrays.Fill(*step.params);
  if (!prepare_ || step.text != nullptr) {
    const char* text = step.text != nullptr ? step.text->c_str() : step.statement->sql;
    const std::string guarded = step.rows < 0 ? "" : Guarded(text, step.rows);
    sent_.push_back({index});
    return PQsendQueryParams(conn_, step.rows < 0 ? text : guarded.c_str(), step.params->size(),
                             nullptr, arrays.values.data(), arrays.lengths.data(),
                             arrays.formats.data(), 0) == 1;
  }
  Prepared& prepared = prepared_[{step.statement->sql, step.rows}];
  if (!prepared.known) {
    prepared.name = absl::StrCat(prepared_.size(), "_", step.statement->name);
    prepared.known = true;
    const std::string text =
        step.rows < 0 ? step.statement->sql : Guarded(step.statement->sql, step.rows);
    sent_.push_back({index, &prepared});
    if (PQsendPrepare(conn_, prepared.name.c_str(), text.c_str(), 0, nullptr) != 1) return false;
  }
  sent_.push_back({index});
  return PQsendQueryPrepared(conn_, prepared.name.c_str(), step.params->size(),
                             arrays.values.data(), arrays.lengths.data(), arrays.formats.data(),
                             0) == 1;
}

void Connection::ReadAll(Reply& reply, absl::Time deadline) {
  for (const Sent& sent : sent_) {
    if (!ReadOne(sent, reply, deadline)) break;
  }
  sent_.clear();
  Result sync;
  if (!reply.lost && !reply.late && Next(sync, reply, deadline) &&
      PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) {
    reply.lost = true;
  }
}

bool Connection::ReadOne(const Sent& sent, Reply& reply, absl::Time deadline) {
  Result result, end;
  if (!Next(result, reply, deadline)) return false;
  if (result == nullptr) {
    reply.lost = true;
    return false;
  }
  const ExecStatusType status = PQresultStatus(result.get());
  const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (sent.preparing != nullptr) sent.preparing->known = good;
  if (good && sent.preparing == nullptr) {
    reply.rows.emplace_back(std::move(result));
  } else if (!good && reply.failed < 0) {
    const auto field = [&](int code) {
      const char* text = PQresultErrorField(result.get(), code);
      return std::string(text == nullptr ? "" : text);
    };
    reply.failed = sent.step;
    reply.state = field(PG_DIAG_SQLSTATE);
    reply.constraint = field(PG_DIAG_CONSTRAINT_NAME);
    reply.lost = PQstatus(conn_) == CONNECTION_BAD;
  }
  return !reply.lost && Next(end, reply, deadline);
}

bool Connection::Next(Result& result, Reply& reply, absl::Time deadline) {
  while (PQisBusy(conn_)) {
    if (!Wait(reply, deadline)) return false;
  }
  PGresult* raw = PQgetResult(conn_);
  if (raw != nullptr) {
    result = Result(raw, [](const PGresult* r) { PQclear(const_cast<PGresult*>(r)); });
  }
  return true;
}

bool Connection::Wait(Reply& reply, absl::Time deadline) {
  const int unsent = PQflush(conn_);
  reply.lost = unsent < 0;
  if (reply.lost) return false;
  pollfd fd{PQsocket(conn_), static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN), 0};
  const int ready = poll(&fd, 1, MillisecondsUntil(deadline));
  reply.late = ready == 0;
  if (ready == 0 || (ready < 0 && errno == EINTR)) return !reply.late;
  reply.lost = PQconsumeInput(conn_) != 1;
  return !reply.lost;
}

bool Connection::Idle() const {
  return PQstatus(conn_) == CONNECTION_OK && PQtransactionStatus(conn_) == PQTRANS_IDLE;
}

}  // namespace nastavnik::pg
