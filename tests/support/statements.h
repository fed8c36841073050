#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/types/span.h"

#include "common/pg/statement.h"
#include "tests/support/database.h"

namespace nastavnik::support {

// `statements` is the kAll of a generated sql.h.

// Statements that the schema of `db` refuses to prepare, with PostgreSQL's reason; "" when it takes
// all.
std::string Unpreparable(ServiceDatabase& db, absl::Span<const pg::Statement* const> statements);

// Names of statements that nothing in this test binary has run so far: call it in the last test of
// the binary.
std::vector<std::string> NeverRun(absl::Span<const pg::Statement* const> statements);

// What a statement of pg::Figures shows now, by family and labels: "nastavnik_experts 2027 ACTIVE".
std::map<std::string, double> FiguresOf(ServiceDatabase& db, const pg::Statement& statement);

}  // namespace nastavnik::support
