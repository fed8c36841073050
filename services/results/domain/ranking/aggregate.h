#pragma once

#include <map>
#include <string>
#include <vector>

#include "services/results/domain/ranking/rank.h"

namespace nastavnik::results {

// A completed review that counts, as the review service tells it.
struct CountedReview {
  ApplicationId application;
  std::map<std::string, int64_t> marks;  // whole marks by criterion id
  int64_t total = 0;                     // of the rubric, hundredths of a point, 0 to 10000
};

// Adds the reviews to the contestants they belong to: sums, never means. Reviews of other
// applications are left out.
void Aggregate(const std::vector<CountedReview>& reviews, std::vector<Contestant>& contestants);

}  // namespace nastavnik::results
