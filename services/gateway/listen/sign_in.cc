#include "services/gateway/listen/sign_in.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "google/protobuf/timestamp.pb.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/status/fault.h"
#include "common/status/macros.h"
#include "services/gateway/listen/caller.h"
#include "services/gateway/listen/errors.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;
using access::v1::Cookie;

// RFC 6265bis: a browser takes a cookie of the first prefix only when it is Secure, for all paths
// and of this host alone; of the second only when it is Secure.
constexpr absl::string_view kSession = "__Host-nastavnik-session";
constexpr absl::string_view kRefresh = "__Secure-nastavnik-refresh";

absl::string_view NameOf(Cookie::Kind kind) {
  return kind == Cookie::REFRESH ? kRefresh : kSession;
}

// Value of a cookie of the request; "" without one.
std::string CookieIn(const http::Request& request, absl::string_view name) {
  for (const auto& [header, value] : request.headers) {
    if (!absl::EqualsIgnoreCase(header, "cookie")) continue;
    for (absl::string_view pair : absl::StrSplit(value, ';')) {
      pair = absl::StripAsciiWhitespace(pair);
      if (absl::ConsumePrefix(&pair, name) && absl::ConsumePrefix(&pair, "="))
        return std::string(pair);
    }
  }
  return "";
}

bool WantsCookies(const http::Request& request) {
  return absl::EqualsIgnoreCase(request.Header("x-session"), "cookie");
}

// "localhost:8080" -> "localhost"; "[::1]:8080" -> "[::1]".
absl::string_view WithoutPort(absl::string_view host) {
  const size_t colon = host.rfind(':');
  return colon == absl::string_view::npos || absl::EndsWith(host, "]") ? host
                                                                       : host.substr(0, colon);
}

}  // namespace

SignIn::SignIn(const Catalog& catalog, const auth::Authenticator& authenticator,
               absl::string_view secret, std::vector<std::string> hosts,
               std::vector<std::string> origins)
    : authenticator_(authenticator),
      key_(crypto::HmacSha256(secret, "nastavnik csrf 1")),
      hosts_(std::move(hosts)),
      origins_(std::move(origins)) {
  for (const Method& method : catalog.methods()) {
    if (auto tokens = TokensIn(*method.descriptor->input_type()); !tokens.empty())
      taken_.emplace(&method, std::move(tokens));
    if (auto tokens = TokensIn(*method.descriptor->output_type()); !tokens.empty())
      given_.emplace(&method, std::move(tokens));
  }
  for (const Route& route : catalog.routes()) {
    if (taken_.contains(route.method)) refresh_path_ = route.path.text;
  }
}

std::vector<SignIn::Token> SignIn::TokensIn(const pb::Descriptor& type) {
  std::vector<Token> tokens;
  for (int i = 0; i < type.field_count(); ++i) {
    const pb::FieldDescriptor& field = *type.field(i);
    if (!field.options().HasExtension(access::v1::cookie)) continue;
    const Cookie& cookie = field.options().GetExtension(access::v1::cookie);
    tokens.push_back({cookie.kind(), &field, type.FindFieldByName(cookie.expire_time())});
  }
  return tokens;
}

absl::StatusOr<SignIn::Caller> SignIn::Identify(const http::Request& request,
                                                const Method& method) const {
  const absl::string_view header = request.Header("authorization");
  if (header.empty()) {
    absl::StatusOr<Caller> caller = IdentifyByCookie(request, method);
    return caller.ok() || !method.open_to_all ? caller : Caller();
  }
  ASSIGN_OR_RETURN(auth::Identity identity, IdentifyCaller(header, method, authenticator_));
  return Caller{std::move(identity)};
}

absl::StatusOr<SignIn::Caller> SignIn::IdentifyByCookie(const http::Request& request,
                                                        const Method& method) const {
  const std::string token = CookieIn(request, kSession);
  if (token.empty()) return auth::Unauthenticated();
  ASSIGN_OR_RETURN(auth::Identity identity, authenticator_.Identify({.bearer = token}));
  if (!method.reads) RETURN_IF_ERROR(CheckWrite(request, identity.caller.session));
  return Caller{std::move(identity), true};
}

std::string SignIn::CsrfTokenOf(absl::string_view session) const {
  return crypto::Base64Encode(crypto::HmacSha256(key_, session), crypto::Base64::kUrl);
}

bool SignIn::KnowsOriginOf(const http::Request& request) const {
  const absl::string_view origin = request.Header("origin");
  if (origin.empty() || absl::c_linear_search(origins_, origin)) return true;
  absl::string_view host = origin;
  if (!absl::ConsumePrefix(&host, "https://") && !absl::ConsumePrefix(&host, "http://"))
    return false;
  host = WithoutPort(host);
  if (hosts_.empty()) return absl::EqualsIgnoreCase(host, WithoutPort(request.Header("host")));
  return absl::c_any_of(
      hosts_, [&](const std::string& ours) { return absl::EqualsIgnoreCase(ours, host); });
}

absl::Status SignIn::CheckWrite(const http::Request& request, absl::string_view session) const {
  if (Fault("csrf_unchecked")) return absl::OkStatus();
  const bool ours = crypto::SameBytes(request.Header("x-csrf-token"), CsrfTokenOf(session));
  return ours && KnowsOriginOf(request) ? absl::OkStatus() : CsrfTokenInvalid();
}

absl::Status SignIn::TakeFromCookies(const http::Request& request, const Method& method,
                                     pb::Message& message) const {
  const auto found = taken_.find(&method);
  if (found == taken_.end()) return absl::OkStatus();
  const pb::Reflection& reflection = *message.GetReflection();
  for (const Token& token : found->second) {
    if (!reflection.GetString(message, token.field).empty()) continue;
    std::string value = CookieIn(request, NameOf(token.kind));
    if (value.empty()) continue;
    if (!WantsCookies(request) || !KnowsOriginOf(request)) return CsrfTokenInvalid();
    reflection.SetString(&message, token.field, std::move(value));
  }
  return absl::OkStatus();
}

http::Headers SignIn::Answer(const http::Request& request, const Method& method,
                             const Caller& caller, const pb::Message& in, pb::Message& out) const {
  http::Headers headers;
  std::string session = caller.by_cookie ? caller.identity.caller.session : "";
  if (Ends(method, in, session)) {
    for (const Kind kind : {Cookie::SESSION, Cookie::REFRESH})
      headers.emplace_back("Set-Cookie", SetCookie(kind, "", "; Max-Age=0"));
    return headers;
  }
  const std::string token = WantsCookies(request) ? MoveToCookies(method, out, headers) : "";
  if (!token.empty()) {
    const auto made = authenticator_.Identify({.bearer = token});
    session = made.ok() ? made->caller.session : "";
  }
  const bool kept = method.rule.public_max_age() > 0;  // by caches that anybody reads
  if (!session.empty() && !kept) headers.emplace_back("X-CSRF-Token", CsrfTokenOf(session));
  return headers;
}

std::string SignIn::MoveToCookies(const Method& method, pb::Message& message,
                                  http::Headers& headers) const {
  const auto found = given_.find(&method);
  if (found == given_.end()) return "";
  const pb::Reflection& reflection = *message.GetReflection();
  std::string session;
  for (const Token& token : found->second) {
    const std::string value = reflection.GetString(message, token.field);
    std::string end;
    if (token.expire_time != nullptr) {
      const auto& time =
          static_cast<const pb::Timestamp&>(reflection.GetMessage(message, token.expire_time));
      const int64_t seconds = time.seconds() - absl::ToUnixSeconds(absl::Now());
      end = absl::StrCat("; Max-Age=", std::max<int64_t>(0, seconds));
    }
    headers.emplace_back("Set-Cookie", SetCookie(token.kind, value, end));
    if (token.kind == Cookie::SESSION) session = value;
    reflection.ClearField(&message, token.field);
  }
  return session;
}

bool SignIn::Ends(const Method& method, const pb::Message& message,
                  absl::string_view session) const {
  if (!method.rule.ends_session() || session.empty()) return false;
  const auto* object = message.GetDescriptor()->FindFieldByName(method.rule.object());
  return object != nullptr && absl::EndsWith(message.GetReflection()->GetString(message, object),
                                             absl::StrCat("/", session));
}

std::string SignIn::SetCookie(Kind kind, absl::string_view value, absl::string_view end) const {
  const bool refresh = kind == Cookie::REFRESH;
  return absl::StrCat(NameOf(kind), "=", value, "; HttpOnly; Secure; SameSite=",
                      refresh ? "Strict; Path=" : "Lax; Path=", refresh ? refresh_path_ : "/", end);
}

}  // namespace nastavnik::gateway
