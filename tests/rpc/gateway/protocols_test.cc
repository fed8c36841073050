#include <boost/json/serialize.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

#include "common/status/error.h"
#include "nastavnik/submission/v1/application.pb.h"
#include "tests/rpc/gateway/stage.h"

namespace nastavnik::gateway {
namespace {

using testing::Stage;
namespace submission = nastavnik::submission::v1;

constexpr char kGet[] = "/nastavnik.submission.v1.ApplicationService/GetApplication";
constexpr char kUpdate[] = "/nastavnik.submission.v1.ApplicationService/UpdateApplication";
constexpr char kName[] = R"({"name":"seasons/2027/applications/0192"})";

submission::GetApplicationRequest Request() {
  submission::GetApplicationRequest request;
  request.set_name("seasons/2027/applications/0192");
  return request;
}

absl::Status Refusal() {
  return ToStatus({.code = absl::StatusCode::kInvalidArgument,
                   .reason = "FIELD_INVALID",
                   .message = "Проверьте форму",
                   .violations = {{"application.content.title", "TOO_LONG", "Не более 200"}}});
}

// Frames of a gRPC-Web body: flags and bytes.
std::vector<std::pair<uint8_t, std::string>> Frames(absl::string_view body) {
  std::vector<std::pair<uint8_t, std::string>> frames;
  while (body.size() >= 5) {
    uint32_t size = 0;
    for (int i = 1; i < 5; ++i) size = size << 8 | static_cast<uint8_t>(body[i]);
    frames.emplace_back(static_cast<uint8_t>(body[0]), std::string(body.substr(5, size)));
    body.remove_prefix(std::min<size_t>(5 + size, body.size()));
  }
  CHECK(body.empty());
  return frames;
}

std::string Frame(absl::string_view bytes, char flags = 0) {
  std::string frame(1, flags);
  for (int shift = 24; shift >= 0; shift -= 8)
    frame.push_back(static_cast<char>(bytes.size() >> shift & 0xFF));
  return absl::StrCat(frame, bytes);
}

TEST_CASE("Connect: a call by its method, in JSON and in binary") {
  Stage stage;
  auto answer = stage.AskAs("POST", kGet, kName,
                            {"Content-Type: application/json", "Connect-Protocol-Version: 1"});
  REQUIRE(answer.status == 200);
  CHECK(answer.Header("Content-Type") == "application/json");
  CHECK(answer.Text("title") == "Школа «Ёлка»");
  CHECK(stage.service.asked().caller.person == stage.person);

  answer =
      stage.AskAs("POST", kGet, Request().SerializeAsString(), {"Content-Type: application/proto"});
  REQUIRE(answer.status == 200);
  CHECK(answer.Header("Content-Type") == "application/proto");
  submission::OwnerApplication application;
  REQUIRE(application.ParseFromString(answer.bytes));
  CHECK(application.title() == "Школа «Ёлка»");
}

TEST_CASE("Connect: an error has its code, its HTTP status and all details") {
  Stage stage;
  stage.service.FailNext(Refusal());
  auto answer =
      stage.AskAs("POST", kGet, kName,
                  {"Content-Type: application/proto; charset=utf-8", "Connect-Timeout-Ms: 100"});
  CHECK(answer.status == 400);  // JSON is no binary message
  CHECK(answer.Header("Content-Type") == "application/json");
  CHECK(answer.Text("code") == "invalid_argument");

  answer = stage.AskAs("POST", kGet, kName, {"Content-Type: application/json"});
  CHECK(answer.status == 400);
  CHECK(answer.Text("code") == "invalid_argument");
  bool told = false;
  for (const auto& entry : answer.body.at("details").as_array()) {
    if (entry.at("type") != "google.rpc.BadRequest") continue;
    std::string bytes;
    REQUIRE(absl::Base64Unescape(std::string(entry.at("value").as_string()), &bytes));
    google::rpc::BadRequest bad;
    REQUIRE(bad.ParseFromString(bytes));
    told = bad.field_violations(0).field() == "application.content.title";
  }
  CHECK(told);

  answer =
      stage.AskAs("POST", kGet, R"({"nmae":"x","name":5})", {"Content-Type: application/json"});
  CHECK(answer.status == 400);
  CHECK(absl::StrContains(answer.bytes, "BadRequest"));
  CHECK(stage.Ask("POST", kGet, kName).Text("code") == "unauthenticated");
  CHECK(stage.Ask("POST", kGet, kName).status == 401);
}

TEST_CASE("calls by method: what is not spoken is refused") {
  Stage stage;
  auto answer = stage.AskAs("POST", kGet, "<a/>", {"Content-Type: text/xml"});
  CHECK(answer.status == 415);
  CHECK(answer.Header("Accept-Post") == "application/json, application/proto");
  CHECK(stage.AskAs("GET", kGet).status == 405);
  CHECK(stage.AskAs("POST", "/nastavnik.submission.v1.ApplicationService/Nothing", "{}").status ==
        404);
  CHECK(
      stage
          .AskAs("POST", "/nastavnik.submission.v1.SubmissionInternalService/GetDatabaseTime", "{}")
          .status == 404);
  CHECK(
      stage.AskAs("POST", "/nastavnik.submission.v1.ApplicationStaffService/ListApplications",
                  "{}")
          .status == 404);  // the offices' methods are on their own listener
  for (const char* line : {"Connect-Protocol-Version: 2", "Connect-Timeout-Ms: soon",
                           "Connect-Timeout-Ms: 12345678901", "Content-Encoding: gzip"}) {
    INFO(line);
    CHECK(stage.AskAs("POST", kGet, kName, {"Content-Type: application/json", line}).status == 400);
  }
  CHECK(stage.AskAs("POST", kGet, Frame("x", 1), {"Content-Type: application/grpc-web+json"})
            .status == 415);
  CHECK(stage.service.asked().calls == 0);
}

TEST_CASE("gRPC-Web: data and trailers in frames, binary and as text") {
  Stage stage;
  const std::string body = Frame(Request().SerializeAsString());
  auto answer = stage.AskAs(
      "POST", kGet, body,
      {"Content-Type: application/grpc-web+proto", "X-Grpc-Web: 1", "Grpc-Timeout: 5S"});
  REQUIRE(answer.status == 200);
  CHECK(answer.Header("Content-Type") == "application/grpc-web+proto");
  auto frames = Frames(answer.bytes);
  REQUIRE(frames.size() == 2);
  submission::OwnerApplication application;
  REQUIRE(application.ParseFromString(frames[0].second));
  CHECK(application.title() == "Школа «Ёлка»");
  CHECK(frames[1].first == 0x80);
  CHECK(frames[1].second == "grpc-status: 0\r\n");

  answer = stage.AskAs("POST", kGet, absl::Base64Escape(body),
                       {"Content-Type: application/grpc-web-text"});
  std::string text;
  REQUIRE(absl::Base64Unescape(answer.bytes, &text));
  CHECK(Frames(text).size() == 2);
}

TEST_CASE("gRPC-Web: an error stands in the trailers, with its details") {
  Stage stage;
  stage.service.FailNext(Refusal());
  const auto answer = stage.AskAs("POST", kGet, Frame(Request().SerializeAsString()),
                                  {"Content-Type: application/grpc-web"});
  CHECK(answer.status == 200);
  const auto frames = Frames(answer.bytes);
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].first == 0x80);
  CHECK(absl::StartsWith(frames[0].second, "grpc-status: 3\r\ngrpc-message: %D0%9F"));
  const size_t at = frames[0].second.find("grpc-status-details-bin: ") + 25;
  std::string bytes;
  REQUIRE(absl::Base64Unescape(frames[0].second.substr(at, frames[0].second.find('\r', at) - at),
                               &bytes));
  google::rpc::Status status;
  REQUIRE(status.ParseFromString(bytes));
  CHECK(status.details_size() > 1);
  for (const std::string& body : {std::string(), std::string("\0\0\0", 3), Frame("x", 1),
                                  Frame("a") + Frame("b"), Frame("\xFF\xFF\xFF")}) {
    const auto refused =
        stage.AskAs("POST", kGet, body, {"Content-Type: application/grpc-web+proto"});
    CHECK(absl::StartsWith(Frames(refused.bytes).at(0).second, "grpc-status: 3\r\n"));
  }
}

TEST_CASE("a write by method carries its key and its etag in the message") {
  Stage stage;
  const auto answer = stage.AskAs(
      "POST", kUpdate,
      R"({"application":{"name":"seasons/2027/applications/0192","content":{"title":"Новое имя"}},)"
      R"("updateMask":"content.title","etag":"v3-owner","requestId":"k-1"})",
      {"Content-Type: application/json"});
  REQUIRE(answer.status == 200);
  const auto update = stage.service.asked().update;
  CHECK(update.request_id() == "k-1");
  CHECK(update.etag() == "v3-owner");
  CHECK(update.update_mask().paths(0) == "content.title");
}

TEST_CASE("an answer has the fields that were asked for") {
  Stage stage;
  const std::string path = "/v1/seasons/2027/applications/0192";
  CHECK(boost::json::serialize(stage.AskAs("GET", path + "?fields=title,state").body) ==
        R"({"state":"DRAFT","title":"Школа «Ёлка»"})");
  CHECK(boost::json::serialize(stage.AskAs("GET", path, "", {"X-Fields: name"}).body) ==
        R"({"name":"seasons/2027/applications/0192"})");
  const auto refused = stage.AskAs("GET", path + "?fields=titel,name.x");
  CHECK(refused.status == 400);
  CHECK(refused.body.at("errors").as_array().size() == 2);
}

TEST_CASE("a page of a known origin is told so once, one of another never") {
  Stage stage;
  const auto told = [&](const std::string& verb, const std::string& origin) {
    const auto answer =
        stage.Ask(verb, kGet, verb == "OPTIONS" ? "" : kName,
                  {absl::StrCat("Origin: ", origin), "Access-Control-Request-Method: POST",
                   "Access-Control-Request-Headers: content-type,x-grpc-web"});
    size_t count = 0;
    for (size_t at = 0;
         (at = answer.head.find("Access-Control-Allow-Origin", at)) != std::string::npos; ++at)
      ++count;
    return count;
  };
  CHECK(told("OPTIONS", "https://page.test") == 1);
  CHECK(told("POST", "https://page.test") == 1);
  CHECK(told("OPTIONS", "https://other.test") == 0);
  CHECK(told("POST", "https://other.test") == 0);
}

}  // namespace
}  // namespace nastavnik::gateway
