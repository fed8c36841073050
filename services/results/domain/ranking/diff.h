#pragma once

#include <optional>
#include <vector>

#include "services/results/domain/ranking/rank.h"

namespace nastavnik::results {

// What two rankings say of one application; absent where it is not in that ranking.
struct Difference {
  ApplicationId application;
  std::optional<Entry> before;
  std::optional<Entry> after;
};

// The applications of which two rankings say different things, in the order of their ids: value,
// place, award, reason or reserve. Both come from Rank.
std::vector<Difference> Diff(const std::vector<Entry>& before, const std::vector<Entry>& after);

}  // namespace nastavnik::results
