#include "services/gateway/listen/client_address.h"

#include "absl/strings/match.h"
#include "catch2/catch.hpp"

namespace nastavnik::gateway {
namespace {

// What a request is counted under when it comes from `peer` with these X-Forwarded-For headers.
std::string Of(const std::vector<std::string>& trusted, const std::string& peer,
               const std::vector<std::string>& forwarded = {}) {
  http::Request request;
  request.peer = peer;
  for (const std::string& value : forwarded) request.headers.emplace_back("X-Forwarded-For", value);
  return ClientAddresses::Make(trusted)->Of(request);
}

const std::vector<std::string> kNginx = {"127.0.0.1", "10.0.0.0/8", "fd00::/8"};

TEST_CASE("without a proxy of ours the peer is the client whatever it says") {
  CHECK(Of({}, "203.0.113.7") == "203.0.113.7");
  CHECK(Of({}, "203.0.113.7", {"198.51.100.1"}) == "203.0.113.7");
  CHECK(Of(kNginx, "203.0.113.7", {"198.51.100.1, 10.0.0.1"}) == "203.0.113.7");
  CHECK(Of({}, "127.0.0.1", {"198.51.100.1"}) == "127.0.0.1");
}

TEST_CASE("a proxy of ours names the client") {
  CHECK(Of(kNginx, "127.0.0.1", {"203.0.113.7"}) == "203.0.113.7");
  CHECK(Of(kNginx, "10.200.3.4", {" 203.0.113.7 "}) == "203.0.113.7");
  CHECK(Of(kNginx, "fd12::1", {"203.0.113.7"}) == "203.0.113.7");
  CHECK(Of(kNginx, "::ffff:10.1.1.1", {"203.0.113.7"}) == "203.0.113.7");
  CHECK(Of(kNginx, "127.0.0.1", {"203.0.113.7, 10.0.0.2, 10.0.0.3"}) == "203.0.113.7");
  CHECK(Of(kNginx, "127.0.0.1", {"203.0.113.7", "10.0.0.2"}) == "203.0.113.7");
  CHECK(Of(kNginx, "127.0.0.1", {"203.0.113.7:4711"}) == "203.0.113.7");
  CHECK(Of(kNginx, "127.0.0.1", {"[2001:db8::7]:4711"}) == "2001:db8::/64");
}

TEST_CASE("what a client writes in front of its own address is not believed") {
  CHECK(Of(kNginx, "127.0.0.1", {"198.51.100.1, 203.0.113.7"}) == "203.0.113.7");
  CHECK(Of(kNginx, "127.0.0.1", {"10.0.0.9, 203.0.113.7"}) == "203.0.113.7");
  CHECK(Of(kNginx, "127.0.0.1", {"10.0.0.9", "203.0.113.7, 10.0.0.2"}) == "203.0.113.7");
  CHECK(Of(kNginx, "127.0.0.1", {"x'; --, ,, 203.0.113.7"}) == "203.0.113.7");
}

TEST_CASE("an entry that is no address ends the walk at whoever wrote it") {
  CHECK(Of(kNginx, "127.0.0.1", {"203.0.113.7, unknown"}) == "127.0.0.1");
  CHECK(Of(kNginx, "127.0.0.1", {"203.0.113.7, 1.2.3, 10.0.0.2"}) == "10.0.0.2");
  CHECK(Of(kNginx, "127.0.0.1", {"203.0.113.7, [::1"}) == "127.0.0.1");
  CHECK(Of(kNginx, "127.0.0.1", {"999.1.1.1"}) == "127.0.0.1");
  CHECK(Of(kNginx, "127.0.0.1", {std::string("203.0.113.7\0", 12)}) == "127.0.0.1");
}

TEST_CASE("calls of the proxies themselves are nobody's") {
  CHECK(Of(kNginx, "127.0.0.1").empty());
  CHECK(Of(kNginx, "127.0.0.1", {""}).empty());
  CHECK(Of(kNginx, "127.0.0.1", {"10.0.0.2, 10.0.0.3"}).empty());
}

TEST_CASE("IPv6 clients are counted by their network") {
  CHECK(Of({}, "2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  CHECK(Of({}, "2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64");
  CHECK(Of({}, "2001:db8:1:3::1") == "2001:db8:1:3::/64");
  CHECK(Of({}, "::ffff:203.0.113.7") == "203.0.113.7");
}

TEST_CASE("networks end where they should") {
  CHECK(Of({"10.0.0.0/9"}, "10.127.255.255", {"203.0.113.7"}) == "203.0.113.7");
  CHECK(Of({"10.0.0.0/9"}, "10.128.0.0", {"203.0.113.7"}) == "10.128.0.0");
  CHECK(Of({"2001:db8::/33"}, "2001:db8:7fff::1", {"203.0.113.7"}) == "203.0.113.7");
  CHECK(Of({"2001:db8::/33"}, "2001:db8:8000::1", {"203.0.113.7"}) == "2001:db8:8000::/64");
  CHECK(Of({"0.0.0.0/0"}, "8.8.8.8", {"203.0.113.7"}).empty());
  CHECK(Of({"0.0.0.0/0"}, "2001:db8::1", {"203.0.113.7"}) == "2001:db8::/64");
}

TEST_CASE("a proxy that is no address stops the start") {
  for (const char* wrong : {"nginx", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "fd00::/129", ""}) {
    const auto made = ClientAddresses::Make({"10.0.0.1", wrong});
    REQUIRE_FALSE(made.ok());
    CHECK(absl::StrContains(made.status().message(), wrong));
    CHECK(absl::StrContains(made.status().message(), "http.trusted_proxies"));
  }
}

}  // namespace
}  // namespace nastavnik::gateway
