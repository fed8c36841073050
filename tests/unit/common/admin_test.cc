#include "common/admin/server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace nastavnik::admin {
namespace {

// The whole answer to one request, head and body.
std::string Ask(int port, const std::string& request) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
  REQUIRE(write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;)
    answer.append(buffer, static_cast<size_t>(n));
  close(fd);
  return answer;
}

std::string Get(int port, const std::string& path) {
  return Ask(port, absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
}

struct Running {
  Health health;
  Server server{{.service = "review",
                 .version = "0.1.0",
                 .revision = "abcdef",
                 .config = [] { return "workers = 12\n"; }},
                health};
  int port = *server.Start();
};

TEST_CASE("The process is alive at once, and started when it says so") {
  Running running;
  CHECK(absl::StartsWith(Get(running.port, "/livez"), "HTTP/1.1 200 OK\r\n"));
  CHECK(absl::StartsWith(Get(running.port, "/startupz"), "HTTP/1.1 503 "));
  running.health.SetStarted();
  CHECK(absl::StartsWith(Get(running.port, "/startupz"), "HTTP/1.1 200 "));
}

TEST_CASE("It is ready when started and every check holds; each check gives its reason") {
  Health health;
  absl::Status database = absl::UnavailableError("нет соединения с \"primary\"");
  health.AddCheck("database", [&] { return database; });
  Server server({.service = "review"}, health);
  const int port = *server.Start();
  health.SetStarted();

  const std::string away = Get(port, "/readyz");
  CHECK(absl::StartsWith(away, "HTTP/1.1 503 "));
  CHECK(absl::StrContains(
      away, R"({"name":"database","ok":false,"reason":"нет соединения с \"primary\""})"));
  CHECK(absl::StrContains(away, R"({"name":"started","ok":true,"reason":""})"));

  server.Stop();  // the check is not asked while it changes
  database = absl::OkStatus();
  const int again = *server.Start();
  CHECK(absl::StrContains(Get(again, "/readyz"), "HTTP/1.1 200 OK"));
  CHECK(absl::StrContains(Get(again, "/metrics"), "\nnastavnik_ready 1\n"));
}

TEST_CASE("Draining ends readiness at once and tells listeners") {
  Running running;
  std::vector<bool> told;
  running.health.OnChange([&](bool ready) { told.push_back(ready); });
  running.health.SetStarted();
  running.health.Look();
  running.health.SetDraining();

  CHECK(told == std::vector<bool>{true, false});
  CHECK_FALSE(running.health.Ready());
  CHECK(absl::StrContains(Get(running.port, "/readyz"),
                          R"({"name":"draining","ok":false,"reason":"asked to end"})"));
  CHECK(absl::StrContains(Get(running.port, "/metrics"), "\nnastavnik_draining 1\n"));
}

TEST_CASE("Pages") {
  Running running;
  CHECK(absl::StrContains(Get(running.port, "/version"),
                          R"({"service":"review","version":"0.1.0","revision":"abcdef"})"));
  CHECK(absl::StrContains(Get(running.port, "/config"), "workers = 12\n"));
  CHECK(
      absl::StrContains(Get(running.port, "/metrics"), "Content-Type: text/plain; version=0.0.4"));
  CHECK(absl::StrContains(Get(running.port, "/metrics/families"), "nastavnik_ready gauge\n"));
  CHECK(absl::StrContains(Get(running.port, "/debug/slow?n=1"), "\"slowest\":["));
  CHECK(absl::StrContains(Get(running.port, "/debug/inflight"), "\"inflight\":["));
}

TEST_CASE("GET only, and only what is there") {
  Running running;
  CHECK(absl::StartsWith(Ask(running.port, "POST /readyz HTTP/1.1\r\n\r\n"), "HTTP/1.1 405 "));
  CHECK(absl::StartsWith(Get(running.port, "/etc/passwd"), "HTTP/1.1 404 "));
  CHECK(absl::StartsWith(Ask(running.port, "what\r\n\r\n"), "HTTP/1.1 400 "));
  Get(running.port,
      "/" + std::string(20000, 'a'));  // too long: dropped, with whatever answer arrives
  CHECK(absl::StartsWith(Get(running.port, "/livez"), "HTTP/1.1 200 "));
}

TEST_CASE("An address that is taken or wrong is an error") {
  Running running;
  Health health;
  CHECK_FALSE(Server({.address = absl::StrCat("127.0.0.1:", running.port)}, health).Start().ok());
  CHECK_FALSE(Server({.address = "nowhere"}, health).Start().ok());
}

}  // namespace
}  // namespace nastavnik::admin
