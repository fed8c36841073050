#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/status/statusor.h"

#include "common/config/config.h"
#include "common/id/id.h"
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

// What "seasons/2027/rankings/0192..." names.
struct SeasonChild {
  std::string season;
  Uuid id;
};
// INVALID_ARGUMENT for a name that is not of the collection.
absl::StatusOr<SeasonChild> ParseSeasonChild(absl::string_view collection, const std::string& name);

// Which databases a command is for, as its flags say.
struct Where {
  std::string config = "/etc/nastavnik";  // as ConfigOf takes it
  std::string database_url;               // instead of `config`, for one service
  std::string service;                    // "" is every one

  // Adds --config, --database-url, --service.
  void AddFlags(CLI::App* command);
  // Adds --config, --database-url: for a command whose service is known.
  void AddDatabaseFlags(CLI::App* command);
};

struct Target {
  const ServiceDatabase& service;
  pg::DatabaseOptions options;
};

// INVALID_ARGUMENT on an unknown service, on faults of the configuration, and when a database
// cannot be told.
absl::StatusOr<std::vector<Target>> TargetsOf(const Where& where);
// The options of one service's database, for statements that may take as long as `patience`.
absl::StatusOr<pg::DatabaseOptions> OptionsOf(Where where, const std::string& service,
                                              absl::Duration patience);

}  // namespace nastavnik::ctl
