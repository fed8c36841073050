#include <thread>
#include <vector>

#include <boost/json/serialize.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

#include "common/metrics/metrics.h"
#include "tests/rpc/gateway/stage.h"
#include "tests/support/process.h"
#include "tests/support/redis.h"

namespace nastavnik::gateway {
namespace {

using support::Redis;
using testing::Stage;

constexpr char kApplication[] = "/v1/seasons/2027/applications/0192";
constexpr char kSessions[] = "/v1/sessions";
constexpr char kSignIn[] = R"({"email":"a@example.ru","password":"наставник"})";

Stage::Adjust Behind(const Redis& redis) {
  return [url = redis.Url()](config::Config& config) {
    config.redis.cache.url = url;
    config.http.trusted_proxies = {"127.0.0.1"};
  };
}

// The number of `"name";r=50;t=30` that `parameter` stands before; -1 when there is none.
int NumberIn(const std::string& header, const std::string& parameter) {
  const size_t at = header.find(absl::StrCat(";", parameter, "="));
  int number = -1;
  if (at == std::string::npos) return -1;
  const std::string rest = header.substr(at + parameter.size() + 2);
  return absl::SimpleAtoi(rest.substr(0, rest.find(';')), &number) ? number : -1;
}

double Refused(const char* bucket) {
  return metrics::Default()
      .Counters("nastavnik_rate_limited_total", "Calls refused for the caller's own limit")
      .With({bucket})
      .Value();
}

// Calls until one is refused; it comes before the quota has been used twice.
Stage::Answer UntilRefused(Stage& stage, const std::string& address) {
  Stage::Answer answer;
  for (int i = 0; i < 400; ++i) {
    answer = stage.Ask("POST", kSessions, kSignIn, {absl::StrCat("X-Forwarded-For: ", address)});
    if (answer.status == 429) break;
  }
  return answer;
}

TEST_CASE("every answer tells the limit and counts it down") {
  Redis redis(Redis::Kind::kCache);
  Stage stage(Behind(redis));
  const auto first = stage.AskAs("GET", kApplication);
  REQUIRE(first.status == 200);
  CHECK(first.Header("RateLimit-Policy") == "\"default\";q=600;w=60");
  const int remaining = NumberIn(first.Header("RateLimit"), "r");
  CHECK(absl::StartsWith(first.Header("RateLimit"), "\"default\";r="));
  CHECK(remaining > 500);
  CHECK(remaining < 600);
  CHECK(NumberIn(first.Header("RateLimit"), "t") >= 1);
  const auto second = stage.AskAs("GET", kApplication);
  CHECK(NumberIn(second.Header("RateLimit"), "r") == remaining - 1);
  // Refusals and preflights of the browser too, each with the bucket it was counted in.
  CHECK(stage.AskAs("PATCH", kApplication, "[]").Header("RateLimit-Policy") ==
        "\"default\";q=600;w=60");
  const std::string from = "X-Forwarded-For: 203.0.113.7";
  CHECK(stage.Ask("GET", kApplication, "", {from}).Header("RateLimit-Policy") ==
        "\"anonymous\";q=600;w=60");
  CHECK(stage.Ask("GET", "/v1/nothing", "", {from}).Header("RateLimit-Policy") ==
        "\"anonymous\";q=600;w=60");
  CHECK(stage.Ask("POST", kSessions, kSignIn, {from}).Header("RateLimit-Policy") ==
        "\"auth\";q=150;w=60");
  CHECK(stage.AskAs("GET", "/v1/staff/seasons/2027/applications/0192", "", {}, true)
            .Header("RateLimit-Policy") == "\"staff\";q=6000;w=60");
  CHECK(stage.Ask("GET", "/livez").Header("RateLimit-Policy").empty());
}

TEST_CASE("above the limit: 429 that says which and for how long") {
  Redis redis(Redis::Kind::kCache);
  Stage stage(Behind(redis));
  const double before = Refused("auth");
  const auto answer = UntilRefused(stage, "203.0.113.7");
  REQUIRE(answer.status == 429);
  CHECK(answer.Text("reason") == "RATE_LIMITED");
  CHECK(answer.Text("code") == "RESOURCE_EXHAUSTED");
  CHECK(answer.Text("type") == "/docs/errors/RATE_LIMITED");
  CHECK(boost::json::serialize(answer.body.at("violatedPolicies")) == R"(["auth"])");
  CHECK(NumberIn(answer.Header("RateLimit"), "r") == 0);
  int wait = 0;
  REQUIRE(absl::SimpleAtoi(answer.Header("Retry-After"), &wait));
  CHECK(wait >= 1);
  CHECK(wait <= 60);
  CHECK(Refused("auth") == before + 1);
  CHECK(answer.Header("Content-Type") == "application/problem+json");

  // Others are not touched: another address, a person at the same one, and the same in time.
  const std::string same = "X-Forwarded-For: 203.0.113.7";
  CHECK(stage.Ask("POST", kSessions, kSignIn, {"X-Forwarded-For: 203.0.113.8"}).status == 503);
  CHECK(stage
            .AskAs("POST", absl::StrCat(kApplication, ":submit"), "{}",
                   {same, "Idempotency-Key: k", "If-Match: \"v3-owner\""})
            .status == 200);
  support::WaitFor("the next token", [&] {
    return stage.Ask("POST", kSessions, kSignIn, {same}).status == 503;  // nobody behind it
  });
}

TEST_CASE("being signed in buys no more tries to sign in") {
  Redis redis(Redis::Kind::kCache);
  Stage stage(Behind(redis));
  REQUIRE(UntilRefused(stage, "203.0.113.7").status == 429);
  const auto answer =
      stage.AskAs("POST", kSessions, kSignIn, {"X-Forwarded-For: 1.1.1.1, 203.0.113.7"});
  CHECK(answer.Header("RateLimit-Policy") == "\"auth\";q=150;w=60");
}

TEST_CASE("calls by method are refused in their own form") {
  Redis redis(Redis::Kind::kCache);
  Stage stage(Behind(redis));
  REQUIRE(UntilRefused(stage, "203.0.113.7").status == 429);
  constexpr char kMethod[] = "/nastavnik.registration.v1.AccountService/CreateSession";
  const std::string same = "X-Forwarded-For: 203.0.113.7";
  const auto refused = [&](const Stage::Answer& answer) { return answer.status == 429; };
  Stage::Answer answer;
  for (int i = 0; i < 100 && !refused(answer); ++i)
    answer = stage.Ask("POST", kMethod, kSignIn, {same, "Content-Type: application/json"});
  REQUIRE(answer.status == 429);
  CHECK(answer.Text("code") == "resource_exhausted");
  CHECK(!answer.Header("RateLimit").empty());
  bool quota = false, retry = false;
  for (const auto& detail : answer.body.at("details").as_array()) {
    const auto& type = detail.at("type").as_string();
    std::string bytes;
    REQUIRE(absl::Base64Unescape(std::string(detail.at("value").as_string()), &bytes));
    if (type == "google.rpc.QuotaFailure") {
      google::rpc::QuotaFailure failure;
      REQUIRE(failure.ParseFromString(bytes));
      quota = failure.violations(0).subject() == "auth";
    }
    if (type == "google.rpc.RetryInfo") {
      google::rpc::RetryInfo info;
      REQUIRE(info.ParseFromString(bytes));
      retry = info.retry_delay().seconds() <= 60;
    }
  }
  CHECK(quota);
  CHECK(retry);
  for (int i = 0; i < 100; ++i) {
    answer = stage.Ask("POST", kMethod, std::string(5, '\0'),
                       {same, "Content-Type: application/grpc-web+proto"});
    if (absl::StrContains(answer.bytes, "grpc-status: 8")) break;
  }
  CHECK(absl::StrContains(answer.bytes, "grpc-status: 8"));
}

TEST_CASE("whoever fails to sign in is counted by address") {
  Redis redis(Redis::Kind::kCache);
  Stage stage(Behind(redis));
  const auto answer = stage.Ask("GET", kApplication, "",
                                {"Authorization: Bearer nonsense", "X-Forwarded-For: 203.0.113.7"});
  CHECK(answer.status == 401);
  CHECK(answer.Header("RateLimit-Policy") == "\"anonymous\";q=600;w=60");
}

TEST_CASE("a stranger's X-Forwarded-For buys no new bucket") {
  Stage stage;  // trusts no proxy
  int last = -1;
  for (int i = 0; i < 3; ++i) {
    const auto answer =
        stage.Ask("GET", "/v1/nothing", "", {absl::StrCat("X-Forwarded-For: 203.0.113.", i)});
    const int remaining = NumberIn(answer.Header("RateLimit"), "r");
    if (last >= 0) CHECK(remaining <= last);
    last = remaining;
  }
  CHECK(last == 597);
}

TEST_CASE("what a caller claims to be inside the platform does not reach a service") {
  Stage stage;
  const auto answer = stage.AskAs("GET", kApplication, "",
                                  {"x-nastavnik-call: forged", "x-nastavnik-replayed: true",
                                   "X-Nastavnik-Client-Cert: forged"});
  CHECK(answer.status == 200);
  CHECK(answer.Header("Idempotent-Replayed").empty());
  CHECK(stage.service.asked().caller.person == stage.person);
}

TEST_CASE("calls go on while the cache is killed and comes back") {
  Redis redis(Redis::Kind::kCache);
  Stage stage(Behind(redis));
  CHECK(stage.AskAs("GET", kApplication).status == 200);
  redis.Kill();
  for (int i = 0; i < 50; ++i) CHECK(stage.AskAs("GET", kApplication).status == 200);
  redis.Start();
  const std::string key = absl::StrCat("rate:default:", stage.person.ToString());
  support::WaitFor("leases again", [&] {
    CHECK(stage.AskAs("GET", kApplication).status == 200);
    return redis.Run({"EXISTS", key}) == "1";
  });
}

}  // namespace
}  // namespace nastavnik::gateway
