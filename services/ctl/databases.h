#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/status/statusor.h"

#include "common/pg/database.h"
#include "common/pg/statement.h"

namespace nastavnik::ctl {

// A service that has a database, and what nastavnikctl does there.
struct ServiceDatabase {
  std::string name;  // also its schema
  const std::vector<pg::Migration>& migrations;
  std::vector<const pg::Statement*> invariants;  // each answers the rows that break a rule; $1, if there, is the season
};

// Which databases a command is for, as its flags say.
struct Where {
  std::string config = "/etc/nastavnik";  // a directory with <service>.toml, and nastavnik.toml for all; or one service's file
  std::string database_url;              // instead of `config`, for one service
  std::string service;                   // "" is every one

  // Adds --config, --database-url, --service.
  void AddFlags(CLI::App* command);
};

struct Target {
  const ServiceDatabase& service;
  pg::DatabaseOptions options;
};

// INVALID_ARGUMENT on an unknown service, on faults of the configuration, and when a database cannot be told.
absl::StatusOr<std::vector<Target>> TargetsOf(const Where& where);

}  // namespace nastavnik::ctl
