#include <deque>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "catch2/catch.hpp"

#include "services/gateway/routes/catalog.h"
#include "services/gateway/routes/router.h"

namespace nastavnik::gateway {
namespace {

// A router over bare paths: "GET /v1/{name=a/*}".
class Paths {
 public:
  explicit Paths(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      Route& route = routes_.emplace_back();
      const size_t space = line.find(' ');
      route.verb = line.substr(0, space);
      route.path = ParsePathTemplate(line.substr(space + 1)).value();
      REQUIRE(router_.Add(route).ok());
    }
  }
  std::string Find(absl::string_view verb, absl::string_view path) const {
    const Router::Match match = router_.Find(verb, path);
    if (match.route == nullptr)
      return match.allowed.empty() ? "404"
                                   : absl::StrCat("405 ", absl::StrJoin(match.allowed, ","));
    return absl::StrCat(match.route->path.text, " ", absl::StrJoin(match.values, "|"));
  }
  absl::Status Add(const Route& route) { return router_.Add(route); }

 private:
  std::deque<Route> routes_;
  Router router_;
};

TEST_CASE("paths are matched to templates") {
  const Paths paths({"GET /v1/{name=seasons/*/applications/*}",
                     "PATCH /v1/{application.name=seasons/*/applications/*}",
                     "POST /v1/{name=seasons/*/applications/*}:submit",
                     "POST /v1/{parent=seasons/*}/applications",
                     "GET /v1/{parent=seasons/*}/applications", "GET /v1/users/me/dashboard",
                     "GET /v1/{name=users/*}", "POST /v1/sessions:refresh", "POST /v1/sessions",
                     "GET /v1/{name=files/**}", "GET /v1/{season}/x/{thing}"});
  CHECK(paths.Find("GET", "/v1/seasons/2027/applications/42") ==
        "/v1/{name=seasons/*/applications/*} seasons/2027/applications/42");
  CHECK(paths.Find("PATCH", "/v1/seasons/2027/applications/42") ==
        "/v1/{application.name=seasons/*/applications/*} seasons/2027/applications/42");
  CHECK(paths.Find("POST", "/v1/seasons/2027/applications/42:submit") ==
        "/v1/{name=seasons/*/applications/*}:submit seasons/2027/applications/42");
  CHECK(paths.Find("POST", "/v1/seasons/-/applications") ==
        "/v1/{parent=seasons/*}/applications seasons/-");
  CHECK(paths.Find("GET", "/v1/users/me/dashboard") == "/v1/users/me/dashboard ");
  CHECK(paths.Find("GET", "/v1/users/me") == "/v1/{name=users/*} users/me");
  CHECK(paths.Find("POST", "/v1/sessions:refresh") == "/v1/sessions:refresh ");
  CHECK(paths.Find("GET", "/v1/files/a/b/c") == "/v1/{name=files/**} files/a/b/c");
  CHECK(paths.Find("GET", "/v1/2027/x/y") == "/v1/{season}/x/{thing} 2027|y");
  CHECK(paths.Find("GET", "/v1/users/%D0%B0%20b") == "/v1/{name=users/*} users/а b");
}

TEST_CASE("paths that are not there, verbs that they do not have") {
  const Paths paths(
      {"GET /v1/{name=users/*}", "PATCH /v1/{user.name=users/*}", "POST /v1/{name=users/*}:lock"});
  CHECK(paths.Find("DELETE", "/v1/users/1") == "405 GET,PATCH");
  CHECK(paths.Find("GET", "/v1/users/1:lock") == "405 POST");
  for (const char* path : {"", "/", "v1/users/1", "/v1/users", "/v1/users/", "/v1/users/1/",
                           "//v1/users/1", "/v1/users/1/2", "/v1/users/a%2Fb", "/v1/users/%00",
                           "/v1/users/%zz", "/v1/users/%ff", "/V1/users/1", "/v1//users/1"}) {
    INFO(path);
    CHECK(paths.Find("GET", path) == "404");
  }
  CHECK(paths.Find("GET", absl::StrCat("/v1/users", std::string(1000, '/'))) == "404");
  CHECK(paths.Find("GET", "/v1/users/a:b") == "/v1/{name=users/*} users/a:b");
}

TEST_CASE("templates that make no sense are refused") {
  for (const char* text : {"", "v1", "/", "/v1/", "/v1//x", "/v1/{name", "/v1/{=a/*}",
                           "/v1/{name=a/**/b}", "/v1:", "/v1:a/b", "/v1/{name=a/*}b"}) {
    INFO(text);
    CHECK_FALSE(ParsePathTemplate(text).ok());
  }
}

TEST_CASE("the linked services give a catalog without gaps and twins") {
  const auto catalog = Catalog::FromLinkedServices();
  REQUIRE(catalog.ok());
  Router router;
  for (const Route& route : (*catalog)->routes()) {
    INFO(route.path.text);
    CHECK(router.Add(route).ok());
    CHECK((route.method->staff_only == absl::StartsWith(route.path.text, "/v1/staff/")));
    CHECK_FALSE(absl::StrContains(route.method->full_name, "InternalService"));
    if (route.method->rule.key_required()) CHECK(route.method->request_id != nullptr);
    if (route.method->rule.etag_required()) CHECK(route.method->etag != nullptr);
  }
  CHECK((*catalog)->routes().size() > 30);
  CHECK(router.Find("GET", "/v1/operations/review.0192").route->method->service.empty());
  CHECK(router.Find("POST", "/v1/operations/review.0192:wait").route->method->descriptor->name() ==
        "WaitOperation");
  CHECK(router.Find("GET", "/v1/operations").route == nullptr);
}

}  // namespace
}  // namespace nastavnik::gateway
