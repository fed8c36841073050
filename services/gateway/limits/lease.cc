#include "services/gateway/limits/lease.h"

#include <algorithm>
#include <cmath>

namespace nastavnik::gateway {
namespace {

constexpr int kLeastEarly = 4;  // smaller leases are renewed when they are used up

int LargestLease(const Policy& policy) { return std::max(1, policy.quota / 20); }

}  // namespace

Rate SharedRate(const Policy& policy) {
  const Rate rate = policy.rate();
  const double arrives = absl::FDivDuration(LeaseLife(policy), rate.interval);
  return {std::max(1, rate.burst - static_cast<int>(std::ceil(arrives))), rate.interval};
}

Lease::Answer Lease::Take(const Policy& policy, absl::Time now) {
  if (own_.Free(policy.rate(), now) == 0) return Answer::kRefused;
  if (left_ == 0 || now >= expire_time_)
    return now < refused_until_ ? Answer::kRefused : Answer::kAskRedis;
  --left_;
  own_.Take(policy.rate(), now);
  return Answer::kAllowed;
}

Lease::Answer Lease::TakeAlone(const Policy& policy, absl::Time now, int share) {
  if (own_.Free(policy.rate(), now) < share) return Answer::kRefused;
  own_.Take(policy.rate(), now, share);
  return Answer::kAllowed;
}

bool Lease::RunsLow(absl::Time now) const {
  return size_ >= kLeastEarly && left_ <= size_ / 4 && now < expire_time_ && now >= refused_until_;
}

int Lease::Wanted(const Policy& policy, absl::Time now, int waiting) const {
  const bool used_up = now < expire_time_ && left_ <= size_ / 4;
  return std::clamp(std::max(used_up ? 2 * size_ : 1, waiting), 1, LargestLease(policy));
}

void Lease::Receive(const Grant& grant, const Policy& policy, absl::Time sent, absl::Time now) {
  const absl::Time expire_time = sent + LeaseLife(policy);  // it was given later than it was asked
  if (now >= expire_time_) left_ = 0;
  // Old tokens keep their end, new ones may get an earlier one: never a later.
  expire_time_ = left_ > 0 ? std::min(expire_time_, expire_time) : expire_time;
  left_ += grant.granted;
  size_ = grant.granted;
  free_ = grant.free;
  if (grant.granted == 0) refused_until_ = now + std::min(grant.wait, policy.window);
}

int Lease::Remaining(const Policy& policy, absl::Time now) const {
  if (now < refused_until_ && left_ == 0) return 0;
  const int own = own_.Free(policy.rate(), now);
  return now < expire_time_ ? std::min(own, left_ + free_) : own;
}

absl::Duration Lease::RetryAfter(const Policy& policy, absl::Time now) const {
  return std::max(own_.Wait(policy.rate(), now), refused_until_ - now);
}

}  // namespace nastavnik::gateway
