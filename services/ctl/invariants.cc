#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/pg/database.h"
#include "common/status/macros.h"
#include "services/ctl/command.h"
#include "services/ctl/databases.h"

// What must always hold, asked of each service's own schema: services/*/invariants/*.sql, each of which answers the rows
// that break it.
namespace nastavnik::ctl {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(1);  // one statement over a season of 100,000 applications

struct Arguments {
  std::string season;
  std::string service;
  std::string url;
};

// How many rows break the rule.
absl::StatusOr<size_t> Broken(pg::Database& database, const pg::Statement& rule, const std::string& season) {
  const bool by_season = absl::StrContains(rule.sql, "$1");
  const pg::Query query = by_season ? pg::Query(rule, season) : pg::Query(rule);
  ASSIGN_OR_RETURN(const pg::Rows rows, database.Read(query, absl::Now() + kPatience));
  return rows.size();
}

absl::StatusOr<size_t> CheckService(const Arguments& arguments, const ServiceDatabase& service) {
  pg::Database database({.url = UrlOf(arguments.url, service),
                         .schema = service.name,
                         .source = "ctl",
                         .pool_size = 1,
                         .statement_timeout = kPatience});
  size_t broken = 0;
  for (const pg::Statement* rule : service.invariants) {
    ASSIGN_OR_RETURN(const size_t rows, Broken(database, *rule, arguments.season));
    std::cout << (rows == 0 ? "kept    " : "BROKEN  ") << service.name << "/" << rule->name;
    if (rows != 0) std::cout << ", rows: " << rows;
    std::cout << "\n";
    broken += rows != 0;
  }
  return broken;
}

absl::StatusOr<size_t> Check(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto services, DatabasesOf(arguments.service));
  size_t broken = 0;
  for (const ServiceDatabase& service : services) {
    ASSIGN_OR_RETURN(const size_t here, CheckService(arguments, service));
    broken += here;
  }
  return broken;
}

}  // namespace

void AddInvariants(Program& program) {
  CLI::App* invariants =
      program.app.add_subcommand("invariants", "Checks what must always hold in a season; exit code 7 if it does not\n"
                                               "  nastavnikctl invariants --season 2027 --database-url URL");
  auto arguments = std::make_shared<Arguments>();
  invariants->add_option("--season", arguments->season, "Season, for example 2027")->required();
  invariants->add_option("--service", arguments->service, "One service only");
  invariants->add_option("--database-url", arguments->url, "URL of the database, without a user for all services")
      ->required();
  program.On(invariants, [&program, arguments] {
    const auto broken = Check(*arguments);
    if (!broken.ok()) return Report(broken.status());
    program.Say(*broken == 0 ? "every invariant is kept" : absl::StrCat(*broken, " invariants are broken"));
    return *broken == 0 ? int{kDone} : int{kProblems};
  });
}

}  // namespace nastavnik::ctl
