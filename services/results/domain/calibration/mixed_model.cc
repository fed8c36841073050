#include "services/results/domain/calibration/mixed_model.h"

#include <algorithm>
#include <cmath>

namespace nastavnik::results {
namespace {

double Dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// The normal equations of (b, mu) after f is eliminated: unknowns are the experts, then the
// nominations.
class Equations {
 public:
  Equations(const ReviewTable& table, const MixedModel& model)
      : table_(table), model_(model), inverse_(table.applications()) {
    for (int a = 0; a < table.applications(); ++a) {
      const double sum = WeightOf(a) + model.application_ratio;
      inverse_[a] = sum > 0 ? 1 / sum : 0;
    }
  }

  size_t unknowns() const { return table_.experts() + table_.nominations(); }

  std::vector<double> RightSide(const std::vector<double>& points) const {
    std::vector<double> out(unknowns());
    for (int a = 0; a < table_.applications(); ++a) {
      double sum = 0;
      for (int r = table_.offset[a]; r < table_.offset[a + 1]; ++r)
        sum += model_.weight[table_.expert[r]] * points[r];
      const double share = inverse_[a] * sum;
      for (int r = table_.offset[a]; r < table_.offset[a + 1]; ++r)
        Add(a, r, points[r] - share, out);
    }
    Constrain(out);
    return out;
  }

  // out = S z.
  void Apply(const std::vector<double>& z, std::vector<double>& out) const {
    out.assign(unknowns(), 0);
    const int experts = table_.experts();
    for (int a = 0; a < table_.applications(); ++a) {
      const double mu = z[experts + table_.nomination[a]];
      double sum = 0;
      for (int r = table_.offset[a]; r < table_.offset[a + 1]; ++r) {
        const int e = table_.expert[r];
        sum += model_.weight[e] * (z[e] + mu);
      }
      const double share = inverse_[a] * sum;
      for (int r = table_.offset[a]; r < table_.offset[a + 1]; ++r)
        Add(a, r, z[table_.expert[r]] + mu - share, out);
    }
    for (int e = 0; e < experts; ++e) out[e] += model_.expert_ratio * z[e];
    Constrain(out);
  }

  // 1 / diagonal of S.
  std::vector<double> Preconditioner() const {
    std::vector<double> diagonal(unknowns());
    for (int a = 0; a < table_.applications(); ++a) {
      const double weight = WeightOf(a);
      diagonal[table_.experts() + table_.nomination[a]] += weight * (1 - weight * inverse_[a]);
      for (int r = table_.offset[a]; r < table_.offset[a + 1]; ++r) {
        const double w = model_.weight[table_.expert[r]];
        diagonal[table_.expert[r]] += w * (1 - w * inverse_[a]);
      }
    }
    for (int e = 0; e < table_.experts(); ++e) diagonal[e] += model_.expert_ratio;
    for (double& value : diagonal) value = value < 1e-12 ? 1 : 1 / value;
    return diagonal;
  }

  // A size below which a right side is nothing but rounding.
  double Rounding(const std::vector<double>& points) const {
    double sum = 0;
    for (int r = 0; r < table_.reviews(); ++r) {
      const double term = model_.weight[table_.expert[r]] * points[r];
      sum += term * term;
    }
    return 1e-13 * std::sqrt(sum);
  }

  std::vector<double> ApplicationEffects(const std::vector<double>& points,
                                         const std::vector<double>& z) const {
    std::vector<double> effects(table_.applications());
    for (int a = 0; a < table_.applications(); ++a) {
      const double mu = z[table_.experts() + table_.nomination[a]];
      double sum = 0;
      for (int r = table_.offset[a]; r < table_.offset[a + 1]; ++r) {
        const int e = table_.expert[r];
        sum += model_.weight[e] * (points[r] - mu - z[e]);
      }
      effects[a] = inverse_[a] * sum;
    }
    return effects;
  }

 private:
  double WeightOf(int application) const {
    double sum = 0;
    for (int r = table_.offset[application]; r < table_.offset[application + 1]; ++r)
      sum += model_.weight[table_.expert[r]];
    return sum;
  }

  void Add(int application, int review, double term, std::vector<double>& out) const {
    const int e = table_.expert[review];
    const double weighted = model_.weight[e] * term;
    out[e] += weighted;
    out[table_.experts() + table_.nomination[application]] += weighted;
  }

  // Unknowns that are held at 0 have no equation.
  void Constrain(std::vector<double>& out) const {
    for (int e = 0; e < table_.experts(); ++e) {
      if (model_.pinned[e]) out[e] = 0;
    }
    if (model_.nomination_effect) return;
    for (size_t i = table_.experts(); i < out.size(); ++i) out[i] = 0;
  }

  const ReviewTable& table_;
  const MixedModel& model_;
  std::vector<double> inverse_;  // 1 / (W + lf), by application
};

struct Solution {
  std::vector<double> z;
  int steps = 0;
  bool converged = false;
};

Solution ConjugateGradient(const Equations& equations, std::vector<double> residual, double goal) {
  Solution solution{std::vector<double>(residual.size())};
  solution.converged = std::sqrt(Dot(residual, residual)) <= goal;
  const std::vector<double> preconditioner = equations.Preconditioner();
  std::vector<double> direction(residual.size()), scaled(residual.size()), image;
  double previous = 1;
  while (!solution.converged && solution.steps < kMaxFitSteps) {
    for (size_t i = 0; i < residual.size(); ++i) scaled[i] = preconditioner[i] * residual[i];
    const double size = Dot(residual, scaled);
    const double turn = solution.steps == 0 ? 0 : size / previous;
    for (size_t i = 0; i < scaled.size(); ++i) direction[i] = scaled[i] + turn * direction[i];
    equations.Apply(direction, image);
    const double curvature = Dot(direction, image);
    if (!(curvature > 0)) break;
    const double length = size / curvature;
    for (size_t i = 0; i < direction.size(); ++i) {
      solution.z[i] += length * direction[i];
      residual[i] -= length * image[i];
    }
    previous = size;
    ++solution.steps;
    solution.converged = std::sqrt(Dot(residual, residual)) <= goal;
  }
  return solution;
}

}  // namespace

MixedFit FitMixed(const ReviewTable& table, const std::vector<double>& points,
                  const MixedModel& model, double tolerance) {
  const Equations equations(table, model);
  const std::vector<double> right = equations.RightSide(points);
  const double goal =
      std::max(tolerance * std::sqrt(Dot(right, right)), equations.Rounding(points));
  const Solution solution = ConjugateGradient(equations, right, goal);
  MixedFit fit;
  fit.application = equations.ApplicationEffects(points, solution.z);
  fit.expert.assign(solution.z.begin(), solution.z.begin() + table.experts());
  fit.nomination.assign(solution.z.begin() + table.experts(), solution.z.end());
  fit.steps = solution.steps;
  fit.converged = solution.converged;
  return fit;
}

}  // namespace nastavnik::results
