#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

#include "services/review/domain/matching/facts.h"
#include "services/review/domain/matching/score.h"

namespace nastavnik::review {

// What is known of pairs: who may not meet, and who met before.
struct PairHistory {
  enum class Past { kHad, kDeclined };

  absl::flat_hash_set<std::pair<ExpertId, Uuid>>
      conflicts;  // with an application, a person or an organization
  absl::flat_hash_map<std::pair<ExpertId, ApplicationId>, Past> past;
  absl::flat_hash_map<ApplicationId, std::vector<OrganizationId>>
      organizations;  // of the active experts

  PairFacts Of(const Candidate& candidate, const RoundItem& item) const;
};

// Everything a plan is made from; items and candidates in the order of their ids.
struct PlanInput {
  Round round;
  int season_max = 0;
  std::vector<NominationId> nominations;
  std::vector<RoundItem> items;
  std::vector<Candidate> candidates;
  PairHistory history;
  Districts districts;
  std::string seed;
};

struct ProposedPair {
  ApplicationId application;
  ExpertId expert;
  NominationId nomination;
  int score = 0;

  friend bool operator==(const ProposedPair&, const ProposedPair&) = default;
};

// Who comes next when an expert of the application gives it up; rank from 1.
struct Alternate {
  ApplicationId application;
  int rank = 0;
  ExpertId expert;
  int score = 0;
};

// Figures of a plan.
struct PlanMetrics {
  int applications = 0;
  int experts = 0;  // with room
  int demand = 0;
  int assigned = 0;
  int open_slots = 0;
  int mean_score = 0;
  int load_min = 0;
  int load_median = 0;
  int load_max = 0;
  int experts_under_minimum = 0;
  int unused_experts = 0;
  int worst_score_sum = 0;
  ApplicationId worst_application;
  int gap_ppm = 0;  // the objective is within this of the optimum; see GapPpm
  int repaired = 0;
  int unresolved = 0;
  std::vector<ApplicationId> thin;  // few eligible experts
};

struct Proposal {
  std::vector<ProposedPair> pairs;  // by application, then expert
  std::vector<Alternate> alternates;
  int64_t primal = 0;          // objective of the plan over the whole round
  int64_t bound = 0;           // no plan for the round has more, whatever the side constraints
  std::vector<int64_t> price;  // by candidate; the bound is of these prices
  PlanMetrics metrics;
};

// The best plan, nomination by nomination, and how far from the optimum of the round it can be at
// most. Pure: the same input gives the same bytes on any machine.
Proposal Propose(const PlanInput& input);

// The input and the plan as lines of text, to be hashed: what was solved, and what came out.
std::string InputText(const PlanInput& input);
std::string ResultText(const Proposal& proposal);

}  // namespace nastavnik::review
