#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"

#include "common/json/reader.h"
#include "services/registration/domain/season/document.h"

namespace nastavnik::season {

// Notes breaches by path.
class Checker {
 public:
  explicit Checker(json::Violations& violations) : violations_(violations) {}

  void Fail(absl::string_view path, absl::string_view reason, absl::string_view message) {
    violations_.push_back({std::string(path), std::string(reason), std::string(message)});
  }
  // Notes an id that the map does not have, with the nearest one that it has. An empty id was noted
  // when it was read.
  template <typename Map>
  void Known(absl::string_view path, const std::string& id, const Map& map) {
    if (id.empty() || map.count(id) > 0) return;
    std::vector<std::string> ids;
    for (const auto& entry : map) ids.push_back(entry.first);
    Unknown(path, id, ids);
  }
  void Unknown(absl::string_view path, absl::string_view id, const std::vector<std::string>& known);

 private:
  json::Violations& violations_;
};

void CheckRubrics(const Document& document, Checker& checker);
void CheckRounds(const Document& document, Checker& checker);
void CheckRanking(const Document& document, Checker& checker);

}  // namespace nastavnik::season
