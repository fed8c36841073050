#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace nastavnik::season {

// `appliesTo` of an entry of the document: nomination ids, "direction:<id>", or "*", which is also
// the default.
class Selector {
 public:
  Selector() : Selector(std::vector<std::string>{"*"}) {}
  explicit Selector(std::vector<std::string> terms) : terms_(std::move(terms)) {}

  const std::vector<std::string>& terms() const { return terms_; }

  // How exactly it names the nomination: 3 by its id, 2 by its direction, 1 by "*", 0 not at all.
  int Rank(absl::string_view nomination, absl::string_view direction) const;
  bool Matches(absl::string_view nomination, absl::string_view direction) const {
    return Rank(nomination, direction) > 0;
  }
  bool MatchesAll() const;

 private:
  std::vector<std::string> terms_;
};

}  // namespace nastavnik::season
