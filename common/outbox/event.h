#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "common/id/id.h"

namespace nastavnik {

// The recipient that stands for everybody.
inline const PersonId kEverybody;

// One thing that happened, as the domain states it. Ids, states, times and versions only; never
// names or texts. Type without prefix and suffix: "application.submitted" travels as
// "nastavnik.application.submitted.v1".
struct Event {
  std::string type;
  std::string season;   // "" when it belongs to none
  std::string subject;  // resource name: "seasons/2027/applications/0192..."
  std::vector<std::pair<std::string, std::string>> data;  // facts by lowerCamelCase name
  std::vector<PersonId> recipients;  // people who may hear of it, or kEverybody

  // Filled by the feed when read; ignored when written.
  std::string id;
  std::string source;
  int64_t sequence = 0;
  absl::Time time;
  std::string place;  // resume token behind it

  // Value of a fact, "" when absent.
  std::string Get(absl::string_view name) const {
    for (const auto& [key, value] : data) {
      if (key == name) return value;
    }
    return "";
  }
};

}  // namespace nastavnik
