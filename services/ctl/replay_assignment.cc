#include <memory>
#include <string>

#include "common/crypto/hash.h"
#include "common/status/macros.h"
#include "services/ctl/assignment_files.h"
#include "services/ctl/replay.h"
#include "services/review/domain/matching/input_file.h"
#include "services/review/domain/matching/planner.h"

namespace nastavnik::ctl {
namespace {

// The result file that the engine gives for the input and the seed of `stored`.
absl::StatusOr<std::string> Solve(const review::StoredRun& files, bool pull) {
  ASSIGN_OR_RETURN(const review::RunInput input, review::ReadInput(files.input));
  if (pull != (input.mode == review::RunMode::kPull))
    return absl::InvalidArgumentError(pull ? "the run is a plan: use \"replay assignment\""
                                           : "the run is of lists: use \"replay pull\"");
  ASSIGN_OR_RETURN(const review::RunResult stored, review::ReadResult(files.result));
  ASSIGN_OR_RETURN(const review::Proposal proposal, review::Propose(input, stored.seed));
  review::RunResult result = review::ResultOf(proposal);
  result.commitment = stored.commitment;
  result.number = stored.number;
  result.input_sha256 = crypto::Sha256(files.input);
  result.seed = stored.seed;
  return review::WriteResult(result);
}

absl::StatusOr<int> Replay(const Program& program, const AssignmentSource& source, bool pull) {
  ASSIGN_OR_RETURN(const review::StoredRun files, ReadAssignment(source));
  if (!files.inputs_sha256.empty() && (crypto::Sha256(files.input) != files.inputs_sha256 ||
                                       crypto::Sha256(files.result) != files.result_sha256)) {
    program.Say("the stored files are not those whose hashes the run tells");
    return int{kProblems};
  }
  ASSIGN_OR_RETURN(const std::string computed, Solve(files, pull));
  return CompareLines(program, files.result, computed);
}

void AddCommand(Program& program, CLI::App* command, bool pull) {
  auto source = std::make_shared<AssignmentSource>();
  source->AddFlags(command);
  program.On(command, [&program, source, pull] {
    const auto code = Replay(program, *source, pull);
    return code.ok() ? *code : Report(code.status());
  });
}

}  // namespace

void AddReplayAssignment(Program& program, CLI::App* replay) {
  AddCommand(program,
             replay->add_subcommand(
                 "assignment",
                 "Solves a run of assignments again, on its stored input and seed\n"
                 "  nastavnikctl replay assignment --run seasons/2027/assignmentRuns/0192..."),
             /*pull=*/false);
  AddCommand(
      program,
      replay->add_subcommand("pull",
                             "Makes the lists that experts claim from again\n"
                             "  nastavnikctl replay pull --input input.txt --result result.txt"),
      /*pull=*/true);
}

}  // namespace nastavnik::ctl
