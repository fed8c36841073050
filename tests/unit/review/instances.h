#pragma once

#include <string>

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

// Reads an instance of tests/support/assignment: "tiny" or "syn-2k", with so many reviews wanted
// per application. Groups are the organizations.
Instance ReadInstance(const std::string& name, int demand);

// A small instance drawn from a seed.
Instance RandomInstance(uint32_t seed, int applications, int experts);

}  // namespace nastavnik::review
