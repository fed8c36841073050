#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

#include "services/review/domain/matching/assign.h"
#include "services/review/domain/matching/instance.h"
#include "services/review/domain/matching/lists.h"
#include "services/review/domain/matching/repair.h"

namespace nastavnik::review {

// A round to be assigned. `frame` holds demands, loads, side constraints and seniors of all its
// applications (1 or more slots each) and experts; its pairs are ignored.
struct RoundToAssign {
  Instance frame;
  std::vector<int> nomination;  // by application: 0, 1, ...
  std::vector<int> number;      // by application: its number in the streams of the seed
};

struct RoundOptions {
  bool by_nomination = true;        // exact flows one nomination after the other, or one of all
  bool level = false;               // see SolveOptions; where the exact solver is used
  int auction_from = kAuctionFrom;  // from so many applications on the plan is the auction's
  int threads = 1;                  // for the flows of nominations; the plan does not depend on it
};

struct AssignedRound {
  Instance instance;  // the candidate lists, with what joined them
  Plan plan;          // keeps the side constraints; prices -kMinLoadReward or more, 0 without room
  std::vector<int> thin;  // see Lists
  int64_t eligible = 0;   // pairs
  int64_t bound = 0;      // over all pairs of the source at the plan's prices; see certificate.h
  RepairCount repair;
  Method method = Method::kExact;
};

// Told from time to time how many applications are done, answers whether to go on.
using RoundProgress = absl::FunctionRef<bool(int done)>;

// Assigns a round: lists, an auction of the whole round for the prices, the pairs that these ask
// for, the auction once more, and, below `auction_from` applications, the exact solver within the
// shares that the auction gave each nomination of the loads of its experts. Then side constraints
// and seniors are repaired. Where slots outnumber what the experts of some nomination can take, the
// exact solver does it all, in one flow. Deterministic; nothing when `progress` says to stop.
std::optional<AssignedRound> AssignRound(RoundToAssign round, absl::string_view seed,
                                         PairSource pairs, const RoundOptions& options,
                                         RoundProgress progress);

}  // namespace nastavnik::review
