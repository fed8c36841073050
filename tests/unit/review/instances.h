#pragma once

#include <string>

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

// Reads an instance of tests/support/assignment: "tiny" or "syn-2k", with so many reviews wanted
// per application. Groups are the organizations.
Instance ReadInstance(const std::string& name, int demand);

// A small instance drawn from a seed.
Instance RandomInstance(uint32_t seed, int applications, int experts);

// The instance with applications and experts renumbered at random.
Instance Permuted(const Instance& instance, uint32_t seed);

// Asks for a senior on every application but those that drew one before; about `percent` of the
// experts are seniors.
void AddSeniors(Instance& instance, uint32_t seed, int percent, int held_percent = 0);

}  // namespace nastavnik::review
