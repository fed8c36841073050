#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "absl/status/status.h"

// nastavnikctl: one file a command group; each adds its commands to the program. Data go to
// standard output, messages to standard error.
namespace nastavnik::ctl {

enum ExitCode {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kNotFound = 3,
  kNotAllowed = 4,
  kConflict = 5,
  kUnavailable = 6,  // the same command may be repeated
  kProblems = 7,     // a check found problems
};

// What every command sees.
struct Program {
  CLI::App app{"Administers a Nastavnik installation.", "nastavnikctl"};
  bool quiet = false;
  int exit_code = kDone;

  // Makes `run` the action of a command; it answers the exit code.
  void On(CLI::App* command, std::function<int()> run);
  // A line for a person, on standard error, unless --quiet.
  void Say(const std::string& line) const;
};

// Prints the error, if there is one; the exit code that it means.
int Report(const absl::Status& status);

void AddConfig(Program& program);
void AddInvariants(Program& program);
void AddKeys(Program& program);
void AddMigrate(Program& program);
void AddReplay(Program& program);
void AddUser(Program& program);
void AddVerify(Program& program);

}  // namespace nastavnik::ctl
