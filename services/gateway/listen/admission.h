#pragma once

#include <array>
#include <atomic>

#include "common/metrics/metrics.h"
#include "nastavnik/access/v1/access.pb.h"

namespace nastavnik::gateway {

using Priority = access::v1::AccessRule::Priority;

// How many requests of each class may be in flight. What is over is refused at once, before any
// work: a queue here would only hide the wait from the callers.
class Admission {
 public:
  explicit Admission(metrics::Registry& registry);

  // False when the class is full.
  bool Enter(Priority priority);
  void Leave(Priority priority);

 private:
  struct Class {
    std::atomic<int> in_flight{0};
    int limit = 0;
    metrics::Gauge* gauge = nullptr;
    metrics::Counter* shed = nullptr;
  };
  std::array<Class, 5> classes_;
};

}  // namespace nastavnik::gateway
