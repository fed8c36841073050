#include "tests/support/database.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/pg/migrate.h"

namespace nastavnik::support {

ServiceDatabase::ServiceDatabase(absl::string_view service,
                                 const std::vector<pg::Migration>& migrations,
                                 pg::DatabaseOptions options)
    : options_(std::move(options)) {
  const std::string role = absl::StrCat("nastavnik_", service);
  options_.url = postgres().Url(role);
  options_.schema = std::string(service);
  options_.source = std::string(service);
  postgres().Run(
      absl::StrCat("CREATE ROLE ", role, " LOGIN; CREATE SCHEMA \"", service, "\" AUTHORIZATION ",
                   role, "; CREATE SCHEMA IF NOT EXISTS ext; GRANT USAGE ON SCHEMA ext TO ", role));
  const auto applied = pg::Migrate(options_, migrations);
  if (!applied.ok()) Die(applied.status().ToString());
  db_ = std::make_unique<pg::Database>(options_);
}

void ServiceDatabase::Clear() {
  Run(absl::StrCat(
      "DO $$ DECLARE names text; BEGIN SELECT string_agg(format('%I.%I', schemaname, tablename), "
      "', ') INTO names ",
      "FROM pg_tables WHERE schemaname = '", options_.schema,
      "' AND tablename <> 'schema_migration'; ", "EXECUTE 'TRUNCATE ' || names; END $$"));
}

std::unique_ptr<pg::Database> ServiceDatabase::Another(int pool_size) const {
  pg::DatabaseOptions options = options_;
  options.pool_size = pool_size;
  return std::make_unique<pg::Database>(options);
}

ServiceDatabase& Database(absl::string_view service, const std::vector<pg::Migration>& migrations,
                          pg::DatabaseOptions options) {
  Postgres::Shared();  // outlives the databases
  static std::map<std::string, std::unique_ptr<ServiceDatabase>> databases;
  auto& database = databases[std::string(service)];
  if (database == nullptr)
    database = std::make_unique<ServiceDatabase>(service, migrations, std::move(options));
  return *database;
}

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

}  // namespace nastavnik::support
