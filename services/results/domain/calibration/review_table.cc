#include "services/results/domain/calibration/review_table.h"

#include <algorithm>
#include <tuple>

namespace nastavnik::results {
namespace {

// Positions of the reviews that count, by application and then in the canonical order.
std::vector<int> CanonicalOrder(const CalibrationInputs& inputs, const std::vector<int>& offset) {
  std::vector<int> order(offset.back());
  std::vector<int> next(offset.begin(), offset.end() - 1);
  for (size_t i = 0; i < inputs.reviews.size(); ++i) {
    const ReviewTotal& review = inputs.reviews[i];
    if (review.counts) order[next[review.application]++] = static_cast<int>(i);
  }
  for (size_t a = 0; a + 1 < offset.size(); ++a) {
    std::sort(order.begin() + offset[a], order.begin() + offset[a + 1], [&](int x, int y) {
      const ReviewTotal& left = inputs.reviews[x];
      const ReviewTotal& right = inputs.reviews[y];
      return std::tie(left.expert, left.total) < std::tie(right.expert, right.total);
    });
  }
  return order;
}

}  // namespace

int ReviewTable::ReviewedApplications() const {
  int count = 0;
  for (int a = 0; a < applications(); ++a) count += ReviewsOf(a) > 0 ? 1 : 0;
  return count;
}

int ReviewTable::ActiveExperts() const {
  return static_cast<int>(std::count_if(reviews_of_expert.begin(), reviews_of_expert.end(),
                                        [](int reviews) { return reviews > 0; }));
}

ReviewTable MakeReviewTable(const CalibrationInputs& inputs) {
  ReviewTable table;
  for (const auto& nomination : inputs.nominations)
    table.denominator.push_back(nomination.denominator);
  for (const auto& application : inputs.applications)
    table.nomination.push_back(application.nomination);
  table.reviews_of_expert.resize(inputs.experts.size());
  table.offset.resize(inputs.applications.size() + 1);
  for (const ReviewTotal& review : inputs.reviews) {
    if (review.counts) ++table.offset[review.application + 1];
  }
  for (size_t a = 1; a < table.offset.size(); ++a) table.offset[a] += table.offset[a - 1];
  const std::vector<int> order = CanonicalOrder(inputs, table.offset);
  table.expert.reserve(order.size());
  table.total.reserve(order.size());
  table.points.reserve(order.size());
  for (const int i : order) {
    const ReviewTotal& review = inputs.reviews[i];
    const int64_t denominator = table.denominator[table.nomination[review.application]];
    table.expert.push_back(review.expert);
    table.total.push_back(review.total);
    table.points.push_back(static_cast<double>(review.total) / static_cast<double>(denominator));
    ++table.reviews_of_expert[review.expert];
  }
  return table;
}

}  // namespace nastavnik::results
