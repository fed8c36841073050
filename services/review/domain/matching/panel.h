#pragma once

#include <vector>

#include "services/review/domain/matching/plan_input.h"

namespace nastavnik::review {

// Who judges what in a round where every expert judges every application.
struct Panel {
  struct Pair {
    ApplicationId application;
    ExpertId expert;
    NominationId nomination;

    friend bool operator==(const Pair&, const Pair&) = default;
  };

  std::vector<Pair> pairs;          // by application, then expert
  std::vector<int> demand;          // by item of the input: its pairs
  std::vector<ApplicationId> thin;  // with fewer pairs than the round's reviewsPerApplication
};

// Every pair that nothing bars; loads and side constraints do not count in such a round.
Panel MakePanel(const PlanInput& input);

}  // namespace nastavnik::review
