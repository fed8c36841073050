#include "services/results/domain/ranking/aggregate.h"

#include <algorithm>
#include <unordered_map>

#include "absl/hash/hash.h"

namespace nastavnik::results {
namespace {

// One application's sums while reviews come in.
struct Sums {
  int reviews = 0;
  int64_t total = 0;
  int64_t lowest = 0;
  std::map<std::string, int64_t> marks;
};

void Add(const CountedReview& review, Sums& sums) {
  sums.lowest = sums.reviews == 0 ? review.total : std::min(sums.lowest, review.total);
  sums.total += review.total;
  ++sums.reviews;
  for (const auto& [criterion, mark] : review.marks) sums.marks[criterion] += mark;
}

}  // namespace

void Aggregate(const std::vector<CountedReview>& reviews, std::vector<Contestant>& contestants) {
  std::unordered_map<ApplicationId, Sums, absl::Hash<ApplicationId>> by_application;
  for (const CountedReview& review : reviews) Add(review, by_application[review.application]);
  for (Contestant& contestant : contestants) {
    const auto sums = by_application.find(contestant.application);
    if (sums == by_application.end()) continue;
    contestant.reviews = sums->second.reviews;
    contestant.total_sum = sums->second.total;
    contestant.lowest_total = sums->second.lowest;
    contestant.criteria.clear();
    for (const auto& [criterion, sum] : sums->second.marks)
      contestant.criteria.push_back({criterion, sum});
  }
}

}  // namespace nastavnik::results
