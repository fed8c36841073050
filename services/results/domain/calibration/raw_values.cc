#include "services/results/domain/calibration/raw_values.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nastavnik::results {
namespace {

std::vector<int64_t> SortedTotals(const ReviewTable& table, int application) {
  std::vector<int64_t> totals(table.total.begin() + table.offset[application],
                              table.total.begin() + table.offset[application + 1]);
  std::sort(totals.begin(), totals.end());
  return totals;
}

// The mean of totals [begin, end) in points.
Fraction MeanOf(const std::vector<int64_t>& totals, size_t begin, size_t end, int64_t denominator) {
  return {std::accumulate(totals.begin() + begin, totals.begin() + end, int64_t{0}),
          static_cast<int64_t>(end - begin) * denominator};
}

struct Moments {
  double sum = 0;
  double squares = 0;  // around the mean
  int count = 0;

  double mean() const { return count > 0 ? sum / count : 0; }
  double deviation() const { return count > 0 ? std::sqrt(squares / count) : 0; }
};

std::vector<Moments> MomentsOfExperts(const ReviewTable& table) {
  std::vector<Moments> moments(table.experts());
  for (int r = 0; r < table.reviews(); ++r) {
    Moments& expert = moments[table.expert[r]];
    expert.sum += table.points[r];
    ++expert.count;
  }
  for (int r = 0; r < table.reviews(); ++r) {
    Moments& expert = moments[table.expert[r]];
    const double d = table.points[r] - expert.mean();
    expert.squares += d * d;
  }
  return moments;
}

Moments MomentsOfAll(const ReviewTable& table) {
  Moments moments;
  moments.count = table.reviews();
  for (const double points : table.points) moments.sum += points;
  for (const double points : table.points)
    moments.squares += (points - moments.mean()) * (points - moments.mean());
  return moments;
}

// The mean of `by_review` over the reviews of each application.
std::vector<double> MeanOverReviews(const ReviewTable& table,
                                    const std::vector<double>& by_review) {
  std::vector<double> values(table.applications());
  for (int a = 0; a < table.applications(); ++a) {
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r) values[a] += by_review[r];
    if (table.ReviewsOf(a) > 0) values[a] /= table.ReviewsOf(a);
  }
  return values;
}

}  // namespace

std::vector<Fraction> MeanValues(const ReviewTable& table) {
  std::vector<Fraction> values(table.applications());
  for (int a = 0; a < table.applications(); ++a) {
    const int k = table.ReviewsOf(a);
    if (k == 0) continue;
    values[a].sum = std::accumulate(table.total.begin() + table.offset[a],
                                    table.total.begin() + table.offset[a + 1], int64_t{0});
    values[a].count = k * table.denominator[table.nomination[a]];
  }
  return values;
}

std::vector<Fraction> MedianValues(const ReviewTable& table) {
  std::vector<Fraction> values(table.applications());
  for (int a = 0; a < table.applications(); ++a) {
    const std::vector<int64_t> totals = SortedTotals(table, a);
    const size_t k = totals.size();
    if (k == 0) continue;
    values[a] = MeanOf(totals, (k - 1) / 2, k / 2 + 1, table.denominator[table.nomination[a]]);
  }
  return values;
}

std::vector<Fraction> TrimmedValues(const ReviewTable& table) {
  std::vector<Fraction> values(table.applications());
  for (int a = 0; a < table.applications(); ++a) {
    const std::vector<int64_t> totals = SortedTotals(table, a);
    const size_t k = totals.size();
    if (k == 0) continue;
    const size_t cut = k >= 4 ? 1 : 0;
    values[a] = MeanOf(totals, cut, k - cut, table.denominator[table.nomination[a]]);
  }
  return values;
}

std::vector<double> ZScoreValues(const ReviewTable& table) {
  const std::vector<Moments> experts = MomentsOfExperts(table);
  const Moments all = MomentsOfAll(table);
  std::vector<double> scores(table.reviews());
  for (int r = 0; r < table.reviews(); ++r) {
    const Moments& expert = experts[table.expert[r]];
    const double deviation = expert.deviation();
    const double score = deviation < 1e-6 ? 0 : (table.points[r] - expert.mean()) / deviation;
    scores[r] = all.mean() + all.deviation() * score;
  }
  return MeanOverReviews(table, scores);
}

std::vector<double> BordaValues(const ReviewTable& table) {
  std::vector<int> offset(table.experts() + 1);
  for (int e = 0; e < table.experts(); ++e) offset[e + 1] = offset[e] + table.reviews_of_expert[e];
  std::vector<int> order(table.reviews());  // reviews by expert, then mark
  std::vector<int> next(offset.begin(), offset.end() - 1);
  for (int r = 0; r < table.reviews(); ++r) order[next[table.expert[r]]++] = r;
  std::vector<double> ranks(table.reviews());
  for (int e = 0; e < table.experts(); ++e) {
    const auto begin = order.begin() + offset[e];
    const int n = table.reviews_of_expert[e];
    std::sort(begin, begin + n, [&](int x, int y) { return table.points[x] < table.points[y]; });
    for (int i = 0, j = 0; i < n; i = j) {
      while (j < n && table.points[begin[j]] == table.points[begin[i]]) ++j;
      for (int at = i; at < j; ++at) ranks[begin[at]] = 100 * ((i + j - 1) / 2.0 + 0.5) / n;
    }
  }
  return MeanOverReviews(table, ranks);
}

}  // namespace nastavnik::results
