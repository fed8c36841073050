#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"

#include "common/http/message.h"
#include "common/metrics/metrics.h"
#include "services/gateway/routes/catalog.h"

namespace nastavnik::gateway {

// Tells callers of deprecated methods: Deprecation (RFC 9745), Sunset (RFC 8594) and a link to the
// reference on every answer, and counts them in nastavnik_api_deprecated_calls_total{method}.
class Deprecation {
 public:
  Deprecation(metrics::Registry& registry, const Catalog& catalog);

  // Adds the headers and counts, when the method is deprecated.
  void Tell(const Method& method, http::Response& response) const;

 private:
  struct Notice {
    std::string deprecation;  // "@1819756800"
    std::string sunset;       // "Fri, 01 Sep 2028 00:00:00 GMT"
    metrics::Counter* calls;
  };
  absl::flat_hash_map<const Method*, Notice> notices_;
};

}  // namespace nastavnik::gateway
