#include "services/results/domain/calibration/components.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace nastavnik::results {
namespace {

class UnionFind {
 public:
  explicit UnionFind(int size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }

  int Find(int node) {
    while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
    return node;
  }

  // The root is the lowest node, so that it does not depend on the order of the calls.
  void Join(int a, int b) {
    a = Find(a);
    b = Find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<int> parent_;
};

// Proposes the reviews that join the components of a nomination. Applications are nodes 0 .. A - 1,
// experts follow.
class Joiner {
 public:
  Joiner(const ReviewTable& table, UnionFind& graph)
      : table_(table), graph_(graph), load_(table.reviews_of_expert) {}

  void JoinNomination(const std::vector<int>& applications, std::vector<JoiningReview>& out) {
    std::map<int, std::vector<int>> parts;  // by root
    for (const int a : applications) parts[graph_.Find(a)].push_back(a);
    if (parts.size() < 2) return;
    const auto largest = std::max_element(parts.begin(), parts.end(), [](auto& a, auto& b) {
      return a.second.size() < b.second.size();
    });
    const std::vector<int> experts = ExpertsOf(largest->second);
    for (auto part = parts.begin(); part != parts.end(); ++part) {
      if (part == largest) continue;
      const int application = LeastReviewed(part->second);
      const int expert = LeastLoaded(experts);
      out.push_back({application, expert});
      ++load_[expert];
      graph_.Join(application, table_.applications() + expert);
    }
  }

 private:
  std::vector<int> ExpertsOf(const std::vector<int>& applications) const {
    std::vector<int> experts;
    for (const int a : applications) {
      for (int r = table_.offset[a]; r < table_.offset[a + 1]; ++r)
        experts.push_back(table_.expert[r]);
    }
    std::sort(experts.begin(), experts.end());
    experts.erase(std::unique(experts.begin(), experts.end()), experts.end());
    return experts;
  }

  int LeastReviewed(const std::vector<int>& applications) const {
    return *std::min_element(applications.begin(), applications.end(), [&](int a, int b) {
      return table_.ReviewsOf(a) < table_.ReviewsOf(b);
    });
  }

  int LeastLoaded(const std::vector<int>& experts) const {
    return *std::min_element(experts.begin(), experts.end(),
                             [&](int a, int b) { return load_[a] < load_[b]; });
  }

  const ReviewTable& table_;
  UnionFind& graph_;
  std::vector<int> load_;  // by expert, with what was proposed
};

UnionFind GraphOf(const ReviewTable& table) {
  UnionFind graph(table.applications() + table.experts());
  for (int a = 0; a < table.applications(); ++a) {
    for (int r = table.offset[a]; r < table.offset[a + 1]; ++r)
      graph.Join(a, table.applications() + table.expert[r]);
  }
  return graph;
}

// Numbers the components in the order of their first application.
void NumberComponents(const ReviewTable& table, UnionFind& graph, Components& components) {
  std::vector<int> number(table.applications(), Components::kNone);  // by root
  components.of_application.assign(table.applications(), Components::kNone);
  for (int a = 0; a < table.applications(); ++a) {
    if (table.ReviewsOf(a) == 0) continue;
    int& of_root = number[graph.Find(a)];
    if (of_root == Components::kNone) of_root = components.count++;
    components.of_application[a] = of_root;
  }
  components.of_expert.assign(table.experts(), Components::kNone);
  for (int e = 0; e < table.experts(); ++e) {
    if (table.reviews_of_expert[e] > 0)
      components.of_expert[e] = number[graph.Find(table.applications() + e)];
  }
}

}  // namespace

Components FindComponents(const ReviewTable& table) {
  Components components;
  UnionFind graph = GraphOf(table);
  NumberComponents(table, graph, components);

  std::vector<std::vector<int>> reviewed(table.nominations());
  for (int a = 0; a < table.applications(); ++a) {
    if (table.ReviewsOf(a) > 0) reviewed[table.nomination[a]].push_back(a);
  }
  Joiner joiner(table, graph);
  for (const std::vector<int>& applications : reviewed) {
    std::vector<int> parts;
    for (const int a : applications) parts.push_back(components.of_application[a]);
    std::sort(parts.begin(), parts.end());
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
    components.in_nomination.push_back(static_cast<int>(parts.size()));
    joiner.JoinNomination(applications, components.joining);
  }
  return components;
}

}  // namespace nastavnik::results
