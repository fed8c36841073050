#include "services/ctl/databases.h"

#include <filesystem>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/config/config.h"
#include "common/status/macros.h"
#include "pg_invariants/sql.h"
#include "registration_invariants/sql.h"
#include "registration_sql/sql.h"
#include "results_invariants/sql.h"
#include "results_sql/sql.h"
#include "review_invariants/sql.h"
#include "review_sql/sql.h"
#include "submission_invariants/sql.h"
#include "submission_sql/sql.h"

namespace nastavnik::ctl {
namespace {

const std::vector<ServiceDatabase>& Databases() {
  const auto list = [](const auto& own) {
    const auto& common = pg::invariants::sql::kAll;
    std::vector<const pg::Statement*> all(common.begin(), common.end());
    all.insert(all.end(), own.begin(), own.end());
    return all;
  };
  static const auto& databases = *new std::vector<ServiceDatabase>{
      {"registration", registration::Migrations(), list(registration::invariants::sql::kAll)},
      {"submission", submission::Migrations(), list(submission::invariants::sql::kAll)},
      {"review", review::Migrations(), list(review::invariants::sql::kAll)},
      {"results", results::Migrations(), list(results::invariants::sql::kAll)},
  };
  return databases;
}

// The files that configure a service.
std::vector<std::string> FilesOf(const std::string& config, const std::string& service) {
  if (!std::filesystem::is_directory(config)) return {config};
  std::vector<std::string> files;
  for (const std::string& name : {std::string("nastavnik"), service}) {
    const std::string file = absl::StrCat(config, "/", name, ".toml");
    if (std::filesystem::exists(file)) files.push_back(file);
  }
  return files;
}

absl::StatusOr<pg::DatabaseOptions> OptionsOf(const Where& where, const ServiceDatabase& service) {
  pg::DatabaseOptions options{
      .url = where.database_url, .schema = service.name, .source = "ctl", .pool_size = 1};
  if (!options.url.empty()) return options;
  ASSIGN_OR_RETURN(const config::Config config, ConfigOf(where.config, service.name));
  options.url = config.database.url;
  options.password = config.database.password;
  return options;
}

}  // namespace

absl::StatusOr<config::Config> ConfigOf(const std::string& config, const std::string& service) {
  std::vector<std::string> flags;
  for (const std::string& file : FilesOf(config, service))
    flags.insert(flags.end(), {"--config", file});
  ASSIGN_OR_RETURN(config::Config read, config::Load(service, flags, config::ProcessEnvironment()));
  if (read.database.url.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("no database.url of ", service, " in ", config));
  }
  return read;
}

absl::StatusOr<SeasonChild> ParseSeasonChild(absl::string_view collection,
                                             const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  const auto id = parts.size() == 4 ? ParseUuid(parts[3]) : std::nullopt;
  if (!id || parts[0] != "seasons" || parts[1].empty() || parts[2] != collection) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", name, "\" is not of the form seasons/.../", collection, "/..."));
  }
  return SeasonChild{parts[1], *id};
}

void Where::AddFlags(CLI::App* command) {
  AddDatabaseFlags(command);
  command->add_option("--service", service, "One service only");
}

void Where::AddDatabaseFlags(CLI::App* command) {
  CLI::Option* from_config =
      command
          ->add_option("--config", config,
                       "Directory with a file for each service, or the file of one")
          ->check(CLI::ExistingPath)
          ->capture_default_str();
  command
      ->add_option("--database-url", database_url, "Database of one service, instead of --config")
      ->excludes(from_config);
}

absl::StatusOr<std::vector<Target>> TargetsOf(const Where& where) {
  if (where.service.empty() &&
      (!where.database_url.empty() || std::filesystem::is_regular_file(where.config))) {
    return absl::InvalidArgumentError("one database needs --service, to tell whose it is");
  }
  std::vector<Target> targets;
  for (const ServiceDatabase& service : Databases()) {
    if (!where.service.empty() && where.service != service.name) continue;
    ASSIGN_OR_RETURN(pg::DatabaseOptions options, OptionsOf(where, service));
    targets.push_back({service, std::move(options)});
  }
  if (targets.empty())
    return absl::InvalidArgumentError(
        absl::StrCat("no service \"", where.service, "\" has a database"));
  return targets;
}

absl::StatusOr<pg::DatabaseOptions> OptionsOf(Where where, const std::string& service,
                                              absl::Duration patience) {
  where.service = service;
  ASSIGN_OR_RETURN(std::vector<Target> targets, TargetsOf(where));
  targets[0].options.statement_timeout = patience;
  return std::move(targets[0].options);
}

}  // namespace nastavnik::ctl
