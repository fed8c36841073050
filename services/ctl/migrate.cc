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

absl::Status Up(const Program& program, const Where& where) {
  ASSIGN_OR_RETURN(const auto targets, TargetsOf(where));
  for (const auto& [service, options] : targets) {
    ASSIGN_OR_RETURN(const int applied, pg::Migrate(options, service.migrations));
    program.Say(absl::StrCat(service.name, ": ",
                             applied == 0 ? "up to date" : absl::StrCat(applied, " applied")));
  }
  return absl::OkStatus();
}

std::string Describe(const pg::MigrationState& migration) {
  if (migration.changed) return "CHANGED since it was applied";
  if (!migration.applied) return "to be applied";
  return absl::StrCat("applied ", absl::FormatTime("%Y-%m-%d %H:%M:%SZ", migration.apply_time,
                                                   absl::UTCTimeZone()));
}

// One line a migration; `only_missing` leaves out what is applied.
absl::Status List(const Where& where, bool only_missing) {
  ASSIGN_OR_RETURN(const auto targets, TargetsOf(where));
  for (const auto& [service, options] : targets) {
    ASSIGN_OR_RETURN(const auto migrations, pg::MigrationStatus(options, service.migrations));
    for (const pg::MigrationState& migration : migrations) {
      if (only_missing && migration.applied && !migration.changed) continue;
      std::cout << service.name << "  " << migration.origin << "/" << migration.name << "  "
                << Describe(migration) << "\n";
    }
  }
  return absl::OkStatus();
}

}  // namespace

void AddMigrate(Program& program) {
  CLI::App* migrate = program.app.add_subcommand("migrate", "Schemas of the services' databases");
  migrate->require_subcommand(1);
  auto where = std::make_shared<Where>();
  CLI::App* up = migrate->add_subcommand("up",
                                         "Applies what is missing\n"
                                         "  nastavnikctl migrate up --config /etc/nastavnik");
  CLI::App* status = migrate->add_subcommand("status", "Every migration and when it was applied");
  CLI::App* plan = migrate->add_subcommand("plan", "What \"up\" would apply");
  for (CLI::App* command : {up, status, plan}) where->AddFlags(command);
  program.On(up, [&program, where] { return Report(Up(program, *where)); });
  program.On(status, [where] { return Report(List(*where, false)); });
  program.On(plan, [where] { return Report(List(*where, true)); });
}

}  // namespace nastavnik::ctl
