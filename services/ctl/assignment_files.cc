#include "services/ctl/assignment_files.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/status/macros.h"
#include "services/ctl/files.h"
#include "services/review/domain/ids.h"
#include "services/review/store/run_store.h"

namespace nastavnik::ctl {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(1);  // a file may have 100 MB

absl::StatusOr<AssignmentFiles> ReadRun(const AssignmentSource& source) {
  ASSIGN_OR_RETURN(const SeasonChild name, ParseSeasonChild("assignmentRuns", source.run));
  ASSIGN_OR_RETURN(const auto options, OptionsOf(source.where, "review", kPatience));
  pg::Database database(options);
  review::RunStore runs(database);
  const review::RunId id(name.id);
  const absl::Time deadline = absl::Now() + kPatience;
  const auto run = runs.Get(name.season, id, deadline);
  if (absl::IsNotFound(run.status()))
    return absl::NotFoundError(absl::StrCat("there is no ", source.run));
  RETURN_IF_ERROR(run.status());
  if (run->result_sha256.empty())
    return absl::NotFoundError(absl::StrCat(source.run, " has no result"));
  AssignmentFiles files{.inputs_sha256 = run->inputs_sha256,
                        .result_sha256 = run->result_sha256,
                        .commitment = run->seed_commitment};
  ASSIGN_OR_RETURN(files.input, runs.ReadFile(name.season, id, review::RunFile::kInput, deadline));
  ASSIGN_OR_RETURN(files.result,
                   runs.ReadFile(name.season, id, review::RunFile::kResult, deadline));
  ASSIGN_OR_RETURN(files.secret, runs.StageSecret(name.season, run->stage, deadline));
  return files;
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

absl::StatusOr<AssignmentFiles> ReadAssignment(const AssignmentSource& source) {
  if (!source.run.empty()) return ReadRun(source);
  if (source.input.empty() || source.result.empty())
    return absl::InvalidArgumentError("name a run by --run, or both --input and --result");
  AssignmentFiles files;
  ASSIGN_OR_RETURN(files.input, ReadFile(source.input));
  ASSIGN_OR_RETURN(files.result, ReadFile(source.result));
  return files;
}

}  // namespace nastavnik::ctl
