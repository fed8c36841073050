#pragma once

#include <string>

#include "absl/status/status.h"

#include "services/gateway/calls/backends.h"
#include "services/gateway/calls/clock.h"

namespace nastavnik::gateway {

// Asks a deciding service for its database's clock and adds a sample.
absl::Status PollClock(const std::string& service, Backends& backends, DatabaseClocks& clocks);

}  // namespace nastavnik::gateway
