#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/contract/golden/golden.h"

namespace nastavnik::contract {
namespace {

// Types of events that `text` names: the quoted "noun.verb" of a C++ source.
std::set<std::string> TypesIn(const std::string& text) {
  static const std::regex type("\"([a-z]+(?:_[a-z]+)*\\.[a-z]+(?:_[a-z]+)*)\"");
  std::set<std::string> types;
  for (std::sregex_iterator found(text.begin(), text.end(), type), end; found != end; ++found)
    types.insert((*found)[1]);
  return types;
}

// An event is born in services/<service>/domain/events.{h,cc} and nowhere else, so the types
// written there are all.
TEST_CASE("events.txt: every type of event, by the service that tells it") {
  std::vector<std::string> lines;
  for (const char* service : {"registration", "results", "review", "submission"}) {
    const std::string domain = absl::StrCat("services/", service, "/domain/");
    for (const std::string& type :
         TypesIn(ReadSource(domain + "events.h") + ReadSource(domain + "events.cc"))) {
      lines.push_back(absl::StrCat(service, " nastavnik.", type, ".v1"));
    }
  }
  CheckGolden("events.txt", absl::StrCat(absl::StrJoin(lines, "\n"), "\n"));
}

// A type that is put together while the program runs would be missing from the golden.
TEST_CASE("Every type of event is written in one piece") {
  static const std::regex part("\"[a-z]+(?:_[a-z]+)*\\.\"|\"\\.[a-z]+(?:_[a-z]+)*\"");
  for (const char* service : {"registration", "results", "review", "submission"}) {
    INFO(service);
    const std::string source = ReadSource(absl::StrCat("services/", service, "/domain/events.cc"));
    CHECK_FALSE(std::regex_search(source, part));
  }
}

TEST_CASE("No other source of a service makes an event") {
  const std::string services = absl::StrCat(SourceDir(), "/services");
  static const std::regex born("\\bEvent\\s+\\w+\\s*[;{=]|\\bEvent\\{|\\.type\\s*=\\s*\"");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(services)) {
    const std::string path = entry.path().string();
    if (entry.path().extension() != ".cc" || absl::EndsWith(path, "/domain/events.cc")) continue;
    if (absl::StrContains(path, "/gateway/")) continue;  // passes on what services tell
    INFO(path);
    CHECK_FALSE(std::regex_search(ReadSource(path.substr(SourceDir().size() + 1)), born));
  }
}

}  // namespace
}  // namespace nastavnik::contract
