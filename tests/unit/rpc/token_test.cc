#include <sodium.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "catch2/catch.hpp"

#include "common/auth/authenticator.h"
#include "common/auth/minter.h"
#include "common/status/error.h"

namespace nastavnik::auth {
namespace {

struct Pair {
  PublicKey open;
  SecretKey secret;
};

Pair NewPair() {
  REQUIRE(sodium_init() >= 0);
  Pair pair;
  crypto_sign_keypair(pair.open.data(), pair.secret.data());
  return pair;
}

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

AccessToken TokenOf(PersonId person) {
  AccessToken token;
  token.person = person;
  token.session = NewUuid().ToString();
  token.epoch = 3;
  token.password_time = kNow - absl::Minutes(1);
  token.expire_time = kNow + absl::Minutes(10);
  return token;
}

std::string Segment(const std::string& text) { return absl::WebSafeBase64Escape(text); }

// A token with any header and claims, signed with a key.
std::string Forge(const SecretKey& key, const std::string& header, const std::string& claims) {
  std::string token = absl::StrCat(Segment(header), ".", Segment(claims));
  uint8_t signature[crypto_sign_BYTES];
  crypto_sign_detached(signature, nullptr, reinterpret_cast<const uint8_t*>(token.data()),
                       token.size(), key.data());
  return absl::StrCat(token, ".",
                      Segment(std::string(reinterpret_cast<char*>(signature), sizeof signature)));
}

TEST_CASE("an access token says again what was signed") {
  const Pair pair = NewPair();
  Keys keys;
  keys.Add("registration-token", pair.open);
  const AccessToken token = TokenOf(PersonId::New());
  const auto read =
      VerifyAccessToken(keys, Signer("registration-token", pair.secret).Sign(token), kNow);
  REQUIRE(read.ok());
  CHECK(read->person == token.person);
  CHECK(read->session == token.session);
  CHECK(read->epoch == 3);
  CHECK(read->password_time == token.password_time);
  CHECK(read->expire_time == token.expire_time);
}

TEST_CASE("forged and bent access tokens are refused with one text") {
  const Pair pair = NewPair();
  const Pair other = NewPair();
  Keys keys;
  keys.Add("registration-token", pair.open);
  keys.Add("gateway", other.open);
  const std::string person = PersonId::New().ToString();
  const std::string header = R"({"alg":"EdDSA","kid":"registration-token","typ":"at+jwt"})";
  const auto claims = [&](const std::string& exp, const std::string& extra = "") {
    return absl::StrCat(R"({"aud":"api","iss":"nastavnik","sub":")", person,
                        R"(","sid":"s","epoch":0,"pwt":1,"exp":)", exp, extra, "}");
  };
  const std::string good = claims("1800000600");
  REQUIRE(VerifyAccessToken(keys, Forge(pair.secret, header, good), kNow).ok());

  const std::string valid = Forge(pair.secret, header, good);
  const std::vector<absl::string_view> parts = absl::StrSplit(valid, '.');
  const std::vector<std::string> forged = {
      "",
      ".",
      "..",
      "a.b.c",
      std::string(5000, 'a'),
      absl::StrCat(parts[0], ".", parts[1], "."),  // no signature
      absl::StrCat(parts[0], ".", parts[1]),       // two parts
      absl::StrCat(valid, ".x"),                   // four parts
      absl::StrCat(parts[0], ".", Segment(claims("1900000000")), ".",
                   parts[2]),             // other claims, old signature
      Forge(other.secret, header, good),  // not the key that it names
      Forge(other.secret, R"({"alg":"EdDSA","kid":"gateway","typ":"at+jwt"})",
            good),  // a process's key signs for no person
      Forge(other.secret, R"({"alg":"EdDSA","kid":"unknown","typ":"at+jwt"})", good),
      Forge(pair.secret, header, claims("1800000600", R"(,"nbf":1800000300)")),  // not yet
      Forge(pair.secret, R"({"alg":"none","kid":"registration-token","typ":"at+jwt"})", good),
      Forge(pair.secret, R"({"alg":"HS256","kid":"registration-token","typ":"at+jwt"})", good),
      Forge(pair.secret, R"({"alg":"EdDSA","kid":"../../etc/passwd","typ":"at+jwt"})", good),
      Forge(pair.secret, R"({"alg":"EdDSA","kid":"x' OR '1'='1","typ":"at+jwt"})", good),
      Forge(pair.secret, R"({"alg":"EdDSA","kid":"registration-token","typ":"JWT"})", good),
      Forge(pair.secret, R"({"alg":"EdDSA","kid":"registration-token","typ":"call+jwt"})", good),
      Forge(pair.secret,
            R"({"alg":"EdDSA","kid":"registration-token","typ":"at+jwt","jku":"http://127.0.0.1"})",
            good),
      Forge(pair.secret, R"({"alg":"EdDSA","kid":"registration-token"})", good),
      Forge(pair.secret, header, claims("\"1800000600\"")),  // text instead of a number
      Forge(pair.secret, header, claims("1800000600.5")),
      Forge(pair.secret, header, claims("1e400")),
      Forge(pair.secret, header, claims("9223372036854775808")),
      Forge(pair.secret, header, claims("1799999999")),  // expired
      Forge(pair.secret, header,
            claims("1800000600", absl::StrCat(R"(,"sub":")", PersonId::New().ToString(), "\""))),
      Forge(pair.secret, header,
            R"({"aud":"partner","iss":"nastavnik","sub":")" + person +
                R"(","sid":"s","epoch":0,"pwt":1,"exp":1800000600})"),
      Forge(pair.secret, header,
            R"({"aud":"api","iss":"other","sub":")" + person +
                R"(","sid":"s","epoch":0,"pwt":1,"exp":1800000600})"),
      Forge(
          pair.secret, header,
          R"({"aud":"api","iss":"nastavnik","sub":"admin","sid":"s","epoch":0,"pwt":1,"exp":1800000600})"),
      Forge(pair.secret, header, "[]"),
      Forge(pair.secret, header, "{}"),
      Forge(pair.secret, header, "not json"),
  };
  for (const std::string& token : forged) {
    INFO(token);
    const auto read = VerifyAccessToken(keys, token, kNow);
    REQUIRE_FALSE(read.ok());
    CHECK(read.status() == Unauthenticated());
  }
}

TEST_CASE("a call token is good for one service and one method of the process that signed it") {
  const Pair gateway = NewPair();
  const Pair review = NewPair();
  Keys keys;
  keys.Add("gateway", gateway.open);
  keys.Add("review", review.open);
  CallToken token;
  token.from = "gateway";
  token.to = "submission";
  token.method = "/nastavnik.submission.v1.ApplicationService/SubmitApplication";
  token.person = PersonId::New();
  token.session = "s";
  token.receive_time = kNow - absl::Microseconds(1234567);
  token.expire_time = kNow + absl::Seconds(60);
  const std::string text = Signer("gateway", gateway.secret).Sign(token);

  const auto read = VerifyCallToken(keys, text, "submission", token.method, kNow);
  REQUIRE(read.ok());
  CHECK(read->person == token.person);
  CHECK(read->receive_time == token.receive_time);
  CHECK_FALSE(VerifyCallToken(keys, text, "review", token.method, kNow).ok());
  CHECK_FALSE(VerifyCallToken(keys, text, "submission", "/other", kNow).ok());
  CHECK_FALSE(
      VerifyCallToken(keys, text, "submission", token.method, kNow + absl::Minutes(2)).ok());
  // The review service cannot speak for the gateway, nor can anybody make a token that lives for
  // long.
  CHECK_FALSE(VerifyCallToken(keys, Signer("review", review.secret).Sign(token), "submission",
                              token.method, kNow)
                  .ok());
  token.expire_time = kNow + absl::Hours(1);
  CHECK_FALSE(VerifyCallToken(keys, Signer("gateway", gateway.secret).Sign(token), "submission",
                              token.method, kNow)
                  .ok());
}

TEST_CASE("a minted token without a stamp is used again, one with a stamp is not") {
  const Pair pair = NewPair();
  Minter minter("gateway", Signer("gateway", pair.secret));
  CallToken token;
  token.to = "submission";
  token.method = "/m";
  token.person = PersonId::New();
  CHECK(minter.Mint(token) == minter.Mint(token));
  CallToken other = token;
  other.person = PersonId::New();
  CHECK(minter.Mint(token) != minter.Mint(other));
  token.receive_time = kNow;
  other = token;
  other.receive_time = kNow + absl::Microseconds(1);
  CHECK(minter.Mint(token) != minter.Mint(other));
}

TEST_CASE("a token that was remembered is still good for one method, and for one header") {
  const Pair gateway = NewPair();
  const Pair people = NewPair();
  Keys keys;
  keys.Add("gateway", gateway.open);
  keys.Add("registration-token", people.open);
  Principals principals([](PersonId, absl::Time) { return Principal{"ACTIVE"}; });
  const Authenticator authenticator("review", keys, principals);
  CallToken call;
  call.from = "gateway";
  call.to = "review";
  call.method = "/m";
  call.expire_time = absl::Now() + absl::Seconds(30);
  const std::string text = Signer("gateway", gateway.secret).Sign(call);
  for (int i = 0; i < 2; ++i) CHECK(authenticator.Identify({"", text, "/m"}).ok());
  CHECK_FALSE(authenticator.Identify({"", text, "/other"}).ok());
  CHECK_FALSE(authenticator.Identify({text, "", "/m"}).ok());

  AccessToken access = TokenOf(PersonId::New());
  access.expire_time = absl::Now() + absl::Minutes(10);
  const std::string bearer = Signer("registration-token", people.secret).Sign(access);
  for (int i = 0; i < 2; ++i) CHECK(authenticator.Identify({bearer, "", "/m"}).ok());
  CHECK_FALSE(authenticator.Identify({"", bearer, "/m"}).ok());
}

TEST_CASE("locked accounts, old epochs and ended sessions are nobody") {
  const Pair pair = NewPair();
  Keys keys;
  keys.Add("registration-token", pair.open);
  Principal account{"ACTIVE", 3, {{access::v1::Grant::CHAIR, "2027", "social", ""}}, {}};
  Principals principals([&](PersonId, absl::Time) { return account; });
  const Authenticator authenticator("review", keys, principals);
  AccessToken token = TokenOf(PersonId::New());
  token.expire_time = absl::Now() + absl::Minutes(10);
  const auto complete = [&]() -> absl::StatusOr<Caller> {
    principals.Drop(token.person);
    const std::string bearer = Signer("registration-token", pair.secret).Sign(token);
    ASSIGN_OR_RETURN(Identity identity, authenticator.Identify({bearer, "", "/m"}));
    return authenticator.Complete(identity, absl::InfiniteFuture());
  };
  const auto caller = complete();
  REQUIRE(caller.ok());
  CHECK(caller->Has(access::v1::Grant::CHAIR, "2027", "social"));
  CHECK_FALSE(caller->Has(access::v1::Grant::CHAIR, "2027", "education"));
  CHECK_FALSE(caller->Has(access::v1::Grant::CHAIR, "2028", "social"));
  account.epoch = 4;
  CHECK(ReasonOf(complete().status()) == "UNAUTHENTICATED");
  account.epoch = 3;
  account.ended_sessions = {token.session};
  CHECK(ReasonOf(complete().status()) == "UNAUTHENTICATED");
  account.ended_sessions.clear();
  account.state = "LOCKED";
  CHECK(ReasonOf(complete().status()) == "UNAUTHENTICATED");
}

}  // namespace
}  // namespace nastavnik::auth
