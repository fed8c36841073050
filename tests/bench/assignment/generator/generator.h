#pragma once

#include <cstdint>
#include <vector>

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

struct GeneratorOptions {
  int applications = 0;
  int experts = 0;
  int demand = 3;      // reviews wanted per application
  int list_size = 60;  // pairs kept per application: 3/4 best, 1/4 drawn
  uint32_t seed = 1;
  double slack = 1.3;  // maximum loads per demand
};

inline constexpr int kGeneratedNominations = 4;

// An instance like a contest of a country: regions of falling size, organizations, keywords, and
// nominations of 35, 35, 20 and 10 %.
struct GeneratedInstance {
  Instance instance;               // groups are organizations
  std::vector<int> nomination;     // by application: 0 .. 3
  std::vector<int> expert_serves;  // by expert: bit q for nomination q
};

// The same options give the same instance on any machine.
GeneratedInstance Generate(const GeneratorOptions& options);

// The instance of each nomination; an expert of two gets a share of the loads in each, in
// proportion to demand per capacity there.
std::vector<Instance> SplitByNomination(const GeneratedInstance& generated);

}  // namespace nastavnik::review
