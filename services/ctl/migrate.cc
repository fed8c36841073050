#include "common/pg/migrate.h"

#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/status/macros.h"
#include "services/ctl/command.h"
#include "services/ctl/databases.h"

// The schemas of the services: forward only, and never by a service at its start.
namespace nastavnik::ctl {
namespace {

struct Arguments {
  std::string service;
  std::string url;
};

pg::DatabaseOptions OptionsOf(const Arguments& arguments, const ServiceDatabase& service) {
  return {.url = UrlOf(arguments.url, service), .schema = service.name, .source = "ctl", .pool_size = 1};
}

absl::Status Up(const Program& program, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto services, DatabasesOf(arguments.service));
  for (const ServiceDatabase& service : services) {
    ASSIGN_OR_RETURN(const int applied, pg::Migrate(OptionsOf(arguments, service), service.migrations));
    program.Say(absl::StrCat(service.name, ": ", applied == 0 ? "up to date" : absl::StrCat(applied, " applied")));
  }
  return absl::OkStatus();
}

std::string Describe(const pg::MigrationState& migration) {
  if (migration.changed) return "CHANGED since it was applied";
  if (!migration.applied) return "to be applied";
  return absl::StrCat("applied ", absl::FormatTime("%Y-%m-%d %H:%M:%SZ", migration.apply_time, absl::UTCTimeZone()));
}

// One line a migration; `only_missing` leaves out what is applied.
absl::Status List(const Arguments& arguments, bool only_missing) {
  ASSIGN_OR_RETURN(const auto services, DatabasesOf(arguments.service));
  for (const ServiceDatabase& service : services) {
    ASSIGN_OR_RETURN(const auto migrations, pg::MigrationStatus(OptionsOf(arguments, service), service.migrations));
    for (const pg::MigrationState& migration : migrations) {
      if (only_missing && migration.applied && !migration.changed) continue;
      std::cout << service.name << "  " << migration.origin << "/" << migration.name << "  " << Describe(migration)
                << "\n";
    }
  }
  return absl::OkStatus();
}

}  // namespace

void AddMigrate(Program& program) {
  CLI::App* migrate = program.app.add_subcommand("migrate", "Schemas of the services' databases");
  migrate->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();
  CLI::App* up = migrate->add_subcommand("up", "Applies what is missing\n"
                                               "  nastavnikctl migrate up --database-url 'host=/run/postgresql dbname=nastavnik'");
  CLI::App* status = migrate->add_subcommand("status", "Every migration and when it was applied");
  CLI::App* plan = migrate->add_subcommand("plan", "What \"up\" would apply");
  for (CLI::App* command : {up, status, plan}) {
    command->add_option("--service", arguments->service, "One service only");
    command->add_option("--database-url", arguments->url,
                        "URL or keywords of libpq; without a user each service is entered as nastavnik_<service>")
        ->required();
  }
  program.On(up, [&program, arguments] { return Report(Up(program, *arguments)); });
  program.On(status, [arguments] { return Report(List(*arguments, false)); });
  program.On(plan, [arguments] { return Report(List(*arguments, true)); });
}

}  // namespace nastavnik::ctl
