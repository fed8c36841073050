#include "services/gateway/listen/route_metrics.h"

#include "absl/strings/str_cat.h"

namespace nastavnik::gateway {

RouteMetrics::RouteMetrics(metrics::Registry& registry, const Catalog& catalog)
    : family_(registry.Histograms(
          "http_server_request_duration_seconds", "Time from the headers to the answer",
          metrics::kHttpBuckets,
          {metrics::UpTo("route", 512), metrics::UpTo("method", 8), metrics::UpTo("code", 32)})) {
  for (const Route& route : catalog.routes()) {
    for (const int status : {200, 500, 503}) Series(&route, status);
  }
  for (const Route& route : catalog.by_name()) {
    for (const int status : {200, 500, 503}) Series(&route, status);
  }
}

metrics::Histogram& RouteMetrics::Series(const Route* route, int status) {
  const std::pair key(route, status);
  {
    absl::ReaderMutexLock lock(&mutex_);
    if (const auto found = series_.find(key); found != series_.end()) return *found->second;
  }
  metrics::Histogram& histogram =
      family_.With({route == nullptr ? "none" : route->path.text,
                    route == nullptr ? "none" : route->verb, absl::StrCat(status)});
  absl::MutexLock lock(&mutex_);
  series_[key] = &histogram;
  return histogram;
}

void RouteMetrics::Observe(const Route* route, int status, absl::Duration took) {
  Series(route, status).Observe(absl::ToDoubleSeconds(took));
}

}  // namespace nastavnik::gateway
