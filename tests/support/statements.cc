#include "tests/support/statements.h"

#include <libpq-fe.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"

#include "common/metrics/metrics.h"

namespace nastavnik::support {

std::string Unpreparable(ServiceDatabase& db, absl::Span<const pg::Statement* const> statements) {
  PGconn* conn = PQconnectdb(db.options().url.c_str());
  PQclear(
      PQexec(conn, absl::StrCat("SET search_path = \"", db.options().schema, "\", ext").c_str()));
  std::string faults;
  for (const pg::Statement* statement : statements) {
    PGresult* result = PQprepare(conn, "", statement->sql, 0, nullptr);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
      absl::StrAppend(&faults, statement->name, ": ", PQerrorMessage(conn));
    }
    PQclear(result);
  }
  PQfinish(conn);
  return faults;
}

std::vector<std::string> NeverRun(absl::Span<const pg::Statement* const> statements) {
  const std::string counted = metrics::Default().Text();
  std::vector<std::string> names;
  for (const pg::Statement* statement : statements) {
    if (!absl::StrContains(counted, absl::StrCat("statement=\"", statement->name, "\"")))
      names.push_back(statement->name);
  }
  return names;
}

std::map<std::string, double> FiguresOf(ServiceDatabase& db, const pg::Statement& statement) {
  const auto rows = db->Read(pg::Query(statement), absl::Now() + absl::Seconds(10));
  std::map<std::string, double> values;
  if (!rows.ok()) return values;
  for (const pg::Row row : *rows) {
    values[absl::StrCat(row.Text("family"), " ", absl::StrJoin(row.TextArray("labels"), " "))] =
        row.Double("value");
  }
  return values;
}

}  // namespace nastavnik::support
