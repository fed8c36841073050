#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>

#include "tests/ctl/command.h"
#include "tests/support/postgres.h"

// Commands that speak to the services' databases.
namespace nastavnik::ctl_test {
namespace {

using Catch::Contains;

// PostgreSQL with the roles and schemas of the local stack, and the flag that names its
// configuration.
struct Stack {
  Stack() {
    const std::string sources = std::string(std::getenv("NASTAVNIK_SOURCE_DIR")) + "/deploy/local/";
    postgres.Run(ReadFile(sources + "database.sql") + ReadFile(sources + "ext.sql"));
    for (const std::string service : {"registration", "submission", "review", "results"}) {
      WriteFile(dir.path() + "/" + service + ".toml",
                "[database]\nurl = \"host=" + postgres.socket_dir() +
                    " dbname=nastavnik user=nastavnik_" + service + "\"\n");
    }
  }
  support::Postgres postgres;
  support::TempDir dir;
  const std::string config = "--config " + dir.path();
};

TEST_CASE("migrate up brings every schema to the newest, once") {
  Stack stack;
  CHECK_THAT(Ctl("migrate plan " + stack.config).out, Contains("to be applied"));
  const Run first = Ctl("migrate up " + stack.config);
  INFO(first.err);
  REQUIRE(first.exit_code == 0);
  CHECK_THAT(first.err, Contains("registration: ") && Contains("results: ") && Contains("applied"));
  CHECK_THAT(Ctl("migrate up " + stack.config).err, Contains("review: up to date"));
  CHECK(Ctl("migrate plan " + stack.config).out.empty());
  CHECK_THAT(Ctl("migrate status --service review " + stack.config).out,
             Contains("review  common/0001_common  applied"));

  SECTION("a changed migration is refused") {
    stack.postgres.Run("UPDATE review.schema_migration SET sha256 = sha256('x')");
    CHECK(Ctl("migrate up " + stack.config).exit_code == 5);
    CHECK_THAT(Ctl("migrate plan " + stack.config).out, Contains("CHANGED"));
  }
  SECTION("what must hold, holds in an empty season") {
    const Run run = Ctl("invariants --season 2027 " + stack.config);
    INFO(run.out << run.err);
    CHECK(run.exit_code == 0);
    CHECK_THAT(run.out, Contains("kept    ") && !Contains("BROKEN"));
    stack.postgres.Run(
        "INSERT INTO review.idempotency (season_id, principal_id, method, key, fingerprint) VALUES "
        "('2027', gen_random_uuid(), 'Complete', 'k', '')");
    const Run broken = Ctl("invariants --season 2027 " + stack.config);
    CHECK(broken.exit_code == 7);
    CHECK_THAT(broken.out, Contains("BROKEN  review/key_answers, rows: 1\n"));
  }
}

TEST_CASE("two administrators can be made, and no third") {
  Stack stack;
  const std::string keys = stack.dir.path() + "/keys";
  REQUIRE(Ctl("migrate up " + stack.config).exit_code == 0);
  REQUIRE(Ctl("keys init --dir " + keys).exit_code == 0);
  const std::string file = stack.dir.path() + "/registration.toml";
  WriteFile(file, ReadFile(file) + "[keys]\ndir = \"" + keys + "\"\n");
  WriteFile(stack.dir.path() + "/password", "долгий и простой пароль\n");
  const auto create = [&](const std::string& email) {
    return Ctl("user create-admin " + stack.config + " --email " + email +
               " --family-name Королёва --given-name Анна --patronymic Петровна --password-file " +
               stack.dir.path() + "/password");
  };
  const Run wrong = create("nobody");
  CHECK(wrong.exit_code == 2);
  CHECK_THAT(wrong.err, Contains("email"));

  const Run first = create("Anna@Example.org");
  INFO(first.err);
  REQUIRE(first.exit_code == 0);
  CHECK_THAT(first.out, Catch::StartsWith("users/"));
  CHECK(create("anna@example.org").exit_code == 5);
  CHECK(create("boris@example.org").exit_code == 0);
  CHECK(create("vera@example.org").exit_code == 5);
  CHECK(stack.postgres.Run(
            "SELECT count(*) FROM registration.role_grant WHERE role = 'ADMINISTRATOR'") == "2");
}

TEST_CASE("a database that does not answer is worth another try") {
  const Run run =
      Ctl("migrate up --service review --database-url 'host=/nonexistent dbname=nastavnik'");
  CHECK(run.exit_code == 6);
  CHECK_THAT(run.err, Contains("may be repeated"));
}

TEST_CASE("an unknown service, or none for one database, is wrong usage") {
  CHECK(Ctl("migrate up --database-url 'host=/nonexistent'").exit_code == 2);
  CHECK(Ctl("migrate up --service gateway --database-url 'host=/nonexistent'").exit_code == 2);
}

}  // namespace
}  // namespace nastavnik::ctl_test
