#include <future>
#include <thread>

#include <boost/json/serialize.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "catch2/catch.hpp"
#include "google/protobuf/field_mask.pb.h"

#include "common/status/error.h"
#include "tests/rpc/gateway/stage.h"
#include "tests/support/process.h"

namespace nastavnik::gateway {
namespace {

using testing::Stage;

constexpr char kApplication[] = "/v1/seasons/2027/applications/0192";

absl::Status Refusal(absl::StatusCode code, const char* reason, const char* message = "Нельзя.") {
  Error error;
  error.code = code;
  error.reason = reason;
  error.message = message;
  return ToStatus(error);
}

TEST_CASE("a read: who asks goes along, the answer has its version") {
  Stage stage;
  const auto answer =
      stage.AskAs("GET", kApplication, "",
                  {"traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"});
  REQUIRE(answer.status == 200);
  CHECK(answer.Text("name") == "seasons/2027/applications/0192");
  CHECK(answer.Text("title") == "Школа «Ёлка»");
  CHECK(answer.Text("state") == "DRAFT");
  CHECK(boost::json::serialize(answer.body.at("content")) == R"({"audience":120})");
  CHECK(answer.Header("ETag") == "\"v3-owner\"");
  CHECK(answer.Header("Cache-Control") == "no-store");
  CHECK(answer.Header("X-Content-Type-Options") == "nosniff");
  CHECK(answer.Header("Content-Type") == "application/json");
  const auto asked = stage.service.asked();
  CHECK(asked.caller.person == stage.person);
  CHECK(asked.caller.from == "gateway");
  CHECK(asked.caller.epoch == 7);
  CHECK_FALSE(asked.caller.receive_time);
  CHECK(asked.bearer.empty());
  CHECK(absl::StartsWith(asked.traceparent, "00-0af7651916cd43dd8448eb211c80319c-"));

  CHECK(stage.AskAs("GET", kApplication, "", {"If-None-Match: W/\"v3-owner\""}).status == 304);
  CHECK(
      stage.AskAs("GET", kApplication, "", {"If-None-Match: \"v2-owner\", \"v3-owner\""}).status ==
      304);
  CHECK(stage.AskAs("GET", kApplication, "", {"If-None-Match: \"v2-owner\""}).status == 200);
  CHECK(stage.AskAs("HEAD", kApplication).Header("ETag") == "\"v3-owner\"");
}

TEST_CASE("a draft is saved with the mask of its body") {
  Stage stage;
  const std::string body =
      R"({"name":"seasons/2027/applications/0192","content":{"title":"Новое имя","audience":null}})";
  const auto answer =
      stage.AskAs("PATCH", kApplication, body, {"If-Match: \"v3-owner\"", "Idempotency-Key: k-1"});
  REQUIRE(answer.status == 200);
  CHECK(answer.Header("ETag") == "\"v4-owner\"");
  const auto update = stage.service.asked().update;
  CHECK(update.application().name() == "seasons/2027/applications/0192");
  CHECK(update.application().content().fields().at("title").string_value() == "Новое имя");
  CHECK(update.etag() == "v3-owner");
  CHECK(update.request_id() == "k-1");
  REQUIRE(update.update_mask().paths_size() == 2);
  CHECK(update.update_mask().paths(0) == "content.title");
  CHECK(update.update_mask().paths(1) == "content.audience");

  stage.AskAs("PATCH", absl::StrCat(kApplication, "?updateMask=nomination"),
              R"({"nomination":"student"})", {"If-Match: \"v3-owner\""});
  CHECK(stage.service.asked().update.update_mask().paths(0) == "nomination");
  const auto other =
      stage.AskAs("PATCH", kApplication, R"({"name":"seasons/2027/applications/0193"})",
                  {"If-Match: \"v3-owner\""});
  CHECK(other.status == 400);
  CHECK(absl::StrContains(boost::json::serialize(other.body.at("errors")),
                          R"("field":"application.name","reason":"CONFLICTS")"));
}

TEST_CASE(
    "a submission carries its key, its etag and database time at the arrival of its headers") {
  Stage stage;
  stage.service.clock_ahead = absl::Hours(1);  // the gateway's wall clock must not matter
  const std::vector<std::string> headers = {"If-Match: \"v3-owner\"", "Idempotency-Key: 5d1e"};
  support::WaitFor("a stamp", [&] {
    stage.AskAs("POST", absl::StrCat(kApplication, ":submit"), "{}", headers);
    return stage.service.asked().caller.receive_time.has_value();
  });
  const absl::Time before = absl::Now();
  REQUIRE(stage.AskAs("POST", absl::StrCat(kApplication, ":submit"), "", headers).Text("state") ==
          "SUBMITTED");
  const auto asked = stage.service.asked();
  CHECK(asked.submit.etag() == "v3-owner");
  CHECK(asked.submit.request_id() == "5d1e");
  REQUIRE(asked.caller.receive_time);
  CHECK(absl::AbsDuration(*asked.caller.receive_time - before - absl::Hours(1)) < absl::Seconds(2));
}

TEST_CASE("a key or a version that is missing is asked for") {
  Stage stage;
  const std::string submit = absl::StrCat(kApplication, ":submit");
  auto answer = stage.AskAs("POST", submit, "",
                            {"If-Match: \"v3-owner\"", "Accept-Language: en-GB, ru;q=0.5"});
  CHECK(answer.status == 400);
  CHECK(answer.Text("reason") == "IDEMPOTENCY_KEY_REQUIRED");
  CHECK(answer.Text("title") == "Idempotency key required");
  CHECK(answer.Header("Content-Language") == "en");
  CHECK(answer.Header("Content-Type") == "application/problem+json");
  answer = stage.AskAs("POST", submit, "", {"Idempotency-Key: k"});
  CHECK(answer.status == 428);
  CHECK(answer.Text("title") == "Нет версии объекта");
  CHECK(stage.AskAs("PATCH", kApplication, "{}").status == 428);
  for (const char* header : {"If-Match: v3-owner", "If-Match: *", "If-Match: \"a\", \"b\""}) {
    CHECK(stage.AskAs("POST", submit, "", {header, "Idempotency-Key: k"}).status == 400);
  }
  CHECK(stage
            .AskAs("POST", submit, "",
                   {"If-Match: \"v\"", absl::StrCat("Idempotency-Key: ", std::string(65, 'k'))})
            .status == 400);
  CHECK(stage.service.asked().calls == 0);
}

TEST_CASE("refusals of a service become problems") {
  Stage stage;
  Error invalid;
  invalid.code = absl::StatusCode::kInvalidArgument;
  invalid.reason = "FIELD_INVALID";
  invalid.message = "Одно поле заполнено неверно.";
  invalid.violations = {{"application.content.titles[2].name", "TOO_LONG", "Не более 200 знаков."}};
  invalid.metadata = {{"limit", "200"}};
  stage.service.FailNext(ToStatus(invalid));
  auto answer = stage.AskAs("PATCH", absl::StrCat(kApplication, "?updateMask=content"),
                            R"({"content":{}})", {"If-Match: \"v3-owner\""});
  CHECK(answer.status == 400);
  CHECK(answer.Text("instance") == kApplication);
  CHECK(answer.Text("code") == "INVALID_ARGUMENT");
  CHECK(boost::json::serialize(answer.body.at("metadata")) == R"({"limit":"200"})");
  CHECK(
      boost::json::serialize(answer.body.at("errors")) ==
      R"([{"field":"application.content.titles[2].name","pointer":"/content/titles/2/name","reason":"TOO_LONG","message":"Не более 200 знаков."}])");

  const std::string submit = absl::StrCat(kApplication, ":submit");
  stage.service.FailNext(Refusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  CHECK(stage.AskAs("POST", submit, "", {"If-Match: \"v3-owner\"", "Idempotency-Key: k"}).status ==
        412);
  stage.service.FailNext(Refusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  CHECK(stage.AskAs("POST", submit, R"({"etag":"v3-owner"})", {"Idempotency-Key: k"}).status ==
        409);
  stage.service.FailNext(Refusal(absl::StatusCode::kInvalidArgument, "IDEMPOTENCY_KEY_REUSED"));
  CHECK(stage.AskAs("POST", submit, R"({"etag":"v3-owner"})", {"Idempotency-Key: k"}).status ==
        422);
  Error busy;
  busy.code = absl::StatusCode::kAborted;
  busy.reason = "REQUEST_IN_PROGRESS";
  busy.retry_after = absl::Seconds(1);
  stage.service.FailNext(ToStatus(busy));
  answer = stage.AskAs("POST", submit, R"({"etag":"v3-owner"})", {"Idempotency-Key: k"});
  CHECK(answer.status == 409);
  CHECK(answer.Header("Retry-After") == "1");
  stage.service.FailNext(absl::InternalError("SELECT secret FROM people"));
  answer = stage.AskAs("GET", kApplication);
  CHECK(answer.status == 500);
  CHECK_FALSE(absl::StrContains(boost::json::serialize(answer.body), "SELECT"));
  stage.service.FailNext(Refusal(absl::StatusCode::kNotFound, "NOT_FOUND"));
  CHECK(stage.AskAs("GET", kApplication).status == 404);
}

TEST_CASE("what is no request of ours never reaches a service") {
  Stage stage;
  CHECK(stage.AskAs("GET", "/v1/nothing").Text("reason") == "ROUTE_NOT_FOUND");
  auto answer = stage.AskAs("DELETE", kApplication);
  CHECK(answer.status == 405);
  CHECK(answer.Header("Allow") == "GET, PATCH");
  CHECK(stage.AskAs("PATCH", kApplication, "<a/>", {"Content-Type: text/xml", "If-Match: \"v\""})
            .status == 415);
  CHECK(stage.AskAs("PATCH", kApplication, "{", {"If-Match: \"v\""}).Text("reason") ==
        "MALFORMED_BODY");
  CHECK(stage.AskAs("PATCH", kApplication, "[]", {"If-Match: \"v\""}).status == 400);
  CHECK(stage.AskAs("GET", kApplication, "{}").status == 400);
  CHECK(stage.AskAs("GET", absl::StrCat(kApplication, "?nmae=x")).status == 400);
  CHECK(stage.AskAs("GET", absl::StrCat("/v1/seasons/", std::string(4000, 'x'))).status == 404);
  answer = stage.Ask("POST", "/v1/seasons/2027/applications", "", {"Content-Length: 2000000"});
  CHECK(answer.status == 413);
  CHECK(answer.Text("reason") == "BODY_TOO_LARGE");
  answer = stage.AskAs("PATCH", kApplication,
                       R"({"state":"SUBMITTED","content":{"x":1.5},"conntent":{}})",
                       {"If-Match: \"v\""});
  CHECK(answer.body.at("errors").as_array().size() == 3);
  http::testing::Connection evil(stage.gateway->http_port());
  evil.Send("GET /v1/public/seasons HTTP/1.1\r\nHost: evil.test\r\n\r\n");
  CHECK(absl::StartsWith(evil.Receive(), "HTTP/1.1 404"));
  CHECK(stage.service.asked().calls == 0);
}

TEST_CASE("callers: nobody, a stranger, somebody late") {
  Stage stage;
  auto answer = stage.Ask("GET", kApplication);
  CHECK(answer.status == 401);
  CHECK(answer.Header("WWW-Authenticate") == "Bearer");
  const std::string constant = answer.Text("detail");
  for (const std::string& header :
       {std::string("Basic YTpi"), std::string("Bearer"), std::string("Bearer "),
        std::string("Bearer a.b.c"), "Bearer " + stage.Token(absl::Minutes(-1)),
        "Bearer " + stage.Token() + "x"}) {
    INFO(header);
    answer = stage.Ask("GET", kApplication, "", {"Authorization: " + header});
    CHECK(answer.status == 401);
    CHECK(answer.Text("detail") == constant);
  }
  CHECK(stage.service.asked().calls == 0);
  CHECK(stage.Ask("GET", "/v1/public/seasons").status ==
        503);  // nobody may ask, but registration is away
}

TEST_CASE("the offices' routes are on their own listener") {
  Stage stage;
  const std::string path = "/v1/staff/seasons/2027/applications/0192";
  CHECK(stage.AskAs("GET", path).status == 404);
  CHECK(stage.AskAs("DELETE", path).status == 404);
  CHECK(stage.AskAs("GET", path, "", {}, true).status == 200);
  CHECK(stage.AskAs("GET", kApplication, "", {}, true).status == 200);
  const auto paths = [&](bool staff) {
    return boost::json::serialize(
        stage.Ask("GET", "/openapi.json", "", {}, staff).body.at("paths"));
  };
  CHECK_FALSE(absl::StrContains(paths(false), "/v1/staff/"));
  CHECK(
      absl::StrContains(paths(true), "\"/v1/staff/seasons/{season}/applications/{application}\""));
  CHECK(absl::StrContains(paths(false),
                          "\"/v1/seasons/{season}/applications/{application}:submit\""));
  CHECK(stage.Ask("POST", "/openapi.json").status == 405);
}

TEST_CASE("operations go to the service in their name") {
  Stage stage;
  CHECK(stage.AskAs("GET", "/v1/operations/submission.0192").Text("name") ==
        "operations/submission.0192");
  for (const char* name : {"nowhere.0192", "submission", ".0192", "0192"}) {
    const auto answer = stage.AskAs("GET", absl::StrCat("/v1/operations/", name));
    CHECK((answer.status == 404 || answer.Text("name") == "operations/submission"));
  }
  const auto waited =
      stage.AskAs("POST", "/v1/operations/submission.0192:wait", R"({"timeout":"90s"})");
  REQUIRE(waited.status == 200);
  CHECK(boost::json::serialize(waited.body.at("response")) ==
        R"({"@type":"type.googleapis.com/google.protobuf.Duration","value":"4s"})");
}

TEST_CASE("a replay says so") {
  Stage stage;
  stage.service.SayReplayed();
  CHECK(stage
            .AskAs("POST", "/v1/seasons/2027/applications", R"({"nomination":"student"})",
                   {"Idempotency-Key: k"})
            .Header("Idempotent-Replayed") == "true");
  CHECK(stage.service.asked().create.application().nomination() == "student");
}

TEST_CASE("reads and keyed writes are tried again when a service is away, others are not") {
  Stage stage;
  stage.service.FailNext(absl::UnavailableError("restarting"));
  stage.service.FailNext(absl::UnavailableError("restarting"));
  CHECK(stage.AskAs("GET", kApplication).status == 200);
  CHECK(stage.service.asked().calls == 3);
  stage.service.FailNext(absl::UnavailableError("restarting"));
  CHECK(stage.AskAs("PATCH", kApplication, "{}", {"If-Match: \"v3-owner\""}).status == 503);
  CHECK(stage.service.asked().calls == 4);
  stage.service.FailNext(absl::UnavailableError("restarting"));
  CHECK(stage.AskAs("PATCH", kApplication, "{}", {"If-Match: \"v3-owner\"", "Idempotency-Key: k"})
            .status == 200);
}

TEST_CASE("a service that is gone: 503 with Retry-After and no address, and it is found again") {
  Stage stage;
  REQUIRE(stage.AskAs("GET", kApplication).status == 200);
  const int port = stage.service.port();
  stage.service.Stop();
  auto during =
      std::async(std::launch::async, [&] { return stage.AskAs("GET", kApplication).status; });
  const auto answer = stage.AskAs("PATCH", kApplication, "{}", {"If-Match: \"v3-owner\""});
  CHECK(answer.status == 503);
  CHECK_FALSE(answer.Header("Retry-After").empty());
  CHECK_FALSE(absl::StrContains(boost::json::serialize(answer.body), absl::StrCat(port)));
  stage.service.Start();
  CHECK(during.get() == 200);
}

TEST_CASE("drain: what is in flight is answered") {
  Stage stage;
  stage.service.FailNext(
      absl::UnavailableError("restarting"));  // keeps the request in flight for a while
  auto asked =
      std::async(std::launch::async, [&] { return stage.AskAs("GET", kApplication).status; });
  support::WaitFor("the request", [&] { return stage.service.asked().calls == 1; });
  CHECK(stage.gateway->Drain(absl::ZeroDuration()));
  CHECK(asked.get() == 200);
}

}  // namespace
}  // namespace nastavnik::gateway
