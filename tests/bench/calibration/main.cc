// How well and how fast marks are calibrated, on simulated seasons whose truth is known. Every
// figure stands beside its target: `bench-calibration
// [method|precision|coverage|time|influence|staged]...`, all without an argument.
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "services/results/domain/calibration/band.h"
#include "services/results/domain/calibration/calibrate.h"
#include "services/results/domain/calibration/slope.h"
#include "services/results/domain/calibration/uncertainty.h"
#include "tests/bench/calibration/simulator/scores.h"
#include "tests/bench/calibration/simulator/simulator.h"

namespace nastavnik::bench {
namespace {

using results::Calibrate;
using results::Calibration;
using results::CalibrationMethod;
using results::CalibrationSettings;

int missed = 0;

const char* Verdict(bool reached) {
  missed += reached ? 0 : 1;
  return reached ? "ok" : "MISSED";
}

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::vector<double> Values(const Calibration& calibration) {
  std::vector<double> values;
  for (const auto& application : calibration.applications)
    values.push_back(static_cast<double>(application.value.sum) /
                     static_cast<double>(application.value.count));
  return values;
}

Calibration Run(const results::CalibrationInputs& inputs, CalibrationMethod method,
                double cap = 15) {
  CalibrationSettings settings;
  settings.method = method;
  settings.cap = cap;
  settings.slope_min_reviews = 0;  // as the figures were taken
  return Calibrate(inputs, settings);
}

// ---- methods

struct Column {
  const char* name;
  CalibrationMethod method;
  double cap;
};
constexpr Column kColumns[] = {
    {"mean", CalibrationMethod::kMean, 15},        {"median", CalibrationMethod::kMedian, 15},
    {"trimmed", CalibrationMethod::kTrimmed, 15},  {"z-score", CalibrationMethod::kZScore, 15},
    {"Borda", CalibrationMethod::kBorda, 15},      {"additive", CalibrationMethod::kAdditive, 15},
    {"MIXED", CalibrationMethod::kMixed, 15},      {"no cap", CalibrationMethod::kMixed, 1000},
    {"slope", CalibrationMethod::kMixedSlope, 15},
};
enum { kMean, kMedian, kTrimmed, kZScore, kBorda, kAdditive, kMixed, kNoCap, kSlope, kColumnCount };
constexpr int kSeeds = 3;

using Row = std::vector<Scores>;  // by column, mean over seeds

Row ScoresOf(int scenario) {
  Row row(kColumnCount);
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Simulator season({20'000, 2'000, 3, scenario, seed});
    const results::CalibrationInputs inputs = season.Inputs();
    for (int column = 0; column < kColumnCount; ++column) {
      const auto calibration = Run(inputs, kColumns[column].method, kColumns[column].cap);
      const Scores scores = ScoreOf(Values(calibration), season.quality(), season.nomination());
      row[column].tau += scores.tau / kSeeds;
      row[column].tau_all += scores.tau_all / kSeeds;
      row[column].top += scores.top / kSeeds;
    }
  }
  return row;
}

void CheckAtLeast(const char* what, double figure, double target) {
  std::printf("  %-52s %8.4f  target >= %.4f  %s\n", what, figure, target,
              Verdict(figure >= target));
}

void CheckAtMost(const char* what, double figure, double target) {
  std::printf("  %-52s %8.4f  target <= %.4f  %s\n", what, figure, target,
              Verdict(figure <= target));
}

void BenchMethods() {
  std::printf("tau / share of the top 5 %% found; n=20000 m=2000 k=3, mean of seeds 1-%d\n",
              kSeeds);
  std::printf("%8s", "scenario");
  for (const Column& column : kColumns) std::printf(" %11s", column.name);
  std::printf("\n");
  std::map<int, Row> rows;
  for (int scenario = 0; scenario < 8; ++scenario) {
    const Row& row = rows[scenario] = ScoresOf(scenario);
    std::printf("%8d", scenario);
    for (const Scores& scores : row) std::printf("  %.4f/%.3f", scores.tau, scores.top);
    std::printf("\n%8s", "all");
    for (const Scores& scores : row) std::printf("  %.4f     ", scores.tau_all);
    std::printf("\n");
  }
  const auto tau = [&](int scenario, int column) { return rows[scenario][column].tau; };
  const auto tau_all = [&](int scenario, int column) { return rows[scenario][column].tau_all; };
  CheckAtLeast("scenario 0: tau(MIXED) - tau(mean)", tau(0, kMixed) - tau(0, kMean), 0.042);
  CheckAtLeast("scenario 2: tau(MIXED) - tau(mean)", tau(2, kMixed) - tau(2, kMean), 0.036);
  CheckAtLeast("scenario 6: tau(MIXED) - tau(mean)", tau(6, kMixed) - tau(6, kMean), 0.012);
  CheckAtMost("scenario 3, no bias: tau(mean) - tau(MIXED)", tau(3, kMean) - tau(3, kMixed), 0.001);
  CheckAtLeast("scenario 2: tau_all(MIXED) - tau_all(z-score)",
               tau_all(2, kMixed) - tau_all(2, kZScore), 0.05);
  for (const int scenario : {0, 1, 2, 4, 5, 6, 7}) {
    const std::string what = "scenario " + std::to_string(scenario) + ": loss by the cap";
    CheckAtMost(what.c_str(), tau(scenario, kNoCap) - tau(scenario, kMixed), 0.001);
  }
  for (const int scenario : {kSlopesPools, kDisconnected, kNipsPools}) {
    const std::string what = "scenario " + std::to_string(scenario) + ", pools: MIXED - mean, ";
    CheckAtLeast((what + "tau").c_str(), tau(scenario, kMixed) - tau(scenario, kMean), 0);
    CheckAtLeast((what + "tau_all").c_str(), tau_all(scenario, kMixed) - tau_all(scenario, kMean),
                 0);
  }
}

// ---- many reviews

std::vector<double> Posterior(const Calibration& calibration) {
  std::vector<double> values;
  for (const auto& application : calibration.applications)
    values.push_back(static_cast<double>(application.posterior));
  return values;
}

// A million reviews, where slopes and weights of experts can be told.
void BenchPrecision() {
  struct Line {
    const char* name;
    CalibrationMethod method;
    bool precision;
    double reference;  // of the posterior mean, measured with another program; NAN: none
  };
  constexpr Line kLines[] = {{"mean", CalibrationMethod::kMean, false, 0.8350},
                             {"MIXED", CalibrationMethod::kMixed, false, 0.8650},
                             {"MIXED + precision", CalibrationMethod::kMixed, true, 0.8760},
                             {"slope", CalibrationMethod::kMixedSlope, false, NAN},
                             {"slope + precision", CalibrationMethod::kMixedSlope, true, 0.8883}};
  std::printf("\ntau; n=100000 m=5000 k=10, scenario 2, seed 1\n");
  const Simulator season({100'000, 5'000, 10, kSlopesPools, 1});
  const results::CalibrationInputs inputs = season.Inputs();
  for (const Line& line : kLines) {
    CalibrationSettings settings;
    settings.method = line.method;
    settings.precision = line.precision;
    const Calibration calibration = Calibrate(inputs, settings);
    const double value = ScoreOf(Values(calibration), season.quality(), season.nomination()).tau;
    const double posterior =
        ScoreOf(Posterior(calibration), season.quality(), season.nomination()).tau;
    std::printf("  %-18s value %.4f, posterior mean %.4f, reference %.4f%s\n", line.name, value,
                posterior, line.reference,
                calibration.outcome == results::CalibrationOutcome::kCalibrated ? "" : " refused");
  }
}

// ---- uncertainty

void BenchCoverage() {
  std::printf(
      "\n95 %% intervals and chances of a place (a tenth of each nomination); n=20000 "
      "m=2000 k=3, seed 1, 200 samples\n");
  for (int scenario = 0; scenario <= 4; ++scenario) {
    const Simulator season({20'000, 2'000, 3, scenario, 1});
    const Calibration calibration = Run(season.Inputs(), CalibrationMethod::kMixed);
    std::vector<int> places(season.nominations());
    for (const int nomination : season.nomination()) ++places[nomination];
    for (int& count : places) count /= 10;
    const double start = CpuSeconds();
    const results::Uncertainty uncertainty =
        SampleUncertainty(calibration, places, 1, results::kSamples);
    const double seconds = CpuSeconds() - start;
    int covered = 0;
    std::vector<double> quality = season.quality();
    for (size_t a = 0; a < quality.size(); ++a) {
      const double posterior = static_cast<double>(calibration.applications[a].posterior) / 1e6;
      const double error = posterior - (55 + 15 * quality[a]);
      covered += std::abs(error) <= 1.96 * uncertainty.sd[a] ? 1 : 0;
    }
    const double coverage = covered / static_cast<double>(quality.size());
    std::printf("  scenario %d: coverage %.4f  target 0.93 .. 0.97  %s   %.2f s;", scenario,
                coverage, Verdict(coverage >= 0.93 && coverage <= 0.97), seconds);
    // How often chances come true.
    std::vector<double> last(season.nominations());
    for (int p = 0; p < season.nominations(); ++p) {
      std::vector<double> of_nomination;
      for (size_t a = 0; a < quality.size(); ++a) {
        if (season.nomination()[a] == p) of_nomination.push_back(quality[a]);
      }
      std::sort(of_nomination.begin(), of_nomination.end(), std::greater<>());
      last[p] = of_nomination[places[p] - 1];
    }
    for (const double chance : {0.3, 0.5, 0.7, 0.9}) {
      int forecast = 0, came_true = 0;
      for (size_t a = 0; a < quality.size(); ++a) {
        if (std::abs(uncertainty.top[a] - chance) > 0.05) continue;
        ++forecast;
        came_true += quality[a] >= last[season.nomination()[a]] ? 1 : 0;
      }
      std::printf(" %.1f: %.2f", chance, came_true / static_cast<double>(std::max(forecast, 1)));
    }
    std::printf("\n");
  }
}

// ---- time

void BenchTime() {
  struct Size {
    int applications, experts, reviews;
    double mixed, slope;
  };
  constexpr Size kSizes[] = {
      {20'000, 2'000, 3, 0.05, 0.05}, {100'000, 5'000, 3, 0.3, 0.3}, {100'000, 5'000, 10, 0.5, 3}};
  std::printf("\nCPU seconds, scenario 2\n");
  for (const Size& size : kSizes) {
    const Simulator season({size.applications, size.experts, size.reviews, kSlopesPools, 1});
    const results::CalibrationInputs inputs = season.Inputs();
    double start = CpuSeconds();
    const results::ReviewTable table = results::MakeReviewTable(inputs);
    const double build = CpuSeconds() - start;
    const Calibration calibration = Run(inputs, CalibrationMethod::kMixed);
    start = CpuSeconds();
    const results::MixedFit fit = FitMixed(table, table.points, calibration.model);
    const double mixed = CpuSeconds() - start;
    start = CpuSeconds();
    FitSlopes(table, calibration.model, fit, calibration.variances.variances, 0);
    const double slope = CpuSeconds() - start;
    start = CpuSeconds();
    Run(inputs, CalibrationMethod::kMixed);
    const double whole = CpuSeconds() - start;
    std::printf(
        "  %7d reviews, %d experts: table %.3f; fit %.3f (%d steps) target <= %.2f %s; "
        "slope %.3f target <= %.2f %s; whole calibration %.3f\n",
        table.reviews(), size.experts, build, mixed, fit.steps, size.mixed,
        Verdict(mixed <= size.mixed), slope, size.slope, Verdict(slope <= size.slope), whole);
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const long megabytes = usage.ru_maxrss / 1024;
  std::printf("  peak memory, with the simulator: %ld MB  target <= 200  %s\n", megabytes,
              Verdict(megabytes <= 200));
}

// ---- influence

void BenchInfluence() {
  struct Size {
    int applications, experts;
  };
  std::printf(
      "\nOne expert turns all marks to 0, to 100 or around; scenario 2, worst of 12 experts\n");
  for (const Size& size : {Size{20'000, 2'000}, Size{2'000, 300}, Size{500, 60}}) {
    const Simulator season({size.applications, size.experts, 3, kSlopesPools, 1});
    const results::CalibrationInputs inputs = season.Inputs();
    const Calibration before = Run(inputs, CalibrationMethod::kMixed);
    double others = 0, own = 0, over = -1e9;
    for (int i = 0; i < 12; ++i) {
      for (int attack = 0; attack < 3; ++attack) {
        results::CalibrationInputs hostile = inputs;
        std::vector<double> change(size.applications);
        std::vector<bool> reviewed(size.applications);
        for (results::ReviewTotal& review : hostile.reviews) {
          if (review.expert != i * size.experts / 12) continue;
          const int64_t mark = attack == 0 ? 0 : attack == 1 ? 10'000 : 10'000 - review.total;
          change[review.application] = std::abs(static_cast<double>(mark - review.total)) / 100;
          reviewed[review.application] = true;
          review.total = mark;
        }
        const Calibration after = Run(hostile, CalibrationMethod::kMixed);
        for (int a = 0; a < size.applications; ++a) {
          const double moved = std::abs(static_cast<double>(after.applications[a].corrected -
                                                            before.applications[a].corrected)) /
                               1e6;
          const double share = change[a] / 3;
          if (reviewed[a]) own = std::max(own, moved - share);
          if (!reviewed[a]) others = std::max(others, moved);
          over = std::max(over, moved - (share + 2 * 15.0 / 3 + 3));
        }
      }
    }
    std::printf(
        "  %5d x %d: others move %.2f; own by own change / k + %.2f; beyond the bound "
        "%.2f  target <= 0  %s\n",
        size.applications, size.experts, others, own, over, Verdict(over <= 0));
  }
}

// ---- staged review

using Extra = std::function<void(Simulator&, const Calibration&, results::Random&)>;

std::vector<std::vector<int>> ByNomination(const Simulator& season) {
  std::vector<std::vector<int>> groups(season.nominations());
  for (size_t a = 0; a < season.nomination().size(); ++a)
    groups[season.nomination()[a]].push_back(static_cast<int>(a));
  return groups;
}

void AddToBand(Simulator& season, const Calibration& calibration, int percent, int reviews) {
  for (const std::vector<int>& group : ByNomination(season)) {
    std::vector<int64_t> values;
    for (const int a : group) values.push_back(calibration.applications[a].posterior);
    for (const int i : results::SelectBand(values, percent, 0)) {
      for (int r = 0; r < reviews; ++r) season.AddReview(group[i]);
    }
  }
}

void AddWhereDifferent(Simulator& season, int percent) {
  std::vector<int> low(season.nomination().size(), 100), high(season.nomination().size(), 0);
  for (const auto& mark : season.marks()) {
    low[mark.application] = std::min(low[mark.application], mark.points);
    high[mark.application] = std::max(high[mark.application], mark.points);
  }
  std::vector<int> order(low.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return high[a] - low[a] > high[b] - low[b]; });
  for (size_t i = 0; i < order.size() * percent / 100; ++i) season.AddReview(order[i]);
}

void AddEverywhere(Simulator& season, double share, int reviews, results::Random& random) {
  for (size_t a = 0; a < season.nomination().size(); ++a) {
    if (share < 1 && random.Uniform() >= share) continue;
    for (int r = 0; r < reviews; ++r) season.AddReview(static_cast<int>(a));
  }
}

void BenchStaged() {
  struct Plan {
    const char* name;
    Extra extra;
  };
  const std::vector<Plan> plans = {
      {"none", [](Simulator&, const Calibration&, results::Random&) {}},
      {"third, random 30 %",
       [](Simulator& s, const Calibration&, results::Random& r) { AddEverywhere(s, 0.3, 1, r); }},
      {"third where two differ most, 30 %",
       [](Simulator& s, const Calibration&, results::Random&) { AddWhereDifferent(s, 30); }},
      {"top 30 %, one more",
       [](Simulator& s, const Calibration& c, results::Random&) { AddToBand(s, c, 30, 1); }},
      {"top 15 %, two more",
       [](Simulator& s, const Calibration& c, results::Random&) { AddToBand(s, c, 15, 2); }},
      {"top 10 %, three more",
       [](Simulator& s, const Calibration& c, results::Random&) { AddToBand(s, c, 10, 3); }},
      {"three reviews everywhere",
       [](Simulator& s, const Calibration&, results::Random& r) { AddEverywhere(s, 1, 1, r); }},
      {"four reviews everywhere",
       [](Simulator& s, const Calibration&, results::Random& r) { AddEverywhere(s, 1, 2, r); }},
  };
  struct World {
    int scenario;
    double errors;
  };
  constexpr World kWorlds[] = {{kBias, 0}, {kNips, 0}, {kBias, 0.05}};
  constexpr int kStagedSeeds = 5;
  std::printf(
      "\nShare of the true top 5 %% / 1 %% found; n=20000 m=2000, 2 reviews and more, mean "
      "of %d seeds\n  %-36s %-14s %-14s %s\n",
      kStagedSeeds, "extra reviews", "bias", "NIPS", "bias, 5 % gross errors");
  std::map<std::string, std::vector<double>> found;
  for (const Plan& plan : plans) {
    std::printf("  %-36s", plan.name);
    for (const World& world : kWorlds) {
      double top5 = 0, top1 = 0;
      for (uint64_t seed = 1; seed <= kStagedSeeds; ++seed) {
        Simulator season({20'000, 2'000, 2, world.scenario, seed, true, world.errors});
        results::Random random(seed + 1000);
        plan.extra(season, Run(season.Inputs(), CalibrationMethod::kMixed), random);
        const Calibration last = Run(season.Inputs(), CalibrationMethod::kMixed);
        std::vector<double> values;
        for (const auto& application : last.applications)
          values.push_back(static_cast<double>(application.posterior));
        top5 += ScoreOf(values, season.quality(), season.nomination(), 0.05).top / kStagedSeeds;
        top1 += ScoreOf(values, season.quality(), season.nomination(), 0.01).top / kStagedSeeds;
      }
      std::printf("%.3f / %.3f  ", top5, top1);
      found[plan.name].push_back(top5);
    }
    std::printf("\n");
  }
  for (size_t world = 0; world < 3; ++world) {
    const std::string what =
        "top 15 %, two more - three everywhere, column " + std::to_string(world + 1);
    CheckAtLeast(what.c_str(),
                 found["top 15 %, two more"][world] - found["three reviews everywhere"][world],
                 0.02);
  }
}

int Main(int argc, char** argv) {
  const std::vector<std::pair<std::string, std::function<void()>>> parts = {
      {"method", BenchMethods}, {"precision", BenchPrecision}, {"coverage", BenchCoverage},
      {"time", BenchTime},      {"influence", BenchInfluence}, {"staged", BenchStaged}};
  const std::vector<std::string> wanted(argv + 1, argv + argc);
  for (const auto& [name, run] : parts) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end()) run();
  }
  std::printf("\n%d missed\n", missed);
  return missed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace nastavnik::bench

int main(int argc, char** argv) { return nastavnik::bench::Main(argc, argv); }
