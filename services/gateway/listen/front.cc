#include "services/gateway/listen/front.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "google/protobuf/arena.h"

#include "common/id/id.h"
#include "common/log/log.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/trace/call.h"
#include "services/gateway/listen/caller.h"
#include "services/gateway/listen/compress.h"
#include "services/gateway/listen/errors.h"
#include "services/gateway/listen/http_sink.h"
#include "services/gateway/listen/operations.h"
#include "services/gateway/listen/problem.h"
#include "services/gateway/listen/protocol.h"
#include "services/gateway/listen/rate_limit.h"
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
  SignIn::Caller caller;
  Verdict verdict;
  bool admitted = false;
  bool replayed =
      false;  // the answer, a refusal too, is that of an earlier request with the same key
  Decoded decoded;
  std::string service;
  const OwnMethod* own = nullptr;  // instead of a service
  google::protobuf::Arena arena;
  google::protobuf::Message* in = nullptr;
  google::protobuf::Message* out = nullptr;
};

Front::Front(const Parts& parts, Limits limits)
    : parts_(parts),
      limits_(std::move(limits)),
      cors_(limits_.origins),
      admission_(metrics::Default()),
      metrics_(metrics::Default(), parts.catalog),
      streams_(metrics::Default().Gauges(
          "http_server_streams", "Answers that go on until either end hangs up",
          {metrics::OneOf("kind", {"sse", "connect", "grpc_web"})})),
      deprecation_(metrics::Default(), parts.catalog) {
  for (const Route& route : parts.catalog.routes()) {
    staff_.Add(route).IgnoreError();  // the catalog has no twins
    if (!route.method->staff_only) public_.Add(route).IgnoreError();
  }
  for (const Route& route : parts.catalog.by_name()) {
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
  Count(exchange);
}

// Identifies the caller, counts the call and goes on with it when the limit allows it. A caller who
// fails to identify is counted too.
void Front::Count(const Shared& exchange) {
  const Route* route = exchange->match.route;
  absl::Status identified;
  if (route != nullptr) {
    auto caller = parts_.sign_in.Identify(exchange->request, *route->method);
    identified = caller.status();
    if (caller.ok()) exchange->caller = *std::move(caller);
  }
  const CountedUnder under = CountedUnderOf(
      route == nullptr ? nullptr : route->method, exchange->request.listener == kStaff,
      exchange->caller.identity.caller, parts_.addresses.Of(exchange->request));
  const auto proceed = [this, exchange, identified](const Verdict& verdict) {
    exchange->verdict = verdict;
    const absl::Status status = !verdict.allowed  ? RateLimited(verdict)
                                : identified.ok() ? Prepare(*exchange)
                                                  : identified;
    if (!status.ok()) return Fail(*exchange, status);
    exchange->match.route->method->streams() ? Open(exchange) : Call(exchange);
  };
  if (under.key.empty()) return proceed(Verdict());
  parts_.limiter.Count(under.bucket, under.key, proceed);
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
  exchange.admitted = admission_.Enter(method.rule.priority());
  if (!exchange.admitted) return Overloaded();
  exchange.in = method.request->New(&exchange.arena);
  exchange.out = method.response->New(&exchange.arena);
  RETURN_IF_ERROR(
      exchange.protocol.Read(exchange.request, exchange.match, *exchange.in, exchange.decoded));
  RETURN_IF_ERROR(parts_.sign_in.TakeFromCookies(exchange.request, method, *exchange.in));
  exchange.service = method.service;
  if (const auto own = parts_.own.find(method.full_name); own != parts_.own.end()) {
    exchange.own = &own->second;
    return exchange.own->check.Run(*exchange.in);
  }
  if (exchange.service.empty()) {
    ASSIGN_OR_RETURN(exchange.service, RouteOperation(*exchange.in, parts_.backends,
                                                      limits_.deadline - absl::Seconds(1)));
  }
  return absl::OkStatus();
}

void Front::Call(const Shared& exchange) {
  const Method& method = *exchange->match.route->method;
  const absl::Time deadline = absl::Now() + std::min(limits_.deadline, exchange->decoded.timeout);
  if (exchange->own != nullptr) {
    return exchange->own->unary(
        {exchange->caller.identity, *exchange->in, exchange->out, deadline},
        [this, exchange](const absl::Status& status) { Answer(*exchange, {.status = status}); });
  }
  Backends::Call call;
  call.method = &method;
  call.service = exchange->service;
  call.request = exchange->in;
  call.response = exchange->out;
  call.caller = exchange->caller.identity;
  if (method.rule.stamped())
    call.receive_time = parts_.clocks.At(call.service, exchange->request.arrival);
  call.traceparent = exchange->trace.context().Traceparent();
  call.deadline = deadline;
  call.repeatable = exchange->decoded.repeatable;
  parts_.backends.Start(std::move(call), [this, exchange](const Backends::Outcome& outcome) {
    Answer(*exchange, outcome);
  });
}

// An error before the first message is answered as any other call's.
void Front::Open(const Shared& exchange) {
  if (exchange->own == nullptr) return Fail(*exchange, MethodNotAllowed());
  const auto response = std::make_shared<http::Response>();
  auto format =
      exchange->protocol.OpenStream(exchange->request, *exchange->match.route, response->headers);
  response->headers.emplace_back("X-Accel-Buffering",
                                 "no");  // nginx passes each message on at once
  response->stream = std::make_shared<http::Stream>();
  response->stream->Write(format->Begin());
  metrics::Gauge& open = streams_.With({std::string(exchange->protocol.name())});
  auto sink = std::make_shared<HttpSink>(response->stream, std::move(format), open);
  exchange->own->stream(exchange->caller.identity, *exchange->in, std::move(sink),
                        [this, exchange, response](const absl::Status& status) {
                          if (!status.ok()) return Fail(*exchange, Worded(status));
                          Finish(*exchange, std::move(*response), "");
                        });
}

void Front::Answer(Exchange& exchange, const Backends::Outcome& outcome) {
  exchange.replayed = outcome.replayed;
  if (!outcome.status.ok()) return Fail(exchange, Worded(outcome.status));
  http::Headers session = parts_.sign_in.Answer(exchange.request, *exchange.match.route->method,
                                                exchange.caller, *exchange.in, *exchange.out);
  http::Response response = exchange.protocol.Write(exchange.request, *exchange.match.route,
                                                    *exchange.out, exchange.decoded);
  absl::c_move(session, std::back_inserter(response.headers));
  Finish(exchange, std::move(response), "");
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
  AddRateLimitHeaders(exchange.verdict, response.headers);
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
