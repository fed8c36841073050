#pragma once

#include <string>

namespace nastavnik::ctl_test {

// What a run of nastavnikctl left.
struct Run {
  int exit_code;
  std::string out;
  std::string err;
};

// Runs the built nastavnikctl with the arguments, as a shell splits them.
Run Ctl(const std::string& arguments);

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& text);

}  // namespace nastavnik::ctl_test
