#include "services/results/domain/calibration/slope.h"

#include <algorithm>
#include <cmath>

namespace nastavnik::results {
namespace {

constexpr double kSlopeVariance = 0.09;
constexpr double kMinSlope = 0.2;
constexpr int kMaxRounds = 30;
constexpr double kMove = 0.02;  // points; smaller moves end the fit

class SlopeModel {
 public:
  SlopeModel(const ReviewTable& table, const MixedModel& model, const Variances& variances,
             int min_reviews, SlopeFit& fit)
      : table_(table), model_(model), variances_(variances), fit_(fit), own_(table.experts()) {
    for (int e = 0; e < table.experts(); ++e)
      own_[e] = table.reviews_of_expert[e] >= std::max(min_reviews, 1) && !model.pinned[e];
  }

  // Slope and severity of every expert, given the applications: 2 x 2 normal equations.
  void FitExperts() {
    struct Sums {
      double n = 0, x = 0, d = 0, xx = 0, xd = 0;
    };
    std::vector<Sums> sums(table_.experts());
    for (int a = 0; a < table_.applications(); ++a) {
      const double x = fit_.effects.application[a];
      for (int r = table_.offset[a]; r < table_.offset[a + 1]; ++r) {
        const int e = table_.expert[r];
        const double d = table_.points[r] - Mu(a);
        const double w = Precision(e);
        sums[e].n += w;
        sums[e].x += w * x;
        sums[e].d += w * d;
        sums[e].xx += w * x * x;
        sums[e].xd += w * x * d;
      }
    }
    const double prior = 1 / kSlopeVariance;
    for (int e = 0; e < table_.experts(); ++e) {
      if (model_.pinned[e]) continue;
      const Sums& s = sums[e];
      const double nn = 1 / variances_.expert + s.n;
      if (!own_[e]) {
        fit_.effects.expert[e] = (s.d - s.x) / nn;
        continue;
      }
      const double aa = prior + s.xx;
      const double determinant = aa * nn - s.x * s.x;
      fit_.slope[e] = ((prior + s.xd) * nn - s.x * s.d) / determinant;
      fit_.effects.expert[e] = (aa * s.d - s.x * (prior + s.xd)) / determinant;
    }
  }

  // The scale of the slopes cannot be told from that of the qualities: their mean is 1.
  void NormalizeSlopes() {
    double sum = 0;
    int count = 0;
    for (int e = 0; e < table_.experts(); ++e) {
      if (!own_[e]) continue;
      sum += fit_.slope[e];
      ++count;
    }
    if (!(sum > 0)) return;
    const double mean = sum / count;
    for (int e = 0; e < table_.experts(); ++e) {
      if (own_[e]) fit_.slope[e] = std::max(fit_.slope[e] / mean, kMinSlope);
    }
  }

  // Returns the largest move of an application.
  double FitApplications() {
    double largest = 0;
    for (int a = 0; a < table_.applications(); ++a) {
      double sum = 0;
      double weight = 1 / variances_.application;
      for (int r = table_.offset[a]; r < table_.offset[a + 1]; ++r) {
        const int e = table_.expert[r];
        const double w = Precision(e) * fit_.slope[e];
        sum += w * (table_.points[r] - Mu(a) - fit_.effects.expert[e]);
        weight += w * fit_.slope[e];
      }
      const double effect = sum / weight;
      largest = std::max(largest, std::abs(effect - fit_.effects.application[a]));
      fit_.effects.application[a] = effect;
    }
    return largest;
  }

  void FitNominations() {
    std::vector<double> sum(table_.nominations());
    std::vector<int> reviews(table_.nominations());
    for (int a = 0; a < table_.applications(); ++a) {
      reviews[table_.nomination[a]] += table_.ReviewsOf(a);
      for (int r = table_.offset[a]; r < table_.offset[a + 1]; ++r) {
        const int e = table_.expert[r];
        sum[table_.nomination[a]] +=
            table_.points[r] - fit_.slope[e] * fit_.effects.application[a] - fit_.effects.expert[e];
      }
    }
    for (size_t n = 0; n < sum.size(); ++n)
      fit_.effects.nomination[n] = sum[n] / std::max(reviews[n], 1);
  }

 private:
  double Mu(int application) const {
    return fit_.effects.nomination[table_.nomination[application]];
  }
  double Precision(int expert) const { return model_.weight[expert] / variances_.noise; }

  const ReviewTable& table_;
  const MixedModel& model_;
  const Variances& variances_;
  SlopeFit& fit_;
  std::vector<bool> own_;  // by expert: has an own slope
};

}  // namespace

SlopeFit FitSlopes(const ReviewTable& table, const MixedModel& model, const MixedFit& start,
                   const Variances& variances, int min_reviews) {
  SlopeFit fit{start, std::vector<double>(table.experts(), 1)};
  SlopeModel slopes(table, model, variances, min_reviews, fit);
  double move = 2 * kMove;
  while (move >= kMove && fit.rounds < kMaxRounds) {
    slopes.FitExperts();
    slopes.NormalizeSlopes();
    move = slopes.FitApplications();
    slopes.FitNominations();
    ++fit.rounds;
  }
  return fit;
}

}  // namespace nastavnik::results
