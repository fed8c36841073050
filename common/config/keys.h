#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/config/config.h"

namespace nastavnik::config {

// One key: its name, where its value goes, and what it may be.
struct Key {
  using Target =
      std::variant<std::string*, std::vector<std::string>*, int*, bool*, absl::Duration*>;

  const char* name;  // "database.pool_size"
  Target target;
  const char* about;
  bool secret = false;
  int least = 0;  // of numbers
  int most = 0;
  std::vector<std::string> choices = {};  // of texts; empty: any

  std::string EnvironmentName() const;  // NASTAVNIK_DATABASE_POOL_SIZE
  std::string FlagName() const;         // --database-pool-size
  // Reads `text` into the target; INVALID_ARGUMENT says what the value must be.
  absl::Status Assign(absl::string_view text) const;
  // The value as Assign reads it; secrets as ***, or empty when not set.
  std::string Show() const;
};

// Every key, its target inside `config`. Sorted by name.
std::vector<Key> KeysOf(Config& config);

}  // namespace nastavnik::config
