#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"

#include "common/config/config.h"
#include "services/ctl/command.h"

namespace nastavnik::ctl {
namespace {

const std::vector<std::string> kProcesses = {"gateway", "registration", "submission", "review",
                                             "results"};

struct Arguments {
  std::string process;  // "" is told by the name of the last file
  std::vector<std::string> files;
  bool defaults = false;
};

std::vector<std::string> FlagsOf(const std::vector<std::string>& files) {
  std::vector<std::string> flags;
  for (const std::string& file : files) {
    flags.push_back("--config");
    flags.push_back(file);
  }
  return flags;
}

// Whose configuration it is: as asked, or as a file like review.toml says.
std::string ProcessOf(const Arguments& arguments) {
  if (!arguments.process.empty()) return arguments.process;
  const std::string stem =
      arguments.files.empty() ? "" : std::filesystem::path(arguments.files.back()).stem().string();
  return absl::c_linear_search(kProcesses, stem) ? stem : "registration";
}

int Check(const Program& program, const Arguments& arguments) {
  const auto config = config::Load(ProcessOf(arguments), FlagsOf(arguments.files), {});
  if (!config.ok()) {
    std::cerr << std::string(config.status().message()) << "\n";
    return kProblems;
  }
  program.Say("configuration is valid");
  return kDone;
}

int Print(const Arguments& arguments) {
  const auto config = arguments.defaults
                          ? absl::StatusOr<config::Config>(config::Defaults(ProcessOf(arguments)))
                          : config::Load(ProcessOf(arguments), FlagsOf(arguments.files),
                                         config::ProcessEnvironment());
  if (!config.ok()) {
    std::cerr << std::string(config.status().message()) << "\n";
    return kProblems;
  }
  std::cout << config::Effective(*config);
  return kDone;
}

}  // namespace

void AddConfig(Program& program) {
  CLI::App* config = program.app.add_subcommand("config", "Settings of the processes");
  config->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();
  CLI::App* check =
      config->add_subcommand("check",
                             "Validates files without starting anything; exit code 7 on faults\n"
                             "  nastavnikctl config check /etc/nastavnik/*.toml");
  check->add_option("FILE", arguments->files, "Later files win over earlier ones")->required();
  CLI::App* print =
      config->add_subcommand("print",
                             "Every key with its value and where it comes from\n"
                             "  nastavnikctl config print --process review --defaults");
  print->add_option("FILE", arguments->files, "Later files win over earlier ones");
  print->add_flag("--defaults", arguments->defaults, "Built-in values only");
  for (CLI::App* command : {check, print}) {
    command
        ->add_option("--process", arguments->process,
                     "Whose settings; else the name of the last file tells")
        ->check(CLI::IsMember(kProcesses));
  }
  program.On(check, [&program, arguments] { return Check(program, *arguments); });
  program.On(print, [arguments] { return Print(*arguments); });
}

}  // namespace nastavnik::ctl
