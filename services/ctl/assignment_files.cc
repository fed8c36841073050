#include "services/ctl/assignment_files.h"

#include "absl/time/clock.h"

#include "common/status/macros.h"
#include "services/ctl/files.h"

namespace nastavnik::ctl {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(1);  // a file may have 100 MB

absl::StatusOr<review::StoredRun> ReadRun(const AssignmentSource& source) {
  ASSIGN_OR_RETURN(const SeasonChild name, ParseSeasonChild("assignmentRuns", source.run));
  ASSIGN_OR_RETURN(const auto options, OptionsOf(source.where, "review", kPatience));
  pg::Database database(options);
  return review::ReadStoredRun(database, name.season, review::RunId(name.id),
                               absl::Now() + kPatience);
}

}  // namespace

void AssignmentSource::AddFlags(CLI::App* command) {
  CLI::Option* from_run = command->add_option(
      "--run", run, "Run whose files and secret are read from the database of review");
  where.AddDatabaseFlags(command);
  command->add_option("--input", input, "File of the run's input, instead of --run")
      ->excludes(from_run);
  command->add_option("--result", result, "File of the run's result, instead of --run")
      ->excludes(from_run);
}

absl::StatusOr<review::StoredRun> ReadAssignment(const AssignmentSource& source) {
  if (!source.run.empty()) return ReadRun(source);
  if (source.input.empty() || source.result.empty())
    return absl::InvalidArgumentError("name a run by --run, or both --input and --result");
  review::StoredRun files;
  ASSIGN_OR_RETURN(files.input, ReadFile(source.input));
  ASSIGN_OR_RETURN(files.result, ReadFile(source.result));
  return files;
}

}  // namespace nastavnik::ctl
