#include "services/review/domain/matching/solver.h"

#include <algorithm>
#include <numeric>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>
#pragma GCC diagnostic pop

namespace nastavnik::review {
namespace {

using Graph = lemon::SmartDigraph;
using Simplex = lemon::NetworkSimplex<Graph, int, int64_t>;

// application -> expert -> sink; application -> nobody -> sink for slots that stay open. Where a
// senior is wanted, all but the seniors are reached through a node of their own, `others`, which
// lets all slots but one pass for nothing.
struct Network {
  Network(const Instance& instance, const SolveOptions& options)
      : upper(graph), cost(graph), supply(graph) {
    int wanting = 0;
    for (int a = 0; a < instance.applications(); ++a) wanting += instance.WantsSenior(a);
    graph.reserveNode(instance.applications() + wanting + instance.experts() + 2);
    graph.reserveArc(static_cast<int>(instance.expert.size()) + 2 * wanting +
                     (options.level ? 8 : 2) * instance.experts() + instance.applications() + 1);
    pair.reserve(instance.expert.size());
    for (int a = 0; a < instance.applications(); ++a) application.push_back(graph.addNode());
    for (int e = 0; e < instance.experts(); ++e) expert.push_back(graph.addNode());
    nobody = graph.addNode();
    sink = graph.addNode();
    for (int a = 0; a < instance.applications(); ++a) AddApplication(instance, a);
    for (int e = 0; e < instance.experts(); ++e) {
      AddLoads(e, instance.min_load[e], instance.max_load[e], options.level);
    }
    const int total = std::accumulate(instance.demand.begin(), instance.demand.end(), 0);
    Add(nobody, sink, total, 0);
    supply[sink] = -total;
  }

  void AddApplication(const Instance& instance, int a) {
    const int demand = instance.demand[a];
    supply[application[a]] = demand;
    Graph::Node others = application[a];
    if (instance.WantsSenior(a)) {
      others = graph.addNode();
      Add(application[a], others, demand - 1, 0);
      Add(application[a], others, 1, kNoSeniorPenalty);
    }
    for (int i = instance.offset[a]; i < instance.offset[a + 1]; ++i) {
      const int e = instance.expert[i];
      const Graph::Node from = instance.IsSenior(e) ? application[a] : others;
      pair.push_back(Add(from, expert[e], 1, -instance.score[i]));
    }
    Add(others, nobody, demand, kOpenSlotPenalty);
  }

  // expert -> sink, in pieces whose cost rises with the load.
  void AddLoads(int e, int least, int most, bool level) {
    const int64_t quarters = level ? 4 : 1;
    int from = 0;
    for (int64_t quarter = 0; quarter < quarters; ++quarter) {
      const int end = static_cast<int>(most * (quarter + 1) / quarters);
      const int rewarded = std::clamp(least, from, end);
      Add(expert[e], sink, rewarded - from, kLevelStep * quarter - kMinLoadReward);
      Add(expert[e], sink, end - rewarded, kLevelStep * quarter);
      from = end;
    }
  }

  Graph::Arc Add(Graph::Node from, Graph::Node to, int most, int64_t price) {
    const Graph::Arc arc = graph.addArc(from, to);
    upper[arc] = most;
    cost[arc] = price;
    return arc;
  }

  Graph graph;
  Graph::ArcMap<int> upper;
  Graph::ArcMap<int64_t> cost;
  Graph::NodeMap<int> supply;
  std::vector<Graph::Node> application, expert;
  std::vector<Graph::Arc> pair;  // by position
  Graph::Node nobody, sink;
};

}  // namespace

Plan Solve(const Instance& instance, const SolveOptions& options) {
  Plan plan{.chosen = std::vector<std::vector<int>>(instance.applications()),
            .load = std::vector<int>(instance.experts()),
            .price = std::vector<int64_t>(instance.experts())};
  const Network network(instance, options);
  Simplex simplex(network.graph);
  simplex.upperMap(network.upper).costMap(network.cost).supplyMap(network.supply);
  if (simplex.run(Simplex::BLOCK_SEARCH) != Simplex::OPTIMAL)
    return plan;  // cannot happen: leaving all slots open is a flow

  for (int a = 0; a < instance.applications(); ++a) {
    for (int i = instance.offset[a]; i < instance.offset[a + 1]; ++i) {
      if (simplex.flow(network.pair[i]) == 0) continue;
      plan.chosen[a].push_back(i);
      ++plan.load[instance.expert[i]];
    }
  }
  for (int e = 0; e < instance.experts(); ++e) {
    plan.price[e] = simplex.potential(network.sink) - simplex.potential(network.expert[e]);
  }
  return plan;
}

}  // namespace nastavnik::review
