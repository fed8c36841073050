#include "tests/unit/review/cost_scaling/cost_scaling.h"

#include <stdexcept>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <lemon/cost_scaling.h>
#include <lemon/smart_graph.h>
#pragma GCC diagnostic pop

namespace nastavnik::review {

int64_t CheapestFlow(const std::vector<int>& supply, const std::vector<FlowArc>& arcs) {
  using Graph = lemon::SmartDigraph;
  using Scaling = lemon::CostScaling<Graph, int, int64_t>;
  Graph graph;
  std::vector<Graph::Node> nodes;
  for (size_t i = 0; i < supply.size(); ++i) nodes.push_back(graph.addNode());
  Graph::NodeMap<int> wanted(graph);
  for (size_t i = 0; i < supply.size(); ++i) wanted[nodes[i]] = supply[i];
  Graph::ArcMap<int> upper(graph);
  Graph::ArcMap<int64_t> cost(graph);
  for (const FlowArc& arc : arcs) {
    const Graph::Arc added = graph.addArc(nodes[arc.from], nodes[arc.to]);
    upper[added] = arc.most;
    cost[added] = arc.cost;
  }
  Scaling scaling(graph);
  scaling.upperMap(upper).costMap(cost).supplyMap(wanted);
  if (scaling.run() != Scaling::OPTIMAL) throw std::runtime_error("no flow");
  return scaling.totalCost<int64_t>();
}

}  // namespace nastavnik::review
