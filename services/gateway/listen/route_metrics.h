#pragma once

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/metrics/metrics.h"
#include "services/gateway/routes/catalog.h"

namespace nastavnik::gateway {

// http_server_request_duration_seconds{route,method,code}: the route is the template, never the
// path. Every route shows its success, 500 and 503 from the start.
class RouteMetrics {
 public:
  RouteMetrics(metrics::Registry& registry, const Catalog& catalog);

  // `route` null: the request matched none.
  void Observe(const Route* route, int status, absl::Duration took);

 private:
  metrics::Histogram& Series(const Route* route, int status);

  metrics::Family<metrics::Histogram>& family_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::pair<const Route*, int>, metrics::Histogram*> series_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::gateway
