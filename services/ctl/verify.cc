#include <unistd.h>

#include <climits>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/status/macros.h"
#include "services/ctl/assignment_files.h"
#include "services/ctl/command.h"
#include "services/ctl/files.h"

// Checks by nastavnik-verify, which shares no code with the platform: its findings and exit code
// are the command's.
namespace nastavnik::ctl {
namespace {

struct Arguments {
  std::string verifier;
  AssignmentSource assignment;
  std::string input, result, statement;  // of results
  std::string seed, entropy, commitment;
};

// Beside this program, where the build and the package put it.
std::string OwnVerifier() {
  char path[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
  const std::string own(path, size > 0 ? size : 0);
  return std::filesystem::path(own).replace_filename("nastavnik-verify").string();
}

void AddIfGiven(std::vector<std::string>& words, const std::string& flag,
                const std::string& value) {
  if (!value.empty()) words.insert(words.end(), {flag, value});
}

// The exit code of nastavnik-verify.
int RunVerifier(const std::vector<std::string>& words) {
  const auto code = RunProgram(words);
  if (!code.ok()) return Report(code.status());
  return *code;
}

int VerifyResults(const Arguments& arguments) {
  std::vector<std::string> words = {arguments.verifier, "results",  "--input",
                                    arguments.input,    "--result", arguments.result};
  AddIfGiven(words, "--statement", arguments.statement);
  return RunVerifier(words);
}

// Writes the files of a run, and the secret, which must not stand on a command line.
absl::Status WriteRun(const review::StoredRun& files, const std::string& directory) {
  RETURN_IF_ERROR(WriteFile(directory + "/input", files.input));
  RETURN_IF_ERROR(WriteFile(directory + "/result", files.result));
  return WriteFile(directory + "/seed", crypto::HexEncode(files.secret) + "\n");
}

int VerifyRun(const Arguments& arguments) {
  const auto files = ReadAssignment(arguments.assignment);
  if (!files.ok()) return Report(files.status());
  const auto directory = TemporaryDirectory::Make();
  if (!directory.ok()) return Report(directory.status());
  const absl::Status written = WriteRun(*files, directory->path());
  if (!written.ok()) return Report(written);
  std::vector<std::string> words = {arguments.verifier, "assignment",
                                    "--input",          directory->path() + "/input",
                                    "--result",         directory->path() + "/result",
                                    "--seed-file",      directory->path() + "/seed",
                                    "--commitment",     crypto::HexEncode(files->commitment),
                                    "--inputs-sha256",  crypto::HexEncode(files->inputs_sha256),
                                    "--result-sha256",  crypto::HexEncode(files->result_sha256)};
  AddIfGiven(words, "--entropy", arguments.entropy);
  return RunVerifier(words);
}

int VerifyAssignment(const Arguments& arguments) {
  if (!arguments.assignment.run.empty()) return VerifyRun(arguments);
  std::vector<std::string> words = {arguments.verifier, "assignment"};
  AddIfGiven(words, "--input", arguments.assignment.input);
  AddIfGiven(words, "--result", arguments.assignment.result);
  AddIfGiven(words, "--seed", arguments.seed);
  AddIfGiven(words, "--entropy", arguments.entropy);
  AddIfGiven(words, "--commitment", arguments.commitment);
  return RunVerifier(words);
}

void AddResults(Program& program, CLI::App* verify, const std::shared_ptr<Arguments>& arguments) {
  CLI::App* results = verify->add_subcommand(
      "results",
      "Computes a ranking again from its inputs; exit code 7 if another one comes out\n"
      "  nastavnikctl verify results --input inputs.txt --result result.txt");
  results->add_option("--input", arguments->input, "File of the ranking's inputs")->required();
  results->add_option("--result", arguments->result, "File of the ranking's result")->required();
  results->add_option("--statement", arguments->statement, "Statement that was signed");
  program.On(results, [arguments] { return VerifyResults(*arguments); });
}

void AddAssignment(Program& program, CLI::App* verify,
                   const std::shared_ptr<Arguments>& arguments) {
  CLI::App* assignment = verify->add_subcommand(
      "assignment",
      "Checks seed, pairs, scores and bound of an assignment run; exit code 7 if one is wrong\n"
      "  nastavnikctl verify assignment --run seasons/2027/assignmentRuns/0192...\n"
      "  nastavnikctl verify assignment --input input.txt --result result.txt --seed 5f0c...");
  arguments->assignment.AddFlags(assignment);
  assignment->add_option("--seed", arguments->seed,
                         "Secret of the stage, once it is told with the results");
  assignment->add_option("--entropy", arguments->entropy,
                         "Public line of text that the seed was mixed with");
  assignment->add_option("--commitment", arguments->commitment, "What was told before the run");
  program.On(assignment, [arguments] { return VerifyAssignment(*arguments); });
}

}  // namespace

void AddVerify(Program& program) {
  CLI::App* verify =
      program.app.add_subcommand("verify", "Checks by a second implementation of the rules");
  verify->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();
  arguments->verifier = OwnVerifier();
  AddResults(program, verify, arguments);
  AddAssignment(program, verify, arguments);
  for (CLI::App* command : verify->get_subcommands({})) {
    command->add_option("--verifier", arguments->verifier, "The program nastavnik-verify")
        ->capture_default_str();
  }
}

}  // namespace nastavnik::ctl
