#include "services/gateway/listen/cors.h"

#include <algorithm>

#include "absl/strings/str_join.h"

namespace nastavnik::gateway {
namespace {

constexpr char kTaken[] =
    "Authorization, Content-Type, Accept-Language, Idempotency-Key, If-Match, If-None-Match, "
    "Last-Event-ID, X-Fields, X-CSRF-Token, X-Session, traceparent, Connect-Protocol-Version, "
    "Connect-Timeout-Ms, "
    "Grpc-Timeout, X-Grpc-Web, X-User-Agent";
constexpr char kExposed[] =
    "ETag, Location, RateLimit, RateLimit-Policy, Retry-After, Idempotent-Replayed, "
    "Nastavnik-Admission-Ticket, X-CSRF-Token, traceparent, Upload-Offset, Upload-Length, "
    "Tus-Resumable, "
    "Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin";
constexpr char kKept[] = "7200";  // seconds that a browser keeps the answer to its question

}  // namespace

bool Cors::Knows(absl::string_view origin) const {
  return !origin.empty() && std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

bool Cors::IsPreflight(const http::Request& request) {
  return request.method == "OPTIONS" && !request.Header("origin").empty() &&
         !request.Header("access-control-request-method").empty();
}

http::Response Cors::Preflight(const http::Request& request,
                               const std::vector<std::string>& methods) const {
  http::Response response;
  response.status = 204;
  if (!Knows(request.Header("origin"))) return response;
  response.headers.emplace_back("Access-Control-Allow-Methods", absl::StrJoin(methods, ", "));
  response.headers.emplace_back("Access-Control-Allow-Headers", kTaken);
  response.headers.emplace_back("Access-Control-Max-Age", kKept);
  return response;
}

void Cors::Allow(const http::Request& request, http::Response& response) const {
  const absl::string_view origin = request.Header("origin");
  if (!Knows(origin)) return;
  response.headers.emplace_back("Access-Control-Allow-Origin", std::string(origin));
  response.headers.emplace_back("Access-Control-Allow-Credentials", "true");
  response.headers.emplace_back("Access-Control-Expose-Headers", kExposed);
}

}  // namespace nastavnik::gateway
