#include "services/results/domain/calibration/divergence.h"

#include <algorithm>
#include <cmath>

namespace nastavnik::results {
namespace {

double PointsOf(const CompleteReview& review) {
  return static_cast<double>(review.total) / static_cast<double>(review.denominator);
}

// Variance of what is not known of the expert's severity.
double SeverityVariance(int reviews, const Variances& variances, double reviews_per_application) {
  if (!(variances.expert > 0)) return 0;
  const double share = reviews_per_application > 1 ? 1 - 1 / reviews_per_application : 0;
  return variances.noise / (reviews * share + variances.noise / variances.expert);
}

bool IsFarApart(const CompleteReview& a, const CompleteReview& b, double sd,
                const Variances& variances, double reviews_per_application) {
  const double difference = (PointsOf(a) - a.severity) - (PointsOf(b) - b.severity);
  const double variance = 2 * variances.noise +
                          SeverityVariance(a.expert_reviews, variances, reviews_per_application) +
                          SeverityVariance(b.expert_reviews, variances, reviews_per_application);
  return std::abs(difference) > sd * std::sqrt(variance);
}

// |a - b| in hundredths of a point, exactly.
bool DifferBy(const CompleteReview& a, const CompleteReview& b, int64_t hundredths) {
  __int128 difference = static_cast<__int128>(a.total) * b.denominator -
                        static_cast<__int128>(b.total) * a.denominator;
  if (difference < 0) difference = -difference;
  return difference * 100 >= static_cast<__int128>(a.denominator) * b.denominator * hundredths;
}

bool AreOpposite(const CompleteReview& a, const CompleteReview& b, const DivergenceRule& rule) {
  if (!rule.opposite || a.recommendation.empty() || b.recommendation.empty()) return false;
  const auto& [one, other] = *rule.opposite;
  return (a.recommendation == one && b.recommendation == other) ||
         (a.recommendation == other && b.recommendation == one);
}

}  // namespace

DivergenceDecision DecideDivergence(bool decided, const std::vector<CompleteReview>& reviews,
                                    const DivergenceRule& rule, const Variances& variances,
                                    double reviews_per_application) {
  DivergenceDecision decision{decided || reviews.size() >= 2};
  if (decided || reviews.size() < 2) return decision;
  std::vector<CompleteReview> first(2);
  std::partial_sort_copy(
      reviews.begin(), reviews.end(), first.begin(), first.end(),
      [](const CompleteReview& a, const CompleteReview& b) { return a.completion < b.completion; });
  using Kind = DivergenceRule::Kind;
  if (rule.kind == Kind::kCalibrated &&
      IsFarApart(first[0], first[1], rule.sd, variances, reviews_per_application)) {
    decision.reasons.push_back(DivergenceReason::kCalibrated);
  }
  if (rule.kind == Kind::kPoints && DifferBy(first[0], first[1], rule.at_least))
    decision.reasons.push_back(DivergenceReason::kPoints);
  if (AreOpposite(first[0], first[1], rule))
    decision.reasons.push_back(DivergenceReason::kOppositeRecommendation);
  return decision;
}

}  // namespace nastavnik::results
