#include "tests/contract/golden/golden.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace nastavnik::contract {
namespace {

std::string FromEnvironment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Difference(const std::string& golden, const std::string& text) {
  const std::set<std::string> before = absl::StrSplit(golden, '\n');
  const std::set<std::string> after = absl::StrSplit(text, '\n');
  std::string out;
  for (const std::string& line : before) {
    if (!after.contains(line)) absl::StrAppend(&out, "- ", line, "\n");
  }
  for (const std::string& line : after) {
    if (!before.contains(line)) absl::StrAppend(&out, "+ ", line, "\n");
  }
  return out.empty() ? "the order of lines" : out;
}

}  // namespace

std::string SourceDir() { return FromEnvironment("NASTAVNIK_SOURCE_DIR", "."); }
std::string BuildDir() { return FromEnvironment("NASTAVNIK_BUILD_DIR", "build/dev"); }
std::string ReadSource(const std::string& path) {
  return ReadAll(absl::StrCat(SourceDir(), "/", path));
}

void CheckGolden(const std::string& name, const std::string& text) {
  const std::string path = absl::StrCat(SourceDir(), "/tests/contract/", name);
  if (FromEnvironment("NASTAVNIK_UPDATE_GOLDEN", "") == "1") {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  const std::string golden = ReadAll(path);
  if (golden == text) return;
  FAIL(name << " has changed; if that is meant, run again with NASTAVNIK_UPDATE_GOLDEN=1 and read "
               "the diff:\n"
            << Difference(golden, text));
}

}  // namespace nastavnik::contract
