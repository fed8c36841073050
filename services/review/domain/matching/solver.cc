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

// application -> expert -> sink; application -> nobody -> sink for slots that stay open.
struct Network {
  explicit Network(const Instance& instance) : upper(graph), cost(graph), supply(graph) {
    graph.reserveNode(instance.applications() + instance.experts() + 2);
    graph.reserveArc(static_cast<int>(instance.expert.size()) + 2 * instance.experts() +
                     instance.applications() + 1);
    for (int a = 0; a < instance.applications(); ++a) application.push_back(graph.addNode());
    for (int e = 0; e < instance.experts(); ++e) expert.push_back(graph.addNode());
    nobody = graph.addNode();
    sink = graph.addNode();
    for (int a = 0; a < instance.applications(); ++a) AddApplication(instance, a);
    for (int e = 0; e < instance.experts(); ++e) {
      Add(expert[e], sink, instance.min_load[e], -kMinLoadReward);
      Add(expert[e], sink, instance.max_load[e] - instance.min_load[e], 0);
    }
    const int total = std::accumulate(instance.demand.begin(), instance.demand.end(), 0);
    Add(nobody, sink, total, 0);
    supply[sink] = -total;
  }

  void AddApplication(const Instance& instance, int a) {
    supply[application[a]] = instance.demand[a];
    for (int i = instance.offset[a]; i < instance.offset[a + 1]; ++i) {
      pair.push_back(Add(application[a], expert[instance.expert[i]], 1, -instance.score[i]));
    }
    Add(application[a], nobody, instance.demand[a], kOpenSlotPenalty);
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

Plan Solve(const Instance& instance) {
  Plan plan{.chosen = std::vector<std::vector<int>>(instance.applications()),
            .load = std::vector<int>(instance.experts()),
            .price = std::vector<int64_t>(instance.experts())};
  const Network network(instance);
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
