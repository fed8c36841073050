#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace nastavnik::config {

// One value that somebody gave, before it is known to be right.
struct Setting {
  enum class Form { kAny, kString, kInteger, kBoolean, kList };  // of a file; kAny elsewhere

  std::string key;   // as written: "database.pool_size"
  std::string text;  // entries of a list joined by commas
  Form form = Form::kAny;
  std::string origin;  // "nastavnik.toml:14", "env", "flag"
  std::string place;  // begin of a message about it: "nastavnik.toml:14:3: ", "NASTAVNIK_WORKERS: "
};

// Reads a TOML file into `settings`; what cannot be read goes to `faults`.
void ReadFile(const std::string& path, std::vector<Setting>& settings,
              std::vector<std::string>& faults);

// ; did you mean "database.url"? - or nothing when no name is within two edits.
std::string Suggest(absl::string_view wrong, const std::vector<std::string>& names);

}  // namespace nastavnik::config
