#pragma once

#include <cstdint>

#include "services/review/domain/matching/instance.h"
#include "services/review/domain/matching/streams.h"

namespace nastavnik::review {

enum class Method { kExact, kAuction };

// From so many applications of a round on the auction solves it.
inline constexpr int kAuctionFrom = 50'001;

struct Assignment {
  Plan plan;
  Method method = Method::kExact;
  int64_t bids = 0;  // of the auction, if one was tried
};

// The plan by the solver that suits the instance: the exact one below `auction_from` applications,
// where the maximum loads are less than the slots, and where the auction ran out of its budget; the
// auction otherwise, with `order` numbering the applications. Deterministic.
Assignment Assign(const Instance& instance, const Stream& order, int auction_from = kAuctionFrom);

}  // namespace nastavnik::review
