#include "common/auth/token.h"

#include <vector>

#include <sodium.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/json/json.h"
#include "common/status/error.h"

namespace nastavnik::auth {
namespace {

constexpr absl::string_view kAccessType = "at+jwt";
constexpr absl::string_view kCallType = "call+jwt";
constexpr absl::string_view kIssuer = "nastavnik";
constexpr absl::string_view kAudience = "api";
constexpr absl::string_view kPeopleKeys =
    "registration-token";  // kids that sign for people begin so; no process's own does
constexpr absl::Duration kLeeway = absl::Seconds(5);  // clocks of two machines
constexpr size_t kLongestToken = 2048;

std::string Encode(absl::string_view bytes) { return absl::WebSafeBase64Escape(bytes); }

// Claims of a verified token. Every accessor refuses a claim that is missing or of another type.
class Claims {
 public:
  explicit Claims(json::Value value) : value_(std::move(value)) {}

  absl::StatusOr<std::string> Text(absl::string_view name) const {
    const auto* claim = Find(name);
    if (claim == nullptr || !claim->is_string()) return Unauthenticated();
    return std::string(claim->get_string().data(), claim->get_string().size());
  }
  absl::StatusOr<int64_t> Number(absl::string_view name) const {
    const auto* claim = Find(name);
    if (claim == nullptr || !claim->is_int64()) return Unauthenticated();
    return claim->get_int64();
  }
  bool Has(absl::string_view name) const { return Find(name) != nullptr; }

 private:
  const json::Value* Find(absl::string_view name) const {
    return value_.get_object().if_contains({name.data(), name.size()});
  }
  json::Value value_;
};

struct Verified {
  std::string kid;
  Claims claims;
};

absl::StatusOr<json::Value> ParseObject(absl::string_view base64) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(base64, &text)) return Unauthenticated();
  auto value = json::Parse(text);
  if (!value.ok() || !value->is_object()) return Unauthenticated();
  return *std::move(value);
}

absl::StatusOr<Verified> Verify(const Keys& keys, absl::string_view token, absl::string_view type) {
  if (token.size() > kLongestToken) return Unauthenticated();
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return Unauthenticated();
  ASSIGN_OR_RETURN(json::Value header_value, ParseObject(parts[0]));
  if (header_value.get_object().size() != 3) return Unauthenticated();
  const Claims header(std::move(header_value));
  ASSIGN_OR_RETURN(const std::string alg, header.Text("alg"));
  ASSIGN_OR_RETURN(const std::string typ, header.Text("typ"));
  ASSIGN_OR_RETURN(const std::string kid, header.Text("kid"));
  if (alg != "EdDSA" || typ != type) return Unauthenticated();
  const auto key = keys.Find(kid);
  std::string signature;
  if (!key || !absl::WebSafeBase64Unescape(parts[2], &signature) ||
      signature.size() != crypto_sign_BYTES) {
    return Unauthenticated();
  }
  const absl::string_view signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
  if (crypto_sign_verify_detached(reinterpret_cast<const uint8_t*>(signature.data()),
                                  reinterpret_cast<const uint8_t*>(signed_part.data()),
                                  signed_part.size(), key->data()) != 0) {
    return Unauthenticated();
  }
  ASSIGN_OR_RETURN(json::Value claims, ParseObject(parts[1]));
  return Verified{kid, Claims(std::move(claims))};
}

}  // namespace

absl::Status Unauthenticated() {
  Error error;
  error.code = absl::StatusCode::kUnauthenticated;
  error.reason = "UNAUTHENTICATED";
  error.message = "Войдите в систему и повторите запрос.";
  return ToStatus(error);
}

std::string Signer::SignClaims(absl::string_view type, absl::string_view claims) const {
  const std::string header =
      absl::StrCat(R"({"alg":"EdDSA","kid":")", kid_, R"(","typ":")", type, R"("})");
  std::string token = absl::StrCat(Encode(header), ".", Encode(claims));
  uint8_t signature[crypto_sign_BYTES];
  crypto_sign_detached(signature, nullptr, reinterpret_cast<const uint8_t*>(token.data()),
                       token.size(), key_.data());
  absl::StrAppend(&token, ".",
                  Encode({reinterpret_cast<const char*>(signature), sizeof signature}));
  return token;
}

std::string Signer::Sign(const AccessToken& token) const {
  return SignClaims(
      kAccessType,
      absl::StrCat(R"({"aud":")", kAudience, R"(","iss":")", kIssuer, R"(","sub":")",
                   token.person.ToString(), R"(","sid":")", token.session, R"(","epoch":)",
                   token.epoch, R"(,"pwt":)", absl::ToUnixSeconds(token.password_time),
                   R"(,"exp":)", absl::ToUnixSeconds(token.expire_time), "}"));
}

std::string Signer::Sign(const CallToken& token) const {
  std::string claims =
      absl::StrCat(R"({"iss":")", token.from, R"(","aud":")", token.to, R"(","mth":")",
                   token.method, R"(","exp":)", absl::ToUnixSeconds(token.expire_time));
  if (!token.person.IsNil()) {
    absl::StrAppend(&claims, R"(,"sub":")", token.person.ToString(), R"(","sid":")", token.session,
                    R"(","epoch":)", token.epoch, R"(,"pwt":)",
                    absl::ToUnixSeconds(token.password_time));
  }
  if (token.receive_time)
    absl::StrAppend(&claims, R"(,"rt":)", absl::ToUnixMicros(*token.receive_time));
  absl::StrAppend(&claims, "}");
  return SignClaims(kCallType, claims);
}

absl::StatusOr<AccessToken> VerifyAccessToken(const Keys& keys, absl::string_view token,
                                              absl::Time now) {
  ASSIGN_OR_RETURN(const Verified verified, Verify(keys, token, kAccessType));
  if (!absl::StartsWith(verified.kid, kPeopleKeys)) return Unauthenticated();
  const Claims& claims = verified.claims;
  ASSIGN_OR_RETURN(const std::string issuer, claims.Text("iss"));
  ASSIGN_OR_RETURN(const std::string audience, claims.Text("aud"));
  ASSIGN_OR_RETURN(const std::string subject, claims.Text("sub"));
  AccessToken access;
  ASSIGN_OR_RETURN(access.session, claims.Text("sid"));
  ASSIGN_OR_RETURN(const int64_t epoch, claims.Number("epoch"));
  ASSIGN_OR_RETURN(const int64_t password_time, claims.Number("pwt"));
  ASSIGN_OR_RETURN(const int64_t expire_time, claims.Number("exp"));
  const auto person = PersonId::Parse(subject);
  access.expire_time = absl::FromUnixSeconds(expire_time);
  if (claims.Has("nbf")) {
    ASSIGN_OR_RETURN(const int64_t not_before, claims.Number("nbf"));
    if (absl::FromUnixSeconds(not_before) > now + kLeeway) return Unauthenticated();
  }
  if (!person || issuer != kIssuer || audience != kAudience || access.expire_time <= now)
    return Unauthenticated();
  access.person = *person;
  access.epoch = static_cast<int>(epoch);
  access.password_time = absl::FromUnixSeconds(password_time);
  return access;
}

absl::StatusOr<CallToken> VerifyCallToken(const Keys& keys, absl::string_view token,
                                          absl::string_view to, absl::string_view method,
                                          absl::Time now) {
  ASSIGN_OR_RETURN(const Verified verified, Verify(keys, token, kCallType));
  const Claims& claims = verified.claims;
  CallToken call;
  ASSIGN_OR_RETURN(call.from, claims.Text("iss"));
  ASSIGN_OR_RETURN(call.to, claims.Text("aud"));
  ASSIGN_OR_RETURN(call.method, claims.Text("mth"));
  ASSIGN_OR_RETURN(const int64_t expire_time, claims.Number("exp"));
  call.expire_time = absl::FromUnixSeconds(expire_time);
  const bool in_time =
      call.expire_time + kLeeway > now && call.expire_time < now + absl::Seconds(60) + kLeeway;
  if (call.from != verified.kid || call.to != to || call.method != method || !in_time)
    return Unauthenticated();
  if (claims.Has("sub")) {
    ASSIGN_OR_RETURN(const std::string subject, claims.Text("sub"));
    ASSIGN_OR_RETURN(call.session, claims.Text("sid"));
    ASSIGN_OR_RETURN(const int64_t epoch, claims.Number("epoch"));
    ASSIGN_OR_RETURN(const int64_t password_time, claims.Number("pwt"));
    const auto person = PersonId::Parse(subject);
    if (!person) return Unauthenticated();
    call.person = *person;
    call.epoch = static_cast<int>(epoch);
    call.password_time = absl::FromUnixSeconds(password_time);
  }
  if (claims.Has("rt")) {
    ASSIGN_OR_RETURN(const int64_t receive_time, claims.Number("rt"));
    call.receive_time = absl::FromUnixMicros(receive_time);
  }
  return call;
}

}  // namespace nastavnik::auth
