#include "services/registration/domain/season/selector.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace nastavnik::season {

int Selector::Rank(absl::string_view nomination, absl::string_view direction) const {
  int rank = 0;
  for (const std::string& term : terms_) {
    absl::string_view rest = term;
    if (term == "*") {
      rank = std::max(rank, 1);
    } else if (absl::ConsumePrefix(&rest, "direction:")) {
      if (rest == direction) rank = std::max(rank, 2);
    } else if (term == nomination) {
      rank = 3;
    }
  }
  return rank;
}

bool Selector::MatchesAll() const {
  return std::find(terms_.begin(), terms_.end(), "*") != terms_.end();
}

}  // namespace nastavnik::season
