#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/pg/database.h"
#include "common/pg/statement.h"
#include "tests/support/postgres.h"

namespace nastavnik::support {

// The database of one service inside the PostgreSQL of this test binary: its schema, its role
// without other rights, its migrations applied.
class ServiceDatabase {
 public:
  ServiceDatabase(absl::string_view service, const std::vector<pg::Migration>& migrations,
                  pg::DatabaseOptions options);

  pg::Database* operator->() { return db_.get(); }
  pg::Database& operator*() { return *db_; }
  const pg::DatabaseOptions& options() const { return options_; }
  Postgres& postgres() { return Postgres::Shared(); }

  // SQL beside the stores, to set up or to look; the first column of the first row.
  std::string Run(const std::string& sql) { return postgres().Run(sql, options_.schema); }
  int Count(const std::string& from) { return std::stoi(Run("SELECT count(*) FROM " + from)); }
  // Empties every table of the schema.
  void Clear();
  // A connection pool of its own with the same schema: another process, as far as the database can
  // tell.
  std::unique_ptr<pg::Database> Another(int pool_size = 4) const;

 private:
  pg::DatabaseOptions options_;
  std::unique_ptr<pg::Database> db_;
};

// The database of `service`, made at the first call with that name:
//   static auto& db = support::Database("review", review::Migrations());
// `options` may set pool_size and timeouts.
ServiceDatabase& Database(absl::string_view service,
                          const std::vector<pg::Migration>& migrations = {},
                          pg::DatabaseOptions options = {});

// Deadline of a call in a test.
absl::Time Soon();

}  // namespace nastavnik::support
