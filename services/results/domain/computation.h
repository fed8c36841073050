#pragma once

#include <map>
#include <string>
#include <vector>

#include "services/results/domain/ranking/rank.h"

namespace nastavnik::results {

// A ranking as computed, with the bytes that it is known by.
struct Computation {
  Rules rules;
  Inputs inputs;
  std::vector<Entry> entries;  // in the order of application ids
  std::string input_lines;
  std::string result_lines;
  std::string inputs_sha256;  // 32 bytes each
  std::string result_sha256;
};

Computation Compute(Inputs inputs, Rules rules);

// What may be read of an application once it is published.
struct PublicContent {
  std::string number;
  std::string title;
};
using PublicContents = std::map<ApplicationId, PublicContent>;

}  // namespace nastavnik::results
