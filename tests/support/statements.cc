#include "tests/support/statements.h"

#include <libpq-fe.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

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

}  // namespace nastavnik::support
