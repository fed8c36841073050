#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "catch2/catch.hpp"

#include "tests/rpc/gateway/stage.h"

namespace nastavnik::gateway {
namespace {

using testing::Stage;
using Lines = std::vector<std::string>;

constexpr char kApplication[] = "/v1/seasons/2027/applications/0192";
constexpr char kSubmit[] = "/v1/seasons/2027/applications/0192:submit";

// A browser that is signed in, and its token against forged writes.
struct Browser {
  explicit Browser(Stage& s) : stage(s) {
    cookie = absl::StrCat("Cookie: lang=ru; __Host-nastavnik-session=", stage.Token(), "; theme=1");
    csrf = stage.Ask("GET", kApplication, "", {cookie}).Header("X-CSRF-Token");
  }
  Stage::Answer Write(Lines lines) {
    lines.insert(lines.end(), {cookie, "Idempotency-Key: k", "If-Match: \"v3-owner\""});
    return stage.Ask("POST", kSubmit, "{}", lines);
  }
  std::string Proof() const { return absl::StrCat("X-CSRF-Token: ", csrf); }

  Stage& stage;
  std::string cookie, csrf;
};

TEST_CASE("a cookie signs in and a read needs no more") {
  Stage stage;
  Browser browser(stage);
  const auto answer = stage.Ask("GET", kApplication, "", {browser.cookie});
  CHECK(answer.status == 200);
  CHECK(stage.service.asked().caller.person == stage.person);
  CHECK(browser.csrf.size() == 43);
  CHECK(answer.Header("X-CSRF-Token") == browser.csrf);
  // From another site too: its page cannot read the answer.
  CHECK(stage.Ask("GET", kApplication, "", {browser.cookie, "Origin: https://evil.test"}).status ==
        200);
  // A bearer token shows no token of the session.
  CHECK(stage.AskAs("GET", kApplication).Header("X-CSRF-Token").empty());
}

TEST_CASE("a write that another site may have caused is refused") {
  Stage stage([](config::Config& config) { config.http.cors_origins = {"https://forum.test"}; });
  Browser browser(stage);
  const int before = stage.service.asked().calls;
  std::string other = browser.csrf;
  other.front() = other.front() == 'A' ? 'B' : 'A';
  const std::vector<Lines> forged = {
      {},
      {"X-CSRF-Token: "},
      {absl::StrCat("X-CSRF-Token: ", other)},
      {absl::StrCat("X-CSRF-Token: ", browser.csrf, "x")},
      {"Origin: https://evil.test"},
      {browser.Proof(), "Origin: https://evil.test"},
      {browser.Proof(), "Origin: null"},
      {browser.Proof(), "Origin: https://nastavnik.test.evil.test"},
      {browser.Proof(), "Origin: ftp://nastavnik.test"},
  };
  for (const Lines& lines : forged) {
    const auto answer = browser.Write(lines);
    CHECK(answer.status == 403);
    CHECK(answer.Text("reason") == "CSRF_TOKEN_INVALID");
  }
  CHECK(stage.service.asked().calls == before);
  CHECK(browser.Write({browser.Proof()}).status == 200);
  CHECK(browser.Write({browser.Proof(), "Origin: https://nastavnik.test"}).status == 200);
  CHECK(browser.Write({browser.Proof(), "Origin: https://Nastavnik.Test:8443"}).status == 200);
  CHECK(browser.Write({browser.Proof(), "Origin: https://forum.test"}).status == 200);
  CHECK(stage.service.asked().calls == before + 4);
}

TEST_CASE("another copy of the gateway knows the proof and another session does not") {
  Stage stage;
  Browser browser(stage);
  config::Config config = config::Defaults("gateway");
  config.listen.http = config.listen.staff = config.listen.admin = "127.0.0.1:0";
  config.keys.dir = stage.keys.path();
  config.backends.submission = absl::StrCat("dns:///127.0.0.1:", stage.service.port());
  config.http.public_hosts = {"nastavnik.test"};
  stage.gateway = Gateway::Make(std::move(config)).value();
  REQUIRE(stage.gateway->Start().ok());
  CHECK(browser.Write({browser.Proof()}).status == 200);

  Stage elsewhere;  // with keys of its own
  CHECK(Browser(elsewhere).csrf != browser.csrf);
}

TEST_CASE("a bearer token needs no proof and comes before a cookie") {
  Stage stage;
  Browser browser(stage);
  browser.cookie = "Cookie: __Host-nastavnik-session=nonsense";
  const std::string bearer = absl::StrCat("Authorization: Bearer ", stage.Token());
  const auto answer = browser.Write({bearer, "Origin: https://evil.test"});
  CHECK(answer.status == 200);
  CHECK(answer.Header("X-CSRF-Token").empty());
}

TEST_CASE("calls by method are writes of a page like any other") {
  Stage stage;
  Browser browser(stage);
  constexpr char kService[] = "/nastavnik.submission.v1.ApplicationService/";
  const std::string body = R"({"name":"seasons/2027/applications/0192","requestId":"k"})";
  const auto submit = absl::StrCat(kService, "SubmitApplication");
  const auto call = [&](const std::string& path, Lines lines) {
    lines.insert(lines.end(), {browser.cookie, "Content-Type: application/json"});
    return stage.Ask("POST", path, body, lines);
  };
  const auto refused = call(submit, {});
  CHECK(refused.status == 403);
  CHECK(refused.Text("code") == "permission_denied");
  CHECK(call(submit, {browser.Proof()}).status != 403);
  const std::string name = R"({"name":"seasons/2027/applications/0192"})";
  CHECK(stage
            .Ask("POST", absl::StrCat(kService, "GetApplication"), name,
                 {browser.cookie, "Content-Type: application/json"})
            .status == 200);
}

TEST_CASE("a cookie that is bad or late signs nobody in and hides nothing public") {
  Stage stage;
  for (const std::string& token : {std::string("nonsense"), stage.Token(absl::Seconds(-1))}) {
    const std::string cookie = absl::StrCat("Cookie: __Host-nastavnik-session=", token);
    CHECK(stage.Ask("GET", kApplication, "", {cookie}).status == 401);
    // What anybody may read gets as far as its service, which is not there.
    CHECK(stage.Ask("GET", "/v1/public/regions", "", {cookie}).status == 503);
    CHECK(stage.Ask("POST", "/v1/sessions", R"({"email":"a@example.ru","password":"1"})", {cookie})
              .status == 503);
  }
}

TEST_CASE("a refresh token in a cookie is taken for pages of ours alone") {
  Stage stage;
  const std::string cookie = "Cookie: __Secure-nastavnik-refresh=r1";
  const auto refresh = [&](Lines lines) {
    lines.push_back(cookie);
    return stage.Ask("POST", "/v1/sessions:refresh", "{}", lines);
  };
  CHECK(refresh({}).Text("reason") == "CSRF_TOKEN_INVALID");
  CHECK(refresh({"X-Session: cookie", "Origin: https://evil.test"}).status == 403);
  CHECK(refresh({"X-Session: cookie"}).status == 503);  // as far as a service that is not there
  CHECK(refresh({"X-Session: cookie", "Origin: https://nastavnik.test"}).status == 503);
  CHECK(stage.Ask("POST", "/v1/sessions:refresh", R"({"refreshToken":"r2"})", {cookie}).status ==
        503);
}

}  // namespace
}  // namespace nastavnik::gateway
