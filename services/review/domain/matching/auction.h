#pragma once

#include <cstdint>
#include <vector>

#include "services/review/domain/matching/instance.h"

namespace nastavnik::review {

struct AuctionOptions {
  int eps = 20;             // least raise of a bid, in points of score; 1 .. 10000
  int bids_per_slot = 400;  // budget: bids allowed per slot wanted
  // By expert: where prices start, from prices of a like instance; empty: from the bottom. An
  // expert with a start above 0 is sold from there on, others up to the minimum load. A start that
  // is too high is not taken back, which only Bound shows.
  std::vector<int64_t> start;
};

struct AuctionResult {
  Plan plan;
  int64_t bids = 0;
  bool exhausted = false;  // the budget ran out: the plan is valid, but nothing is promised of it
};

// A plan by a Gauss-Seidel auction with reserve prices: applications bid for experts, one at a
// time, and an expert below the minimum load is sold from -kMinLoadReward on. Unless exhausted,
// Bound(prices) - objective <= eps * assigned pairs (see certificate.h). `order` is a permutation
// of the applications, the last one bids first; result and prices depend on it and the instance
// alone. Groups and never-together pairs are not looked at. When slots are short prices climb to
// kOpenSlotPenalty, and the budget ends it; use Solve then.
//
// After D. P. Bertsekas, "The auction algorithm: a distributed relaxation method for the assignment
// problem", Annals of Operations Research 14 (1988).
AuctionResult Auction(const Instance& instance, const std::vector<int>& order,
                      const AuctionOptions& options = {});

}  // namespace nastavnik::review
