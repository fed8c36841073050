#include <catch2/catch.hpp>

#include "outbox_sql/sql.h"
#include "pg_sql/sql.h"
#include "tests/support/statements.h"

namespace nastavnik {
namespace {

// Runs after all others: Catch keeps the order of the sources.
TEST_CASE("every statement is run by some test") {
  // set_session runs before a connection is counted, the other one with a planted fault only.
  CHECK(support::NeverRun(pg::sql::kAll) == std::vector<std::string>{"set_session"});
  CHECK(support::NeverRun(outbox::sql::kAll) == std::vector<std::string>{"select_events_without_horizon"});
}

}  // namespace
}  // namespace nastavnik
