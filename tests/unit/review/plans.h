#pragma once

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

// Requires every hard rule of a plan: demands, maximum loads, own pairs once each.
void CheckFeasible(const Instance& instance, const Plan& plan);

// Best objective over every choice of pairs; for small instances.
int64_t BestObjective(const Instance& instance);

// The same by a flow of the cost scaling method, over a network of its own.
int64_t BestByCostScaling(const Instance& instance);

// The same instance without minimum loads.
Instance WithoutMinimum(Instance instance);

}  // namespace nastavnik::review
