#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/status/statusor.h"

#include "common/config/config.h"
#include "common/pg/database.h"
#include "common/pg/statement.h"

namespace nastavnik::ctl {

// A service that has a database, and what nastavnikctl does there.
struct ServiceDatabase {
  std::string name;  // also its schema
  const std::vector<pg::Migration>& migrations;
  // Each answers the rows that break a rule; $1 is the season. Those of the tables that every
  // service has come first.
  std::vector<const pg::Statement*> invariants;
};

// The configuration of a service: `config` is a directory with <service>.toml, and nastavnik.toml
// for all; or one file. INVALID_ARGUMENT with every fault, or when it names no database.
absl::StatusOr<config::Config> ConfigOf(const std::string& config, const std::string& service);

// Which databases a command is for, as its flags say.
struct Where {
  std::string config = "/etc/nastavnik";  // as ConfigOf takes it
  std::string database_url;               // instead of `config`, for one service
  std::string service;                    // "" is every one

  // Adds --config, --database-url, --service.
  void AddFlags(CLI::App* command);
};

struct Target {
  const ServiceDatabase& service;
  pg::DatabaseOptions options;
};

// INVALID_ARGUMENT on an unknown service, on faults of the configuration, and when a database
// cannot be told.
absl::StatusOr<std::vector<Target>> TargetsOf(const Where& where);

}  // namespace nastavnik::ctl
