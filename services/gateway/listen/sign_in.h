#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "common/auth/authenticator.h"
#include "common/http/message.h"
#include "nastavnik/access/v1/access.pb.h"
#include "services/gateway/routes/catalog.h"

namespace nastavnik::gateway {

// How a browser stays signed in without a script that holds a token. A call with the header
// "X-Session: cookie" gets the tokens of its answer as cookies, which no script reads; from then on
// the browser sends the session's with every call. Since it does so for pages of other sites too,
// every write needs the header X-CSRF-Token: an HMAC of the session that every copy of the gateway
// computes alike and that a page of another site cannot read. Which fields are tokens, and which
// call ends a session, is said by options of the proto files. Immutable.
class SignIn {
 public:
  // `secret` is that of the gateway; `hosts` are ours, none: the one that was called; `origins` are
  // those of pages that may call from elsewhere. `authenticator` must outlive it.
  SignIn(const Catalog& catalog, const auth::Authenticator& authenticator, absl::string_view secret,
         std::vector<std::string> hosts, std::vector<std::string> origins);

  // Who calls. A bearer token comes first; UNAUTHENTICATED, and CSRF_TOKEN_INVALID for a write that
  // a cookie authorizes and that may come from another site. A cookie comes along unasked: where
  // anybody may call, a bad one makes nobody of the caller instead.
  struct Caller {
    auth::Identity identity;
    bool by_cookie = false;
  };
  absl::StatusOr<Caller> Identify(const http::Request& request, const Method& method) const;

  // Fills tokens that the request did not bring from their cookies. CSRF_TOKEN_INVALID without
  // "X-Session: cookie", which other sites cannot send.
  absl::Status TakeFromCookies(const http::Request& request, const Method& method,
                               google::protobuf::Message& message) const;
  // What a browser is told with the answer `out` to the call `in`. Moves the tokens in the answer
  // into cookies when the request asks for that; a session that the call ended takes its cookies
  // along; X-CSRF-Token is that of the session which the browser has from now on.
  http::Headers Answer(const http::Request& request, const Method& method, const Caller& caller,
                       const google::protobuf::Message& in, google::protobuf::Message& out) const;

 private:
  using Kind = access::v1::Cookie::Kind;
  struct Token {
    Kind kind;
    const google::protobuf::FieldDescriptor* field;
    const google::protobuf::FieldDescriptor* expire_time;  // may be null
  };
  absl::StatusOr<Caller> IdentifyByCookie(const http::Request& request, const Method& method) const;
  absl::Status CheckWrite(const http::Request& request, absl::string_view session) const;
  std::string CsrfTokenOf(absl::string_view session) const;
  // The token of the session, or "" when there was nothing to move.
  std::string MoveToCookies(const Method& method, google::protobuf::Message& message,
                            http::Headers& headers) const;
  bool Ends(const Method& method, const google::protobuf::Message& message,
            absl::string_view session) const;
  static std::vector<Token> TokensIn(const google::protobuf::Descriptor& type);
  bool KnowsOriginOf(const http::Request& request) const;
  std::string SetCookie(Kind kind, absl::string_view value, absl::string_view end) const;

  const auth::Authenticator& authenticator_;
  const std::string key_;
  const std::vector<std::string> hosts_;
  const std::vector<std::string> origins_;
  std::string refresh_path_;
  absl::flat_hash_map<const Method*, std::vector<Token>> taken_;
  absl::flat_hash_map<const Method*, std::vector<Token>> given_;
};

}  // namespace nastavnik::gateway
