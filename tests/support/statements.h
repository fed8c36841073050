#pragma once

#include <iterator>
#include <string>
#include <vector>

#include "common/pg/statement.h"
#include "tests/support/database.h"

namespace nastavnik::support {

// Statements that the schema of `db` refuses to prepare, with PostgreSQL's reason; "" when it takes all.
std::string Unpreparable(ServiceDatabase& db, const std::vector<const pg::Statement*>& statements);

// Names of statements that nothing in this test binary has run so far: call it in the last test of the binary.
std::vector<std::string> NeverRun(const std::vector<const pg::Statement*>& statements);

// The kAll of a generated sql.h as a vector.
template <size_t N>
std::vector<const pg::Statement*> All(const pg::Statement* const (&statements)[N]) {
  return {std::begin(statements), std::end(statements)};
}

}  // namespace nastavnik::support
