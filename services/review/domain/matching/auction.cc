#include "services/review/domain/matching/auction.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace nastavnik::review {
namespace {

constexpr int kOutside = -static_cast<int>(kOpenSlotPenalty);  // value of leaving a slot open
constexpr int kReserve = -static_cast<int>(kMinLoadReward);
constexpr int kClosed = 1 << 29;  // price of an expert without capacity: nobody bids

// A value at a position of the instance's pairs.
struct Offer {
  int value;
  int position;
};

// An accepted bid as one number, so that bids order by (bid, application).
uint64_t Pack(int bid, int application) {
  return uint64_t{static_cast<uint32_t>(bid) ^ 0x80000000u} << 32 |
         static_cast<uint32_t>(application);
}
int BidOf(uint64_t packed) {
  return static_cast<int>(static_cast<uint32_t>(packed >> 32) ^ 0x80000000u);
}
int ApplicationOf(uint64_t packed) { return static_cast<int>(packed & 0xFFFFFFFFu); }

class Bidding {
 public:
  Bidding(const Instance& instance, const std::vector<int>& order, const AuctionOptions& options)
      : instance_(instance),
        eps_(options.eps),
        price_(instance.experts()),
        start_(instance.experts(), kReserve),
        started_(instance.min_load),
        heap_begin_(instance.experts() + 1),
        heap_size_(instance.experts()),
        held_begin_(instance.applications() + 1),
        held_size_(instance.applications()),
        open_(instance.applications()) {
    if (!options.start.empty()) Start(options.start);
    ReserveHeaps();
    int64_t slots = 0;
    int most = 0;
    for (int a = 0; a < instance.applications(); ++a) {
      slots += instance.demand[a];
      most = std::max(most, Slots(a));
      held_begin_[a + 1] = held_begin_[a] + Slots(a);
    }
    held_.resize(held_begin_.back());
    best_.resize(most + 1);
    budget_ = options.bids_per_slot * slots;
    stack_.reserve(order.size() + slots);
    stack_ = order;
  }

  bool Run() {
    while (!stack_.empty()) {
      const int a = stack_.back();
      stack_.pop_back();
      Serve(a);
      if (bids_ > budget_) return false;
    }
    return true;
  }

  int64_t bids() const { return bids_; }

  Plan Take() const {
    Plan plan{.chosen = std::vector<std::vector<int>>(instance_.applications()),
              .load = heap_size_,
              .price = std::vector<int64_t>(price_.begin(), price_.end())};
    for (int a = 0; a < instance_.applications(); ++a) {
      const int* held = held_.data() + held_begin_[a];
      plan.chosen[a].assign(held, held + held_size_[a]);
    }
    for (int64_t& price : plan.price) price = price == kClosed ? 0 : price;
    return plan;
  }

 private:
  // Slots of `a` that can be filled at all: no more than it has pairs.
  int Slots(int a) const {
    return std::min(instance_.demand[a], instance_.offset[a + 1] - instance_.offset[a]);
  }

  void Start(const std::vector<int64_t>& start) {
    for (int e = 0; e < instance_.experts(); ++e) {
      start_[e] = static_cast<int>(std::clamp<int64_t>(start[e], kReserve, kOpenSlotPenalty));
      if (start_[e] > 0) started_[e] = instance_.max_load[e];
    }
  }

  // One array for all heaps; an expert has room for as many bids as applications may send.
  void ReserveHeaps() {
    std::vector<int> degree(instance_.experts());
    for (const int e : instance_.expert) ++degree[e];
    for (int e = 0; e < instance_.experts(); ++e) {
      heap_begin_[e + 1] = heap_begin_[e] + std::min(degree[e], instance_.max_load[e]);
      price_[e] = PriceOf(e);
    }
    heap_.resize(heap_begin_.back());
  }

  // Lowest accepted bid; only if there is one.
  int LowestBid(int e) const { return BidOf(heap_[heap_begin_[e]]); }

  int PriceOf(int e) const {
    const int size = heap_size_[e];
    if (instance_.max_load[e] == 0) return kClosed;
    if (size < started_[e]) return start_[e];
    if (size < instance_.max_load[e]) return size == 0 ? 0 : std::min(LowestBid(e), 0);
    return LowestBid(e);
  }

  void Serve(int a) {
    const int need = Slots(a) - held_size_[a] - open_[a];
    if (need <= 0) return;
    const int found = Scan(a, need + 1);
    const int take = std::min(found, need);
    open_[a] += need - take;
    const int next = found > take ? best_[take].value : kOutside;
    for (int i = 0; i < take; ++i) {
      const int position = best_[i].position;
      Bid(a, position, instance_.score[position] - next + eps_);
    }
  }

  // Puts the `most` best offers to `a` above leaving the slot open into best_, best first, ties to
  // the lower position; how many there are. What `a` holds is left out.
  int Scan(int a, int most) {
    const int* held = held_.data() + held_begin_[a];
    int found = 0;
    int from = instance_.offset[a];
    for (int i = 0; i < held_size_[a]; ++i) {
      found = ScanRange(from, held[i], most, found);
      from = held[i] + 1;
    }
    return ScanRange(from, instance_.offset[a + 1], most, found);
  }

  int ScanRange(int from, int to, int most, int found) {
    const int* expert = instance_.expert.data();
    const int* score = instance_.score.data();
    const int* price = price_.data();
    Offer* best = best_.data();
    int least = found == most ? best[most - 1].value : kOutside;
    for (int i = from; i < to; ++i) {
      const int value = score[i] - price[expert[i]];
      if (value <= least) continue;
      int at = found < most ? found++ : most - 1;
      for (; at > 0 && best[at - 1].value < value; --at) best[at] = best[at - 1];
      best[at] = {value, i};
      if (found == most) least = best[most - 1].value;
    }
    return found;
  }

  void Bid(int a, int position, int bid) {
    const int e = instance_.expert[position];
    uint64_t* heap = heap_.data() + heap_begin_[e];
    int& size = heap_size_[e];
    if (size >= instance_.max_load[e] ||
        (size > 0 && size >= instance_.min_load[e] && LowestBid(e) < 0)) {
      const int loser = ApplicationOf(heap[0]);
      std::pop_heap(heap, heap + size, std::greater<>());
      --size;
      Release(loser, e);
      stack_.push_back(loser);
    }
    heap[size++] = Pack(bid, a);
    std::push_heap(heap, heap + size, std::greater<>());
    price_[e] = PriceOf(e);
    Hold(a, position);
    ++bids_;
  }

  void Hold(int a, int position) {
    int* held = held_.data() + held_begin_[a];
    int at = held_size_[a]++;
    for (; at > 0 && held[at - 1] > position; --at) held[at] = held[at - 1];
    held[at] = position;
  }

  void Release(int a, int e) {
    int* held = held_.data() + held_begin_[a];
    int at = 0;
    while (instance_.expert[held[at]] != e) ++at;
    std::copy(held + at + 1, held + held_size_[a], held + at);
    --held_size_[a];
  }

  const Instance& instance_;
  const int eps_;
  int64_t budget_ = 0;
  int64_t bids_ = 0;
  std::vector<int> price_;           // by expert; never falls
  std::vector<int> start_;           // by expert: the price of the first
  std::vector<int> started_;         // so many
  std::vector<int64_t> heap_begin_;  // by expert, into heap_
  std::vector<int> heap_size_;
  std::vector<uint64_t> heap_;       // accepted bids: min-heaps of Pack
  std::vector<int64_t> held_begin_;  // by application, into held_
  std::vector<int> held_size_;
  std::vector<int> held_;  // positions, ascending
  std::vector<int> open_;  // by application: slots given up
  std::vector<int> stack_;
  std::vector<Offer> best_;
};

}  // namespace

AuctionResult Auction(const Instance& instance, const std::vector<int>& order,
                      const AuctionOptions& options) {
  Bidding bidding(instance, order, options);
  AuctionResult result;
  result.exhausted = !bidding.Run();
  result.bids = bidding.bids();
  result.plan = bidding.Take();
  return result;
}

}  // namespace nastavnik::review
