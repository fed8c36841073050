#include "services/review/domain/matching/assign.h"

#include <numeric>
#include <utility>

#include "services/review/domain/matching/auction.h"
#include "services/review/domain/matching/solver.h"

namespace nastavnik::review {

Assignment Assign(const Instance& instance, const Stream& order, int auction_from) {
  int64_t bids = 0;
  if (instance.applications() >= auction_from) {
    const auto sum = [](const std::vector<int>& v) {
      return std::accumulate(v.begin(), v.end(), int64_t{0});
    };
    // Short of capacity, prices would climb to kOpenSlotPenalty step by step.
    if (sum(instance.max_load) >= sum(instance.demand)) {
      AuctionResult result = Auction(instance, order.Order(instance.applications()));
      bids = result.bids;
      if (!result.exhausted) return {std::move(result.plan), Method::kAuction, bids};
    }
  }
  return {Solve(instance), Method::kExact, bids};
}

}  // namespace nastavnik::review
