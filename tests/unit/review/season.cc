#include "tests/unit/review/season.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "catch2/catch.hpp"

#include "common/json/json.h"

namespace nastavnik::review {
namespace {

json::Value ReadJson(const std::string& path) {
  const char* root = std::getenv("NASTAVNIK_SOURCE_DIR");
  std::stringstream text;
  text << std::ifstream(std::string(root == nullptr ? "." : root) + "/" + path).rdbuf();
  const auto value = json::Parse(text.str());
  REQUIRE(value.ok());
  return *value;
}

}  // namespace

std::shared_ptr<const SeasonRules> ReadSeason(const std::string& patch) {
  static auto& read = *new std::map<std::string, std::shared_ptr<const SeasonRules>>();
  std::shared_ptr<const SeasonRules>& kept = read[patch];
  if (kept != nullptr) return kept;
  const json::Value demo = json::MergePatch(ReadJson("deploy/seasons/mentoring-2027.json"),
                                            ReadJson("deploy/seasons/demo.patch.json"));
  const auto rules =
      SeasonRules::Read(json::Canonical(json::MergePatch(demo, *json::Parse(patch))), 3);
  REQUIRE(rules.ok());
  return kept = *rules;
}

}  // namespace nastavnik::review
