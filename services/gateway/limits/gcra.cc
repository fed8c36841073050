#include "services/gateway/limits/gcra.h"

#include <algorithm>

namespace nastavnik::gateway {

absl::Time Gcra::Tat(const Rate& rate, absl::Time now) const {
  return std::clamp(tat_, now, now + rate.room());
}

int Gcra::Free(const Rate& rate, absl::Time now) const {
  return static_cast<int>((now + rate.room() - Tat(rate, now)) / rate.interval);
}

int Gcra::Take(const Rate& rate, absl::Time now, int wanted) {
  const int taken = std::min(wanted, Free(rate, now));
  if (taken > 0) tat_ = Tat(rate, now) + taken * rate.interval;
  return taken;
}

absl::Duration Gcra::Wait(const Rate& rate, absl::Time now) const {
  return std::max(absl::ZeroDuration(), Tat(rate, now) + rate.interval - now - rate.room());
}

absl::Duration Gcra::FullAfter(absl::Time now) const {
  return std::max(absl::ZeroDuration(), tat_ - now);
}

}  // namespace nastavnik::gateway
