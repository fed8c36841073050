#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/config/setting.h"
#include "common/log/log.h"
#include "services/ctl/command.h"

namespace nastavnik::ctl {
namespace {

// What is wrong with the command line, with the nearest command for a misspelt one or where to find
// help.
std::string Complaint(const CLI::App& app, int argc, char** argv, const std::string& fault) {
  const CLI::App* at = &app;
  std::string path = "nastavnikctl";
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    std::vector<std::string> names;
    const CLI::App* next = nullptr;
    for (const CLI::App* command : at->get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(command->get_name());
      if (command->get_name() == word) next = command;
    }
    if (next == nullptr && !names.empty() && !word.empty() && word[0] != '-') {
      return absl::StrCat("no command \"", word, "\"", config::Suggest(word, names));
    }
    if (next == nullptr) continue;
    at = next;
    absl::StrAppend(&path, " ", word);
  }
  return absl::StrCat(fault, "; see \"", path, " --help\"");
}

int Run(int argc, char** argv) {
  Program program;
  program.app.set_version_flag("--version", NASTAVNIK_VERSION);
  program.app.add_flag("-q,--quiet", program.quiet, "No messages, only data and errors");
  program.app.require_subcommand(1);
  AddConfig(program);
  AddInvariants(program);
  AddKeys(program);
  AddMigrate(program);
  AddReplay(program);
  AddUser(program);
  AddVerify(program);
  try {
    program.app.parse(argc, argv);
  } catch (const CLI::Success& answered) {  // --help, --version
    return program.app.exit(answered);
  } catch (const CLI::ParseError& error) {
    std::cerr << "nastavnikctl: " << Complaint(program.app, argc, argv, error.what()) << "\n";
    return kUsage;
  }
  return program.exit_code;
}

}  // namespace
}  // namespace nastavnik::ctl

int main(int argc, char** argv) {
  namespace log = nastavnik::log;
  log::Start(
      {.service = "ctl", .version = NASTAVNIK_VERSION, .level = log::Level::kError, .fd = 2});
  const int exit_code = nastavnik::ctl::Run(argc, argv);
  log::Stop();
  return exit_code;
}
