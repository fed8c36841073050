#include "services/results/domain/calibration/uncertainty.h"

#include <algorithm>
#include <cmath>

#include "services/results/domain/calibration/random.h"

namespace nastavnik::results {
namespace {

constexpr double kTolerance = 1e-6;

// Marks drawn from the model, mu = 0, and the qualities behind them.
struct Draw {
  std::vector<double> quality;  // by application
  std::vector<double> points;   // by review
};

Draw DrawFrom(const Calibration& calibration, uint64_t seed) {
  const ReviewTable& table = calibration.table;
  const Variances& variances = calibration.variances.variances;
  const bool severity = calibration.variances.severity;
  Random random(seed);
  Draw draw;
  draw.quality.resize(table.applications());
  for (double& f : draw.quality) f = std::sqrt(variances.application) * random.Normal();
  std::vector<double> bias(table.experts());
  const double bias_sd = severity ? std::sqrt(variances.expert) : 0;
  for (double& b : bias) b = bias_sd * random.Normal();
  draw.points.resize(table.reviews());
  for (int a = 0; a < table.applications(); ++a) {
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r) {
      const int e = table.expert[r];
      const double noise = std::sqrt(variances.noise / calibration.model.weight[e]);
      draw.points[r] = draw.quality[a] + bias[e] + noise * random.Normal();
    }
  }
  return draw;
}

// Adds 1 to those of each nomination that have a place in the sample; equal ones by index.
class TopCounter {
 public:
  TopCounter(const ReviewTable& table, const std::vector<int>& places)
      : places_(places), applications_(table.nominations()) {
    for (int a = 0; a < table.applications(); ++a) {
      if (table.ReviewsOf(a) > 0) applications_[table.nomination[a]].push_back(a);
    }
  }

  void Count(const std::vector<double>& sample, std::vector<double>& counts) {
    for (size_t n = 0; n < applications_.size(); ++n) {
      std::vector<int>& order = applications_[n];
      const int size = static_cast<int>(order.size());
      const int places = std::clamp(places_[n], 0, size);
      std::nth_element(order.begin(), order.begin() + places, order.end(), [&](int a, int b) {
        return sample[a] != sample[b] ? sample[a] > sample[b] : a < b;
      });
      for (int i = 0; i < places; ++i) ++counts[order[i]];
    }
  }

 private:
  const std::vector<int>& places_;
  std::vector<std::vector<int>> applications_;  // reviewed ones, by nomination
};

// The model that fits `points` drawn from it: the same, without qualities left free.
MixedModel SamplingModel(const Calibration& calibration) {
  MixedModel model = calibration.model;
  const Variances& variances = calibration.variances.variances;
  model.nomination_effect = true;
  model.application_ratio = variances.noise / variances.application;
  model.expert_ratio = calibration.variances.severity ? variances.noise / variances.expert : 0;
  return model;
}

}  // namespace

Uncertainty SampleUncertainty(const Calibration& calibration, const std::vector<int>& places,
                              uint64_t seed, int samples) {
  const ReviewTable& table = calibration.table;
  const MixedModel model = SamplingModel(calibration);
  Uncertainty uncertainty;
  uncertainty.sd.resize(table.applications());
  uncertainty.top.resize(table.applications());
  TopCounter top(table, places);
  std::vector<double> sample(table.applications());
  for (int t = 0; t < samples; ++t) {
    const Draw draw = DrawFrom(calibration, seed + static_cast<uint64_t>(t));
    const MixedFit fit = FitMixed(table, draw.points, model, kTolerance);
    for (int a = 0; a < table.applications(); ++a) {
      const double error = draw.quality[a] - fit.application[a];
      sample[a] = calibration.fit.application[a] + error;
      uncertainty.sd[a] += error * error;
    }
    top.Count(sample, uncertainty.top);
  }
  for (int a = 0; a < table.applications(); ++a) {
    const double count = std::max(samples, 1);
    uncertainty.sd[a] = table.ReviewsOf(a) > 0 ? std::sqrt(uncertainty.sd[a] / count) : 0;
    uncertainty.top[a] /= count;
  }
  return uncertainty;
}

uint64_t SeedOf(const std::string& hash) {
  uint64_t seed = 0;
  for (size_t i = 0; i < 8 && i < hash.size(); ++i)
    seed = (seed << 8) | static_cast<uint8_t>(hash[i]);
  return seed;
}

bool IsGrey(double top) { return top >= 0.1 && top <= 0.9; }

double TopProbability(double f, double cut, double sd) {
  if (!(sd > 0)) return f >= cut ? 1 : 0;
  return 0.5 * std::erfc(-(f - cut) / (sd * std::sqrt(2.0)));
}

}  // namespace nastavnik::results
