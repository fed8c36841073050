#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "common/http/message.h"
#include "services/gateway/calls/backends.h"
#include "services/gateway/calls/clock.h"
#include "services/gateway/calls/own_methods.h"
#include "services/gateway/limits/rate_limiter.h"
#include "services/gateway/listen/admission.h"
#include "services/gateway/listen/client_address.h"
#include "services/gateway/listen/cors.h"
#include "services/gateway/listen/deprecation.h"
#include "services/gateway/listen/route_metrics.h"
#include "services/gateway/listen/sign_in.h"
#include "services/gateway/routes/catalog.h"
#include "services/gateway/routes/router.h"

namespace nastavnik::gateway {

// Answers calls over HTTP, whatever protocol they speak: route, caller, admission, request to
// proto, call, response. No code per endpoint. All references must outlive it; it must outlive its
// calls (see in_flight).
class Front {
 public:
  // Index of a listener of the HTTP server: the offices' routes exist on the second one only.
  enum Listener : size_t { kPublic = 0, kStaff = 1 };

  struct Limits {
    absl::Duration deadline = absl::Seconds(5);  // of a request
    std::vector<std::string> hosts = {};    // names in Host that are ours, without port; empty: any
    std::vector<std::string> origins = {};  // of pages that may call from elsewhere; see Cors
  };
  // Everything that it works with; must outlive it.
  struct Parts {
    const Catalog& catalog;
    Backends& backends;
    const OwnMethods& own;  // methods that no service stands behind
    const DatabaseClocks& clocks;
    const ClientAddresses& addresses;
    RateLimiter& limiter;
    const SignIn& sign_in;
  };
  Front(const Parts& parts, Limits limits);

  // A page that is no resource, on both listeners; before the first request. What it says itself of
  // caching, coding and `lines` stands.
  using Page = std::function<http::Response(const http::Request&)>;
  void AddPage(std::string path, Page page) { pages_[std::move(path)] = std::move(page); }

  void Handle(http::Request request, http::Reply reply);
  // Answer to what is not a request: 400, 413, 431.
  static http::Response Refuse(int status);

  int in_flight() const { return in_flight_; }
  // The places that calls of every listener share.
  Admission& admission() { return admission_; }

 private:
  struct Exchange;
  using Shared = std::shared_ptr<Exchange>;

  Router::Match Find(const http::Request& request) const;
  void Count(const Shared& exchange);
  absl::Status Prepare(Exchange& exchange);
  void Call(const Shared& exchange);
  void Open(const Shared& exchange);
  void Answer(Exchange& exchange, const Backends::Outcome& outcome);
  void Fail(Exchange& exchange, const absl::Status& status);
  void Finish(Exchange& exchange, http::Response response, absl::string_view reason);

  const Parts parts_;
  const Limits limits_;
  const Cors cors_;
  Router public_;
  Router staff_;
  Admission admission_;
  RouteMetrics metrics_;
  metrics::Family<metrics::Gauge>& streams_;
  Deprecation deprecation_;
  std::map<std::string, Page, std::less<>> pages_;
  std::atomic<int> in_flight_{0};
};

}  // namespace nastavnik::gateway
