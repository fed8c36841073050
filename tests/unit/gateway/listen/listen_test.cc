#include <set>

#include <boost/json/parse.hpp>

#include "absl/strings/match.h"
#include "catch2/catch.hpp"
#include "nastavnik/common/v1/errors.pb.h"

#include "common/status/error.h"
#include "services/gateway/calls/backends.h"
#include "services/gateway/calls/clock.h"
#include "services/gateway/listen/compress.h"
#include "services/gateway/listen/decode.h"
#include "services/gateway/listen/problem.h"
#include "services/gateway/openapi/published.h"
#include "services/gateway/routes/catalog.h"

namespace nastavnik::gateway {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::steady_clock;

TEST_CASE("database time is the best sample plus what has passed since") {
  DatabaseClocks clocks;
  const auto start = steady_clock::now();
  const absl::Time database = absl::FromUnixSeconds(1'800'000'000);
  CHECK_FALSE(clocks.At("review", start));
  clocks.AddSample("review", start, start + milliseconds(400), database + absl::Milliseconds(350));
  clocks.AddSample("review", start, start + milliseconds(10), database + absl::Milliseconds(5));
  CHECK(clocks.At("review", start + milliseconds(1005)) == database + absl::Milliseconds(1005));
  CHECK_FALSE(clocks.At("submission", start));
  CHECK_FALSE(clocks.At("review", start + minutes(11)));
  clocks.AddSample("submission", start, start + milliseconds(600), database);
  CHECK_FALSE(clocks.At("submission", start));  // off by more than 250 ms

  CHECK(clocks.CheckWallClock(database + absl::Milliseconds(200), start).ok());
  CHECK_FALSE(clocks.CheckWallClock(database + absl::Hours(2), start).ok());
}

TEST_CASE("the best sample leaves with its minute") {
  DatabaseClocks clocks;
  const auto start = steady_clock::now();
  const absl::Time database = absl::FromUnixSeconds(1'800'000'000);
  clocks.AddSample("review", start, start, database - absl::Hours(1));
  for (int i = 0; i < 6; ++i) {
    clocks.AddSample("review", start, start + milliseconds(20), database + absl::Milliseconds(10));
  }
  CHECK(clocks.At("review", start) == database);  // a database whose clock was set is believed
}

TEST_CASE("repeats stop while most calls fail and come back with success") {
  RetryThrottle throttle;
  for (int i = 0; i < 5; ++i) {
    CHECK(throttle.MayRetry());
    throttle.Failed();
  }
  CHECK_FALSE(throttle.MayRetry());
  for (int i = 0; i < 11; ++i) throttle.Succeeded();
  CHECK(throttle.MayRetry());
}

TEST_CASE("languages") {
  for (const char* header :
       {"", "ru", "de", "ru-RU,ru;q=0.9,en;q=0.8", "en;q=0", "*", ";;,,q", "en;q=0.5,ru"}) {
    INFO(header);
    CHECK(LanguageOf(header) == Language::kRussian);
  }
  for (const char* header : {"en", "EN-us", "de, en;q=0.3", "en;q=0.9, ru;q=0.8"}) {
    INFO(header);
    CHECK(LanguageOf(header) == Language::kEnglish);
  }
}

TEST_CASE("codings of an answer") {
  for (const char* header :
       {"", "identity", "deflate", "gzip;q=0", "br;q=0, *;q=0", "gzip;q=2", "gzip;x=1", ",;,"}) {
    INFO(header);
    CHECK(CodingOf(header) == Coding::kIdentity);
  }
  for (const char* header :
       {"gzip", "GZIP;q=0.5", "br;q=0.1, gzip", "gzip, deflate", "br;q=0, *"}) {
    INFO(header);
    CHECK(CodingOf(header) == Coding::kGzip);
  }
  for (const char* header : {"br", "gzip, deflate, br", "*", "gzip;q=0.5, br;q=0.5"}) {
    INFO(header);
    CHECK(CodingOf(header) == Coding::kBrotli);
  }
  std::string body;
  for (int i = 0; i < 200; ++i) absl::StrAppend(&body, "Наставничество на службе ", i, "\n");
  for (const Coding coding : {Coding::kGzip, Coding::kBrotli})
    CHECK(Compress(coding, body).size() < body.size() / 4);
  CHECK_FALSE(Compress(Coding::kGzip, "").empty());
}

TEST_CASE("etags in headers") {
  CHECK(EtagIn("\"v3-owner\"") == "v3-owner");
  CHECK(EtagIn(" W/\"v3-owner\" ") == "v3-owner");
  for (const char* header : {"", "v3", "\"\"", "\"a", "*", "\"a\",\"b\""})
    CHECK(EtagIn(header).empty());
  CHECK(NamesEtag("\"a\", W/\"b\"", "b"));
  CHECK(NamesEtag("*", "b"));
  CHECK_FALSE(NamesEtag("\"a\"", "b"));
}

TEST_CASE("every reason has its texts and an HTTP status; no fault of a caller is a 5xx") {
  const auto* reasons = common::v1::Reason_descriptor();
  std::set<int> statuses;
  for (int i = 1; i < reasons->value_count(); ++i) {
    Error error;
    error.code = absl::StatusCode::kInvalidArgument;
    error.reason = reasons->value(i)->name();
    INFO(error.reason);
    ProblemContext context;
    const http::Response russian = ProblemOf(ToStatus(error), context);
    const auto body = boost::json::parse(russian.body).as_object();
    CHECK_FALSE(body.at("title").as_string().empty());
    CHECK(body.at("type").as_string() == "/docs/errors/" + error.reason);
    context.language = Language::kEnglish;
    CHECK(boost::json::parse(ProblemOf(ToStatus(error), context).body).at("title") !=
          body.at("title"));
    CHECK(russian.status < 500);
    statuses.insert(russian.status);
  }
  for (const int status : {400, 405, 413, 415, 422, 428, 499}) CHECK(statuses.contains(status));
}

TEST_CASE("the description of the API") {
  const auto catalog = Catalog::FromLinkedServices().value();
  const absl::string_view text = PublishedFor(Reader::kStaff).openapi;
  const auto api = boost::json::parse({text.data(), text.size()}).as_object();
  CHECK(api.at("openapi") == "3.1.0");
  std::set<std::string> ids;
  size_t operations = 0;
  for (const auto& path : api.at("paths").as_object()) {
    CHECK_FALSE(absl::StrContains(std::string(path.key()), "*"));
    for (const auto& operation : path.value().as_object()) {
      const auto& o = operation.value().as_object();
      INFO(std::string(path.key()));
      ids.insert(std::string(o.at("operationId").as_string()));
      CHECK_FALSE(o.at("description").as_string().empty());
      CHECK_FALSE(o.at("x-action").as_string().empty());
      ++operations;
    }
  }
  CHECK(operations == catalog->routes().size());
  CHECK(ids.size() == operations);
  const auto& submit = api.at("paths")
                           .at("/v1/seasons/{season}/applications/{application}:submit")
                           .at("post")
                           .as_object();
  std::set<std::string> parameters;
  for (const auto& p : submit.at("parameters").as_array()) {
    if (p.as_object().contains("$ref")) continue;  // what every operation has
    parameters.insert(std::string(p.at("name").as_string()));
    CHECK(p.at("required") == true);
  }
  CHECK(parameters ==
        std::set<std::string>{"season", "application", "Idempotency-Key", "If-Match"});
  CHECK(api.at("components")
            .at("schemas")
            .at("submission.OwnerApplication")
            .at("properties")
            .at("state")
            .at("readOnly") == true);
}

}  // namespace
}  // namespace nastavnik::gateway
