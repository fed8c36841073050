#include "services/gateway/calls/poll.h"

#include <chrono>

#include "absl/time/clock.h"

#include "common/status/macros.h"
#include "nastavnik/registration/v1/internal.pb.h"

namespace nastavnik::gateway {

absl::Status PollClock(const std::string& service, Backends& backends, DatabaseClocks& clocks) {
  const registration::v1::GetDatabaseTimeRequest request;
  registration::v1::GetDatabaseTimeResponse response;
  const auto asked = std::chrono::steady_clock::now();
  RETURN_IF_ERROR(backends.CallOwn(service, InternalMethod(service, "GetDatabaseTime"), request,
                                   &response, absl::Now() + absl::Seconds(1)));
  clocks.AddSample(service, asked, std::chrono::steady_clock::now(),
                   absl::FromUnixSeconds(response.time().seconds()) +
                       absl::Nanoseconds(response.time().nanos()));
  return absl::OkStatus();
}

}  // namespace nastavnik::gateway
