#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"

#include "common/outbox/feed.h"
#include "common/pg/migrate.h"
#include "outbox_sql/sql.h"
#include "pg_invariants/sql.h"
#include "pg_sql/sql.h"
#include "tests/store/common/probe.h"
#include "tests/store/common/together.h"
#include "tests/support/matchers.h"
#include "tests/support/statements.h"

namespace nastavnik::pg {
namespace {

using support::IsOk;

// A schema of its own for each test.
DatabaseOptions Fresh(const std::string& schema) {
  support::Postgres::Shared().Run("CREATE SCHEMA " + schema);
  return {.url = support::Postgres::Shared().Url(), .schema = schema, .source = schema};
}

const std::vector<Migration> kTwo = {
    {1, "0001_one", "CREATE TABLE one (id int); INSERT INTO one VALUES (1)"},
    {2, "0002_two", "CREATE TABLE two (id int)"}};

TEST_CASE("migrations are applied once, however many ask") {
  const DatabaseOptions options = Fresh("once");
  std::vector<int> applied(4, -1);
  probe::Together(4, [&](int i) {
    applied[i] = Migrate(options, kTwo).value_or(-1);
    return absl::OkStatus();
  });
  CHECK(applied[0] + applied[1] + applied[2] + applied[3] ==
        static_cast<int>(Migrations().size() + kTwo.size()));
  CHECK(support::Postgres::Shared().Run("SELECT count(*) FROM one", "once") == "1");
  const auto again = Migrate(options, kTwo);
  REQUIRE_THAT(again, IsOk());
  CHECK(*again == 0);
  const auto states = MigrationStatus(options, kTwo);
  REQUIRE_THAT(states, IsOk());
  for (const MigrationState& state : *states) {
    CHECK(state.applied);
    CHECK_FALSE(state.changed);
  }
}

TEST_CASE("a changed text of an applied migration stops everything") {
  const DatabaseOptions options = Fresh("changed");
  REQUIRE_THAT(Migrate(options, {kTwo[0]}), IsOk());
  const std::vector<Migration> edited = {{1, "0001_one", "CREATE TABLE one (id bigint)"}, kTwo[1]};
  const auto status = Migrate(options, edited).status();
  CHECK(status.code() == absl::StatusCode::kFailedPrecondition);
  CHECK_THAT(std::string(status.message()), Catch::Contains("0001_one"));
  CHECK(support::Postgres::Shared().Run("SELECT to_regclass('changed.two') IS NULL") == "t");
  CHECK(MigrationStatus(options, edited)->at(Migrations().size()).changed);
}

TEST_CASE("a migration that fails leaves nothing and stops the ones after it") {
  const DatabaseOptions options = Fresh("failing");
  const std::vector<Migration> broken = {
      {1, "0001_half", "CREATE TABLE half (id int); SELECT 1 / 0"}, kTwo[1]};
  CHECK_THAT(std::string(Migrate(options, broken).status().message()),
             Catch::Contains("0001_half"));
  CHECK(support::Postgres::Shared().Run(
            "SELECT to_regclass('failing.half') IS NULL AND to_regclass('failing.two') IS NULL") ==
        "t");
  CHECK_THAT(Migrate(options, kTwo), IsOk());
}

TEST_CASE("a service is ready when all that it knows is applied") {
  const DatabaseOptions options = Fresh("version");
  REQUIRE_THAT(Migrate(options, {kTwo[0]}), IsOk());
  Database db(options);
  CHECK_THAT(CheckSchema(db, {kTwo[0]}, support::Soon()), IsOk());
  CHECK(CheckSchema(db, kTwo, support::Soon()).code() == absl::StatusCode::kFailedPrecondition);
  REQUIRE_THAT(Migrate(options, kTwo), IsOk());
  CHECK_THAT(CheckSchema(db, kTwo, support::Soon()), IsOk());
  CHECK_THAT(CheckSchema(db, {kTwo[0]}, support::Soon()), IsOk());  // the schema may be newer
}

TEST_CASE("the schema takes every statement of the platform") {
  CHECK(support::Unpreparable(probe::Db(), sql::kAll) == "");
  CHECK(support::Unpreparable(probe::Db(), outbox::sql::kAll) == "");
  CHECK(support::Unpreparable(probe::Db(), invariants::sql::kAll) == "");
}

}  // namespace
}  // namespace nastavnik::pg
