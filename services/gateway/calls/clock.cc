#include "services/gateway/calls/clock.h"

#include "absl/strings/str_cat.h"

namespace nastavnik::gateway {
namespace {

constexpr size_t kKept = 6;                                            // a minute of samples
constexpr absl::Duration kLongestRoundTrip = absl::Milliseconds(500);  // off by at most half of it
constexpr absl::Duration kOldest = absl::Minutes(10);
constexpr absl::Duration kMostSkew = absl::Milliseconds(250);

}  // namespace

void DatabaseClocks::AddSample(absl::string_view service, Monotonic asked, Monotonic answered,
                               absl::Time database_time) {
  absl::MutexLock lock(&mutex_);
  std::deque<Sample>& samples = samples_[std::string(service)];
  samples.push_back(
      {asked + (answered - asked) / 2, database_time, absl::FromChrono(answered - asked)});
  if (samples.size() > kKept) samples.pop_front();
}

const DatabaseClocks::Sample* DatabaseClocks::Best(absl::string_view service,
                                                   Monotonic moment) const {
  const auto found = samples_.find(std::string(service));
  const Sample* best = nullptr;
  if (found == samples_.end()) return best;
  for (const Sample& sample : found->second) {
    if (absl::FromChrono(moment - sample.middle) > kOldest) continue;
    if (best == nullptr || sample.round_trip < best->round_trip) best = &sample;
  }
  return best != nullptr && best->round_trip <= kLongestRoundTrip ? best : nullptr;
}

std::optional<absl::Time> DatabaseClocks::At(absl::string_view service, Monotonic moment) const {
  absl::MutexLock lock(&mutex_);
  const Sample* best = Best(service, moment);
  if (best == nullptr) return std::nullopt;
  return best->database_time + absl::FromChrono(moment - best->middle);
}

absl::Status DatabaseClocks::CheckWallClock(absl::Time wall, Monotonic moment) const {
  absl::MutexLock lock(&mutex_);
  for (const auto& [service, samples] : samples_) {
    const Sample* best = Best(service, moment);
    if (best == nullptr) continue;
    const absl::Duration skew =
        wall - (best->database_time + absl::FromChrono(moment - best->middle));
    if (absl::AbsDuration(skew) > kMostSkew + best->round_trip / 2) {
      return absl::FailedPreconditionError(
          absl::StrCat("wall clock is off by ", absl::FormatDuration(skew), " from ", service));
    }
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::gateway
