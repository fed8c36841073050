#include "services/gateway/listen/front.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "google/protobuf/arena.h"

#include "common/auth/token.h"
#include "common/id/id.h"
#include "common/log/log.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/trace/call.h"
#include "services/gateway/listen/compress.h"
#include "services/gateway/listen/errors.h"
#include "services/gateway/listen/operations.h"
#include "services/gateway/listen/problem.h"
#include "services/gateway/listen/protocol.h"
#include "services/gateway/transcode/scanner.h"

namespace nastavnik::gateway {
namespace {

constexpr size_t kLongestPath = 2048;

trace::Context ContextOf(const http::Request& request) {
  const auto parent = trace::ParseTraceparent(request.Header("traceparent"));
  return parent ? parent->Child() : trace::NewContext();
}

// Host without its port; "[::1]:8080" -> "[::1]".
absl::string_view HostOf(const http::Request& request) {
  const absl::string_view host = request.Header("host");
  const size_t colon = host.rfind(':');
  return colon == absl::string_view::npos || absl::EndsWith(host, "]") ? host
                                                                       : host.substr(0, colon);
}

absl::string_view PathOf(const http::Request& request) {
  return absl::string_view(request.target).substr(0, request.target.find('?'));
}

// What the operator sees of a request: never its path, which holds whatever the caller typed.
std::string NameOf(const Route* route) {
  return route == nullptr ? "none" : absl::StrCat(route->verb, " ", route->path.text);
}

bool OpenToAll(const Method& method) {
  return absl::c_any_of(method.rule.any_of(), [](const access::v1::Grant& grant) {
    return grant.role() == access::v1::Grant::ANYONE;
  });
}

// Seconds that anybody may keep an answer; 0: nobody keeps it.
int MaxAgeOf(const Route* route, int status) {
  const bool read = route != nullptr && route->verb == "GET" && (status == 200 || status == 304);
  return read ? route->method->rule.public_max_age() : 0;
}

bool Says(const http::Response& response, absl::string_view header) {
  return absl::c_any_of(response.headers, [&](const auto& line) { return line.first == header; });
}

// Compresses the answer to a read, if the caller takes it and it gains. Answers to writes may
// repeat a secret beside what the caller sent, and their size would tell of it.
void Encode(const http::Request& request, http::Response& response) {
  if (response.body.size() < kLeastCompressed || request.method != "GET") return;
  if (Says(response, "Content-Encoding")) return;
  const Coding coding = CodingOf(request.Header("accept-encoding"));
  if (coding == Coding::kIdentity) return;
  std::string body = Compress(coding, response.body);
  if (body.empty() || body.size() >= response.body.size()) return;
  response.body = std::move(body);
  response.headers.emplace_back("Content-Encoding", std::string(NameOf(coding)));
}

// What a service did not word itself - gRPC's own errors, with addresses in them - is worded by its
// code.
absl::Status Worded(const absl::Status& status) {
  return ReasonOf(status).empty() ? absl::Status(status.code(), "") : status;
}

}  // namespace

// One request on its way.
struct Front::Exchange {
  Exchange(http::Request r, http::Reply answer, Router::Match m)
      : request(std::move(r)),
        reply(std::move(answer)),
        match(std::move(m)),
        protocol(ProtocolOf(request, match.route)),
        trace(NameOf(match.route), ContextOf(request)) {}

  http::Request request;
  http::Reply reply;
  Router::Match match;
  const Protocol& protocol;
  trace::Call trace;
  absl::Time begun = absl::Now();
  std::string request_id = NewUuid().ToString();
  auth::Identity caller;
  bool admitted = false;
  bool replayed =
      false;  // the answer, a refusal too, is that of an earlier request with the same key
  Decoded decoded;
  std::string service;
  google::protobuf::Arena arena;
  google::protobuf::Message* in = nullptr;
  google::protobuf::Message* out = nullptr;
};

Front::Front(const Catalog& catalog, Backends& backends, const auth::Authenticator& authenticator,
             const DatabaseClocks& clocks, Limits limits)
    : backends_(backends),
      authenticator_(authenticator),
      clocks_(clocks),
      limits_(std::move(limits)),
      cors_(limits_.origins),
      admission_(metrics::Default()),
      metrics_(metrics::Default(), catalog),
      deprecation_(metrics::Default(), catalog) {
  for (const Route& route : catalog.routes()) {
    staff_.Add(route).IgnoreError();  // the catalog has no twins
    if (!route.method->staff_only) public_.Add(route).IgnoreError();
  }
  for (const Route& route : catalog.by_name()) {
    staff_.Add(route).IgnoreError();
    if (!route.method->staff_only) public_.Add(route).IgnoreError();
  }
}

void Front::Handle(http::Request request, http::Reply reply) {
  ++in_flight_;
  Router::Match match = Find(request);
  const auto exchange =
      std::make_shared<Exchange>(std::move(request), std::move(reply), std::move(match));
  if (Cors::IsPreflight(exchange->request)) {
    return Finish(*exchange, cors_.Preflight(exchange->request, exchange->match.allowed), "");
  }
  if (const auto page = pages_.find(PathOf(exchange->request)); page != pages_.end()) {
    const bool get = exchange->request.method == "GET" || exchange->request.method == "HEAD";
    if (get) return Finish(*exchange, page->second(exchange->request), "");
    exchange->match.allowed = {"GET"};
    return Fail(*exchange, MethodNotAllowed());
  }
  if (const absl::Status status = Prepare(*exchange); !status.ok()) return Fail(*exchange, status);
  Call(exchange);
}

Router::Match Front::Find(const http::Request& request) const {
  const absl::string_view path = PathOf(request);
  const bool ours =
      limits_.hosts.empty() || absl::c_any_of(limits_.hosts, [&](const std::string& host) {
        return absl::EqualsIgnoreCase(host, HostOf(request));
      });
  if (!ours || path.size() > kLongestPath) return {};
  const absl::string_view verb =
      request.method == "HEAD" ? "GET" : absl::string_view(request.method);
  return (request.listener == kStaff ? staff_ : public_).Find(verb, path);
}

absl::Status Front::Prepare(Exchange& exchange) {
  if (exchange.match.route == nullptr)
    return exchange.match.allowed.empty() ? RouteNotFound() : MethodNotAllowed();
  const Method& method = *exchange.match.route->method;
  RETURN_IF_ERROR(Identify(exchange));
  exchange.admitted = admission_.Enter(method.rule.priority());
  if (!exchange.admitted) return Overloaded();
  exchange.in = method.request->New(&exchange.arena);
  exchange.out = method.response->New(&exchange.arena);
  RETURN_IF_ERROR(
      exchange.protocol.Read(exchange.request, exchange.match, *exchange.in, exchange.decoded));
  exchange.service = method.service;
  if (exchange.service.empty()) {
    ASSIGN_OR_RETURN(exchange.service,
                     RouteOperation(*exchange.in, backends_, limits_.deadline - absl::Seconds(1)));
  }
  return absl::OkStatus();
}

absl::Status Front::Identify(Exchange& exchange) const {
  constexpr absl::string_view kScheme = "bearer ";
  const absl::string_view header = exchange.request.Header("authorization");
  if (header.empty())
    return OpenToAll(*exchange.match.route->method) ? absl::OkStatus() : auth::Unauthenticated();
  if (!absl::StartsWithIgnoreCase(header, kScheme)) return auth::Unauthenticated();
  auth::Credentials credentials;
  credentials.bearer = header.substr(kScheme.size());
  if (credentials.bearer.empty()) return auth::Unauthenticated();
  ASSIGN_OR_RETURN(exchange.caller, authenticator_.Identify(credentials));
  return absl::OkStatus();
}

void Front::Call(const Shared& exchange) {
  const Method& method = *exchange->match.route->method;
  Backends::Call call;
  call.method = &method;
  call.service = exchange->service;
  call.request = exchange->in;
  call.response = exchange->out;
  call.caller = exchange->caller;
  if (method.rule.stamped())
    call.receive_time = clocks_.At(call.service, exchange->request.arrival);
  call.traceparent = exchange->trace.context().Traceparent();
  call.deadline = absl::Now() + std::min(limits_.deadline, exchange->decoded.timeout);
  call.repeatable = exchange->decoded.repeatable;
  backends_.Start(std::move(call), [this, exchange](const Backends::Outcome& outcome) {
    Answer(*exchange, outcome);
  });
}

void Front::Answer(Exchange& exchange, const Backends::Outcome& outcome) {
  exchange.replayed = outcome.replayed;
  if (!outcome.status.ok()) return Fail(exchange, Worded(outcome.status));
  Finish(exchange,
         exchange.protocol.Write(exchange.request, *exchange.match.route, *exchange.out,
                                 exchange.decoded),
         "");
}

void Front::Fail(Exchange& exchange, const absl::Status& status) {
  ProblemContext context;
  context.language = LanguageOf(exchange.request.Header("accept-language"));
  const absl::string_view path = PathOf(exchange.request);
  if (path.size() <= kLongestPath && IsUtf8(path)) context.instance = std::string(path);
  context.request_id = exchange.request_id;
  context.trace_id = exchange.trace.context().TraceId();
  context.route = exchange.match.route;
  context.etag_from_header = exchange.decoded.etag_from_header;
  http::Response response =
      exchange.protocol.WriteError(exchange.request, status, context, exchange.decoded);
  if (response.status == 405)
    response.headers.emplace_back("Allow", absl::StrJoin(exchange.match.allowed, ", "));
  exchange.trace.Finish(status.code());
  Finish(exchange, std::move(response), ErrorFrom(status).reason);
}

void Front::Finish(Exchange& exchange, http::Response response, absl::string_view reason) {
  const Route* route = exchange.match.route;
  const absl::Duration took = absl::Now() - exchange.begun;
  const std::string trace_id = exchange.trace.context().TraceId();
  response.headers.emplace_back("traceparent", exchange.trace.context().Traceparent());
  if (exchange.replayed) response.headers.emplace_back("Idempotent-Replayed", "true");
  metrics_.Observe(route, response.status, took);
  log::Request({{"route", route == nullptr ? "none" : absl::string_view(route->path.text)},
                {"verb", route == nullptr ? "" : absl::string_view(route->verb)},
                {"http_code", response.status},
                {"reason", reason},
                {"duration_ms", took},
                {"request_bytes", exchange.request.body.size()},
                {"response_bytes", response.body.size()},
                {"request_id", exchange.request_id},
                {"trace_id", trace_id}});
  cors_.Allow(exchange.request, response);
  Encode(exchange.request, response);
  if (route != nullptr && exchange.admitted) admission_.Leave(route->method->rule.priority());
  if (!Says(response, "Cache-Control")) {
    const int max_age = MaxAgeOf(route, response.status);
    response.headers.emplace_back(
        "Cache-Control", max_age > 0 ? absl::StrCat("public, max-age=", max_age) : "no-store");
  }
  if (route != nullptr) deprecation_.Tell(*route->method, response);
  if (response.lines.empty()) response.lines = kSafeHeaders;
  exchange.reply(std::move(response));
  --in_flight_;
}

http::Response Front::Refuse(int status) {
  ProblemContext context;
  context.request_id = NewUuid().ToString();
  context.trace_id = trace::NewContext().TraceId();
  http::Response response = ProblemOf(status == 413 ? BodyTooLarge() : MalformedRequest(), context);
  response.status = status;
  response.headers.emplace_back("Cache-Control", "no-store");
  response.lines = kSafeHeaders;
  return response;
}

}  // namespace nastavnik::gateway
