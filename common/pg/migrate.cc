#include "common/pg/migrate.h"

#include <libpq-fe.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/log/log.h"
#include "common/pg/errors.h"
#include "common/pg/telemetry.h"
#include "common/status/macros.h"
#include "pg_sql/sql.h"

namespace nastavnik::pg {
namespace {

constexpr char kCreateTable[] = R"sql(
CREATE TABLE IF NOT EXISTS schema_migration (
  origin text NOT NULL,    -- 'common' or 'service'
  number int NOT NULL,
  name text NOT NULL,
  sha256 bytea NOT NULL,   -- of the file's text
  apply_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (origin, number)
))sql";

// Held until the transaction ends, so it is safe behind a transaction pooler as well.
constexpr char kLock[] =
    "SELECT pg_advisory_xact_lock(hashtextextended('nastavnik schema_migration ' || "
    "current_schema(), 0))";

constexpr char kSelect[] = R"sql(
SELECT apply_time, sha256 <> sha256(convert_to($3, 'UTF8')) AS changed
FROM schema_migration WHERE origin = $1 AND number = $2::int)sql";

constexpr char kInsert[] = R"sql(
INSERT INTO schema_migration (origin, number, name, sha256)
VALUES ($1, $2::int, $4, sha256(convert_to($3, 'UTF8'))))sql";

struct Entry {
  const char* origin;
  const Migration* migration;
};

std::vector<Entry> Ordered(const std::vector<Migration>& migrations) {
  std::vector<Entry> entries;
  for (const Migration& migration : Migrations()) entries.push_back({"common", &migration});
  for (const Migration& migration : migrations) entries.push_back({"service", &migration});
  return entries;
}

// A plain connection: a migration is many statements in one text, which a pipeline does not take.
class Session {
 public:
  static absl::StatusOr<Session> Open(const DatabaseOptions& options) {
    const char* password = options.password.empty() ? nullptr : options.password.c_str();
    const char* keys[] = {"dbname", "password", "fallback_application_name", "connect_timeout",
                          nullptr};
    const char* values[] = {options.url.c_str(), password, "nastavnik-migrate", "5", nullptr};
    Session session(PQconnectdbParams(keys, values, 1));
    if (PQstatus(session.conn_.get()) != CONNECTION_OK) return Unavailable();
    PQsetNoticeReceiver(
        session.conn_.get(), [](void*, const PGresult*) {}, nullptr);
    RETURN_IF_ERROR(session.Run(
        absl::StrCat("SET search_path = \"", options.schema, "\", ext; SET timezone = 'UTC'")));
    return session;
  }

  absl::Status Run(const std::string& sql) {
    return Check(PQexec(conn_.get(), sql.c_str())).status();
  }

  absl::StatusOr<Rows> Run(const char* sql, const Entry& entry, bool with_name) {
    const std::string number = absl::StrCat(entry.migration->number);
    const char* values[] = {entry.origin, number.c_str(), entry.migration->sql,
                            entry.migration->name};
    return Check(
        PQexecParams(conn_.get(), sql, with_name ? 4 : 3, nullptr, values, nullptr, nullptr, 0));
  }

 private:
  explicit Session(PGconn* conn) : conn_(conn, PQfinish) {}

  absl::StatusOr<Rows> Check(PGresult* raw) {
    Result result(raw, [](const PGresult* r) { PQclear(const_cast<PGresult*>(r)); });
    const ExecStatusType status = PQresultStatus(raw);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return Rows(std::move(result));
    return absl::InternalError(PQerrorMessage(conn_.get()));
  }

  std::unique_ptr<PGconn, void (*)(PGconn*)> conn_;
};

absl::Status Named(const Entry& entry, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(entry.origin, " migration ",
                                                  entry.migration->name, ": ", status.message()));
}

// Applies one migration unless somebody has; the transaction is open and the lock held.
absl::StatusOr<bool> Apply(Session& session, const Entry& entry) {
  RETURN_IF_ERROR(session.Run(kLock));
  RETURN_IF_ERROR(
      session.Run("SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '15min'"));
  ASSIGN_OR_RETURN(const Rows applied, session.Run(kSelect, entry, false));
  if (!applied.empty()) {
    if (!applied[0].Bool("changed")) return false;
    return absl::FailedPreconditionError(
        "its text has changed since it was applied; add a new migration instead");
  }
  RETURN_IF_ERROR(session.Run(entry.migration->sql));
  RETURN_IF_ERROR(session.Run(kInsert, entry, true).status());
  return true;
}

}  // namespace

absl::StatusOr<int> Migrate(const DatabaseOptions& options,
                            const std::vector<Migration>& migrations) {
  ASSIGN_OR_RETURN(Session session, Session::Open(options));
  RETURN_IF_ERROR(session.Run(absl::StrCat("BEGIN; ", kLock, ";", kCreateTable, "; COMMIT")));
  int count = 0;
  for (const Entry& entry : Ordered(migrations)) {
    RETURN_IF_ERROR(session.Run("BEGIN"));
    const absl::StatusOr<bool> applied = Apply(session, entry);
    if (!applied.ok()) {
      session.Run("ROLLBACK").IgnoreError();
      return Named(entry, applied.status());
    }
    RETURN_IF_ERROR(session.Run("COMMIT"));
    if (*applied)
      log::Info("migration applied",
                {{"schema", options.schema}, {"migration", entry.migration->name}});
    count += *applied;
  }
  return count;
}

absl::StatusOr<std::vector<MigrationState>> MigrationStatus(
    const DatabaseOptions& options, const std::vector<Migration>& migrations) {
  ASSIGN_OR_RETURN(Session session, Session::Open(options));
  RETURN_IF_ERROR(session.Run(absl::StrCat("BEGIN; ", kLock, ";", kCreateTable, "; COMMIT")));
  std::vector<MigrationState> states;
  for (const Entry& entry : Ordered(migrations)) {
    ASSIGN_OR_RETURN(const Rows rows, session.Run(kSelect, entry, false));
    MigrationState state{entry.origin, entry.migration->number, entry.migration->name};
    if (!rows.empty()) {
      state.applied = true;
      state.changed = rows[0].Bool("changed");
      state.apply_time = rows[0].Time("apply_time");
    }
    states.push_back(std::move(state));
  }
  return states;
}

absl::Status CheckSchema(Database& db, const std::vector<Migration>& migrations,
                         absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, db.Read(Query(sql::kSelectSchemaVersion), deadline));
  const int common = rows[0].Int("common"), service = rows[0].Int("service");
  Telemetry::Get().schema_version.Set(service);
  if (common >= Migrations().back().number &&
      (migrations.empty() || service >= migrations.back().number)) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      "the schema lacks migrations of this program; run nastavnikctl migrate up");
}

absl::Status CheckSettings(Database& db, absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, db.Read(Query(sql::kSelectUnsafeSettings), deadline));
  std::string names;
  for (const Row& row : rows) absl::StrAppend(&names, names.empty() ? "" : ", ", row.View("name"));
  if (names.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("PostgreSQL may lose what it acknowledged or leak rights: ", names));
}

}  // namespace nastavnik::pg
