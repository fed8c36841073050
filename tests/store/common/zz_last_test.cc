#include <catch2/catch.hpp>

#include "outbox_sql/sql.h"
#include "pg_invariants/sql.h"
#include "pg_sql/sql.h"
#include "tests/store/common/probe.h"
#include "tests/support/matchers.h"
#include "tests/support/statements.h"

namespace nastavnik {
namespace {

// Runs after all others: Catch keeps the order of the sources.
TEST_CASE("what must always hold of the platform's tables holds after every test") {
  for (const pg::Statement* rule : pg::invariants::sql::kAll) {
    const auto broken = probe::Db()->Read(pg::Query(*rule, "2027"), support::Soon());
    REQUIRE_THAT(broken, support::IsOk());
    CHECK(broken->empty());
  }
}

TEST_CASE("every statement is run by some test") {
  // set_session runs before a connection is counted, the other one with a planted fault only.
  CHECK(support::NeverRun(pg::sql::kAll) == std::vector<std::string>{"set_session"});
  CHECK(support::NeverRun(outbox::sql::kAll) ==
        std::vector<std::string>{"select_events_without_horizon"});
}

}  // namespace
}  // namespace nastavnik
