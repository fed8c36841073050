#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/pg/database.h"
#include "common/status/macros.h"
#include "services/ctl/command.h"
#include "services/ctl/databases.h"

// What must always hold, asked of each service's own schema: services/*/invariants/*.sql and
// common/pg/invariants/*.sql, each of which answers the rows that break it.
namespace nastavnik::ctl {
namespace {

constexpr absl::Duration kPatience =
    absl::Minutes(1);  // one statement over a season of 100,000 applications

// How many rows break the rule.
absl::StatusOr<size_t> Broken(pg::Database& database, const pg::Statement& rule,
                              const std::string& season) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   database.Read(pg::Query(rule, season), absl::Now() + kPatience));
  return rows.size();
}

// How many rules of one service are broken.
absl::StatusOr<size_t> CheckService(const Target& target, const std::string& season) {
  pg::DatabaseOptions options = target.options;
  options.statement_timeout = kPatience;
  pg::Database database(options);
  size_t broken = 0;
  for (const pg::Statement* rule : target.service.invariants) {
    ASSIGN_OR_RETURN(const size_t rows, Broken(database, *rule, season));
    std::cout << (rows == 0 ? "kept    " : "BROKEN  ") << target.service.name << "/" << rule->name;
    if (rows != 0) std::cout << ", rows: " << rows;
    std::cout << "\n";
    broken += rows != 0;
  }
  return broken;
}

absl::StatusOr<size_t> Check(const Where& where, const std::string& season) {
  ASSIGN_OR_RETURN(const auto targets, TargetsOf(where));
  size_t broken = 0;
  for (const Target& target : targets) {
    ASSIGN_OR_RETURN(const size_t here, CheckService(target, season));
    broken += here;
  }
  return broken;
}

}  // namespace

void AddInvariants(Program& program) {
  CLI::App* invariants = program.app.add_subcommand(
      "invariants",
      "Checks what must always hold in a season; exit code 7 if it does not\n"
      "  nastavnikctl invariants --season 2027");
  auto where = std::make_shared<Where>();
  auto season = std::make_shared<std::string>();
  invariants->add_option("--season", *season, "Season, for example 2027")->required();
  where->AddFlags(invariants);
  program.On(invariants, [&program, where, season] {
    const auto broken = Check(*where, *season);
    if (!broken.ok()) return Report(broken.status());
    program.Say(*broken == 0 ? "every invariant is kept"
                             : absl::StrCat(*broken, " invariants are broken"));
    return *broken == 0 ? int{kDone} : int{kProblems};
  });
}

}  // namespace nastavnik::ctl
