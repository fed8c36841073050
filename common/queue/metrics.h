#pragma once

#include "absl/strings/string_view.h"

#include "common/metrics/metrics.h"

// Series of one queue, by its name.
namespace nastavnik::queue {

metrics::Counter& RebuildCount(absl::string_view queue, absl::string_view reason);
metrics::Counter& RedeliveryCount(absl::string_view queue);
metrics::Counter& LeaseExpirationCount(absl::string_view queue);
metrics::Gauge& MissingGauge(absl::string_view queue);

}  // namespace nastavnik::queue
