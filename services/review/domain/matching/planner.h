#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "services/review/domain/matching/result_file.h"
#include "services/review/domain/matching/run_input.h"

namespace nastavnik::review {

// Figures of a plan. Loads are new assignments.
struct PlanMetrics {
  int applications = 0;  // with open slots
  int experts = 0;       // who may get something
  int demand = 0;
  int assigned = 0;
  int open_slots = 0;
  int mean_score = 0;
  int load_min = 0;
  int load_median = 0;
  int load_max = 0;
  int utilization_sd = 0;  // standard deviation of load / maximum load, in units of 1/10000
  int experts_under_minimum = 0;
  int unused_experts = 0;
  int worst_score_sum = 0;  // of an application whose slots are all filled
  ApplicationId worst_application;
  int percentile_score_sum = 0;  // one application in a hundred has less
  int without_senior = 0;        // applications with an expert, none of them senior or lead
  int list_pairs = 0;            // pairs on the candidate lists
  int gap_ppm = 0;               // the objective is within this of the optimum; see GapPpm
  int repaired = 0;
  int unresolved = 0;
  int peak_memory_mb = 0;  // of the process that solved; filled in by it
  int64_t primal = 0;      // see Proposal
  int64_t bound = 0;
  std::vector<std::pair<NominationId, int>> components;  // of the graph of experts and applications
                                                         // that have each other, by nomination
  std::vector<ApplicationId> thin;                       // few eligible experts
};

// What a run proposes, in the numbers of its input.
struct Proposal {
  struct Pair {
    int application = 0;
    int expert = 0;
    int score = 0;

    friend bool operator==(const Pair&, const Pair&) = default;
  };
  struct Alternate {
    int application = 0;
    int rank = 0;  // from 1
    int expert = 0;
    int score = 0;

    friend bool operator==(const Alternate&, const Alternate&) = default;
  };

  std::vector<Pair> pairs;                       // by application, then expert; FULL and FILL
  std::vector<RunResult::Candidate> candidates;  // by expert, then the better score; PULL
  std::vector<Alternate> alternates;             // by application, then rank; FULL and FILL
  int64_t primal = 0;                            // objective of the pairs over the whole run
  int64_t bound = 0;                             // no plan has more, whatever the side constraints
  std::vector<int64_t> price;                    // by expert; the bound is of these prices
  PlanMetrics metrics;
};

// Told from time to time how many of the applications are done; false cancels.
using ProgressFn = std::function<bool(int done, int total)>;

// The best plan around what is held, or for PULL the lists that experts claim from, and how far
// from the optimum the plan can be at most. Nominations are solved in parallel on so many threads.
// The same input and seed give the same bytes on any machine. Errors: CANCELLED.
//
// For PULL nothing is planned: prices are 0, and `primal` is that of the empty plan.
absl::StatusOr<Proposal> Propose(const RunInput& input, absl::string_view seed,
                                 const ProgressFn& progress = {}, int threads = 2);

// The part of a run's result that the proposal tells.
RunResult ResultOf(const Proposal& proposal);

// A proposal in ids, as it is stored.
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

struct ProposalRows {
  std::vector<ProposedPair> pairs;
  std::vector<Alternate> alternates;
  std::vector<ProposedPair> candidates;  // by expert, then the better score
};

ProposalRows RowsOf(const RunInput& input, const Proposal& proposal);

}  // namespace nastavnik::review
