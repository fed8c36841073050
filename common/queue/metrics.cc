#include "common/queue/metrics.h"

#include <string>

namespace nastavnik::queue {
namespace {

metrics::Label Name() { return metrics::UpTo("queue", 8); }

}  // namespace

metrics::Counter& RebuildCount(absl::string_view queue, absl::string_view reason) {
  static auto& family = metrics::Default().Counters(
      "nastavnik_queue_rebuilds_total", "Times that a queue's keys were filled again",
      {Name(), metrics::OneOf("reason", {"missing", "differs", "nogroup", "asked"})});
  return family.With({std::string(queue), std::string(reason)});
}

metrics::Counter& RedeliveryCount(absl::string_view queue) {
  static auto& family =
      metrics::Default().Counters("nastavnik_queue_redeliveries_total",
                                  "Entries whose row was not to be worked on any more", {Name()});
  return family.With({std::string(queue)});
}

metrics::Counter& LeaseExpirationCount(absl::string_view queue) {
  static auto& family =
      metrics::Default().Counters("nastavnik_queue_lease_expirations_total",
                                  "Leases that ended before the work was done", {Name()});
  return family.With({std::string(queue)});
}

metrics::Gauge& MissingGauge(absl::string_view queue) {
  static auto& family =
      metrics::Default().Gauges("nastavnik_queue_projection_missing",
                                "Rows whose entry Redis had lost, at the last sweep", {Name()});
  return family.With({std::string(queue)});
}

}  // namespace nastavnik::queue
