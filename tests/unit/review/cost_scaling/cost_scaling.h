#pragma once

#include <cstdint>
#include <vector>

namespace nastavnik::review {

struct FlowArc {
  int from = 0;
  int to = 0;
  int most = 0;
  int64_t cost = 0;  // per unit
};

// Cost of the cheapest flow that takes `supply` (by node, summing to 0; negative: wants) along the
// arcs, by the cost scaling method. There must be such a flow.
int64_t CheapestFlow(const std::vector<int>& supply, const std::vector<FlowArc>& arcs);

}  // namespace nastavnik::review
