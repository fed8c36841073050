#pragma once

#include <string>

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

// The first hard rule that a plan breaks: demands, maximum loads, own pairs once each. "": none.
std::string WhyInfeasible(const Instance& instance, const Plan& plan);
// Requires all of them.
void CheckFeasible(const Instance& instance, const Plan& plan);

// How many pairs of experts are on an application together against a group or never_together.
int Violations(const Instance& instance, const Plan& plan);

// Best objective over every choice of pairs; for small instances.
int64_t BestObjective(const Instance& instance);

// The same by a flow of the cost scaling method, over a network of its own.
int64_t BestByCostScaling(const Instance& instance);

// The same instance without minimum loads.
Instance WithoutMinimum(Instance instance);

}  // namespace nastavnik::review
