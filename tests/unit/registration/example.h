#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "catch2/catch.hpp"

#include "common/json/json.h"
#include "common/status/error.h"
#include "services/registration/domain/season/document.h"

// The season document of deploy/seasons and changes to it.
namespace nastavnik::season {

inline json::Value ReadJson(const std::string& name) {
  const char* source = std::getenv("NASTAVNIK_SOURCE_DIR");
  std::ifstream file(std::string(source == nullptr ? "." : source) + "/deploy/seasons/" + name);
  std::stringstream text;
  text << file.rdbuf();
  auto value = json::Parse(text.str());
  if (!value.ok()) FAIL(name << ": " << value.status());
  return *value;
}

inline const json::Value& Example() {
  static const json::Value& example = *new json::Value(ReadJson("mentoring-2027.json"));
  return example;
}

inline json::Value Patch(const std::string& patch) {
  auto value = json::Parse(patch);
  if (!value.ok()) FAIL(patch << ": " << value.status());
  return *value;
}

inline json::Value Patched(const std::string& patch) {
  return json::MergePatch(Example(), Patch(patch));
}

inline Document Read(const json::Value& value) {
  auto document = ReadDocument(value, "2027");
  if (!document.ok()) {
    for (const auto& violation : ErrorFrom(document.status()).violations) {
      UNSCOPED_INFO(violation.field << " " << violation.reason << " " << violation.message);
    }
    FAIL(document.status());
  }
  return *std::move(document);
}

}  // namespace nastavnik::season
