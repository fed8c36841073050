#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/redis/client.h"
#include "services/gateway/limits/lease.h"

namespace nastavnik::gateway {

// Tokens that a gateway asks of one bucket.
struct Wish {
  std::string key;  // of Redis
  Rate rate;
  int wanted = 1;
};

// Takes tokens from buckets that all gateways share, by the same algorithm as Gcra, inside Redis
// and by its clock: one round trip, grants in order. A bucket that nobody uses is gone when it is
// full again.
absl::StatusOr<std::vector<Grant>> TakeShared(redis::Client& redis,
                                              const std::vector<Wish>& wishes);

}  // namespace nastavnik::gateway
