#include "tests/ctl/command.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/process.h"

namespace nastavnik::ctl_test {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void WriteFile(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

Run Ctl(const std::string& arguments) {
  const support::TempDir dir;
  const std::string program = std::string(std::getenv("NASTAVNIK_BUILD_DIR")) + "/bin/nastavnikctl";
  const std::string out = dir.path() + "/out";
  const std::string err = dir.path() + "/err";
  const int status = std::system((program + " " + arguments + " >" + out + " 2>" + err).c_str());
  return {WEXITSTATUS(status), ReadFile(out), ReadFile(err)};
}

}  // namespace nastavnik::ctl_test
