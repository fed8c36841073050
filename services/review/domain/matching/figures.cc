#include "services/review/domain/matching/figures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "services/review/domain/matching/certificate.h"
#include "services/review/domain/matching/run_frame.h"

namespace nastavnik::review {
namespace {

class Figures {
 public:
  Figures(const RunInput& input, Proposal& proposal)
      : input_(input), proposal_(proposal), metrics_(proposal.metrics) {}

  void Run() {
    CountSlots();
    AddScores();
    AddLoads();
    CountWithoutSenior();
    CountComponents();
    metrics_.primal = proposal_.primal;
    metrics_.bound = proposal_.bound;
    if (input_.mode != RunMode::kPull)
      metrics_.gap_ppm = GapPpm(proposal_.bound, proposal_.primal, score_sum_);
  }

 private:
  void CountSlots() {
    for (const auto& application : input_.applications) {
      metrics_.applications += application.demand > 0;
      metrics_.demand += application.demand;
    }
    metrics_.assigned = static_cast<int>(proposal_.pairs.size());
    metrics_.open_slots = metrics_.demand - metrics_.assigned;
  }

  void AddScores() {
    std::vector<int> sum(input_.applications.size()), filled(sum.size());
    for (const Proposal::Pair& pair : proposal_.pairs) {
      sum[pair.application] += pair.score;
      ++filled[pair.application];
      score_sum_ += pair.score;
    }
    if (metrics_.assigned > 0)
      metrics_.mean_score = static_cast<int>(score_sum_ / metrics_.assigned);
    std::vector<std::pair<int, int>> full;  // sum and application
    for (size_t a = 0; a < sum.size(); ++a) {
      const int demand = input_.applications[a].demand;
      if (demand > 0 && filled[a] == demand) full.emplace_back(sum[a], static_cast<int>(a));
    }
    if (full.empty()) return;
    std::sort(full.begin(), full.end());
    metrics_.worst_score_sum = full[0].first;
    metrics_.worst_application = input_.applications[full[0].second].id;
    metrics_.percentile_score_sum = full[(full.size() - 1) / 100].first;
  }

  void AddLoads() {
    std::vector<int> load(input_.experts.size());
    for (const Proposal::Pair& pair : proposal_.pairs) ++load[pair.expert];
    std::vector<int> loads;
    double sum = 0, squares = 0;  // of integers, exact
    for (size_t e = 0; e < load.size(); ++e) {
      const RunInput::Expert& expert = input_.experts[e];
      if (expert.max_load == 0) continue;
      loads.push_back(load[e]);
      metrics_.experts_under_minimum += load[e] < expert.min_load;
      metrics_.unused_experts += load[e] == 0;
      const int utilization = 10'000 * load[e] / expert.max_load;
      sum += utilization;
      squares += static_cast<double>(utilization) * utilization;
    }
    if (loads.empty()) return;
    std::sort(loads.begin(), loads.end());
    metrics_.experts = static_cast<int>(loads.size());
    metrics_.load_min = loads.front();
    metrics_.load_median = loads[loads.size() / 2];
    metrics_.load_max = loads.back();
    const auto n = static_cast<double>(loads.size());
    const double variance = squares / n - sum / n * (sum / n);
    metrics_.utilization_sd = static_cast<int>(std::sqrt(std::max(variance, 0.0)));
  }

  // Calls `visit` with each application and expert who have each other.
  template <typename Visit>
  void ForEachPair(Visit visit) const {
    for (const auto& [a, e] : input_.pinned) visit(a, e);
    for (const Proposal::Pair& pair : proposal_.pairs) visit(pair.application, pair.expert);
  }

  void CountWithoutSenior() {
    std::vector<char> any(input_.applications.size()), senior(any.size());
    ForEachPair([&](int a, int e) {
      any[a] = true;
      senior[a] |= IsSenior(input_.experts[e].grade);
    });
    for (size_t a = 0; a < any.size(); ++a) metrics_.without_senior += any[a] && !senior[a];
  }

  void CountComponents() {
    const size_t applications = input_.applications.size();
    for (size_t q = 0; q < input_.nominations.size(); ++q) {
      std::vector<int> root(applications + input_.experts.size());
      std::iota(root.begin(), root.end(), 0);
      const auto find = [&](int node) {
        while (root[node] != node) node = root[node] = root[root[node]];
        return node;
      };
      std::vector<char> met(root.size());
      int components = 0;
      ForEachPair([&](int a, int e) {
        if (input_.applications[a].nomination != static_cast<int>(q)) return;
        const int expert = static_cast<int>(applications) + e;
        components += !met[a] + !met[expert];
        met[a] = met[expert] = true;
        const int x = find(a), y = find(expert);
        components -= x != y;
        root[x] = y;
      });
      metrics_.components.emplace_back(input_.nominations[q], components);
    }
  }

  const RunInput& input_;
  const Proposal& proposal_;
  PlanMetrics& metrics_;
  int64_t score_sum_ = 0;
};

}  // namespace

void AddFigures(const RunInput& input, Proposal& proposal) { Figures(input, proposal).Run(); }

}  // namespace nastavnik::review
