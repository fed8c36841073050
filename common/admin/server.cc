#include "common/admin/server.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/trace/call.h"

namespace nastavnik::admin {
namespace {

constexpr int kLookEveryMs = 500;
constexpr timeval kPatience{1, 0};  // with a client that is slow to ask or to read
constexpr size_t kLongestRequest = 8192;

std::string Quoted(absl::string_view text) {
  std::string out;
  log::AppendQuoted(out, text);
  return out;
}

Answer Text(std::string body) { return {200, "text/plain; charset=utf-8", std::move(body)}; }

Answer ReadyPage(Health& health) {
  const std::vector<Health::Finding> findings = health.Look();
  const std::string checks =
      absl::StrJoin(findings, ",", [](std::string* out, const Health::Finding& finding) {
        absl::StrAppend(out, "{\"name\":", Quoted(finding.name),
                        ",\"ok\":", finding.status.ok() ? "true" : "false",
                        ",\"reason\":", Quoted(finding.status.message()), "}");
      });
  const bool ready = health.Ready();
  return {ready ? 200 : 503, "application/json",
          absl::StrCat("{\"ready\":", ready ? "true" : "false", ",\"checks\":[", checks, "]}\n")};
}

absl::string_view Phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 503:
      return "Service Unavailable";
    default:
      return "Bad Request";
  }
}

// A listening TCP socket on "host:port", or -1.
int Listen(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return -1;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.substr(0, colon).c_str(), address.substr(colon + 1).c_str(), &hints,
                  &found) != 0)
    return -1;
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  const bool good = bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 64) == 0;
  freeaddrinfo(found);
  if (good) return fd;
  close(fd);
  return -1;
}

int PortOf(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof(bound);
  getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size);
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(bound).sin6_port
                                           : reinterpret_cast<sockaddr_in&>(bound).sin_port);
}

void SendAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

// The head of a request, up to the empty line.
std::string ReceiveHead(int fd) {
  std::string head;
  char buffer[2048];
  while (head.size() < kLongestRequest && head.find("\r\n\r\n") == std::string::npos) {
    const ssize_t received = recv(fd, buffer, sizeof(buffer), 0);
    if (received <= 0) break;
    head.append(buffer, static_cast<size_t>(received));
  }
  return head;
}

}  // namespace

Server::Server(Options options, Health& health) : options_(std::move(options)), health_(health) {
  const std::string version = absl::StrCat("{\"service\":", Quoted(options_.service),
                                           ",\"version\":", Quoted(options_.version),
                                           ",\"revision\":", Quoted(options_.revision), "}\n");
  pages_["/livez"] = [] { return Text("ok\n"); };
  pages_["/startupz"] = [this] {
    return health_.Started() ? Text("ok\n")
                             : Answer{503, "text/plain; charset=utf-8", "still starting\n"};
  };
  pages_["/readyz"] = [this] { return ReadyPage(health_); };
  pages_["/metrics"] = [] {
    return Answer{200, "text/plain; version=0.0.4; charset=utf-8", metrics::Default().Text()};
  };
  pages_["/metrics/families"] = [] { return Text(metrics::Default().Families()); };
  pages_["/version"] = [version] { return Answer{200, "application/json", version}; };
  pages_["/config"] = [this] { return Text(options_.config ? options_.config() : ""); };
  pages_["/debug/slow"] = [] { return Answer{200, "application/json", trace::SlowJson()}; };
  pages_["/debug/inflight"] = [] { return Answer{200, "application/json", trace::InflightJson()}; };
}

Server::~Server() { Stop(); }

absl::StatusOr<int> Server::Start() {
  listener_ = Listen(options_.address);
  if (listener_ < 0) {
    return absl::UnavailableError(
        absl::StrCat("listen.admin ", options_.address, ": ", std::strerror(errno)));
  }
  const int port = PortOf(listener_);
  log::Info("listening", {{"listener", "admin"}, {"port", port}});
  thread_ = std::jthread([this](std::stop_token stop) { Main(std::move(stop)); });
  return port;
}

void Server::Stop() {
  if (listener_ < 0) return;
  thread_.request_stop();
  shutdown(listener_, SHUT_RDWR);  // wakes poll
  thread_.join();
  close(listener_);
  listener_ = -1;
}

void Server::Main(std::stop_token stop) {
  health_.Look();
  absl::Time next_look = absl::Now() + absl::Milliseconds(kLookEveryMs);
  while (!stop.stop_requested()) {
    pollfd waiting{listener_, POLLIN, 0};
    poll(&waiting, 1, kLookEveryMs);
    if (absl::Now() >= next_look) {
      health_.Look();
      next_look = absl::Now() + absl::Milliseconds(kLookEveryMs);
    }
    if ((waiting.revents & POLLIN) == 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof(kPatience));
    Serve(client);
    close(client);
  }
}

void Server::Serve(int client) {
  const std::string head = ReceiveHead(client);
  const Answer answer = AnswerTo(absl::string_view(head).substr(0, head.find("\r\n")));
  SendAll(client,
          absl::StrCat("HTTP/1.1 ", answer.status, " ", Phrase(answer.status), "\r\nContent-Type: ",
                       answer.content_type, "\r\nContent-Length: ", answer.body.size(),
                       "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n", answer.body));
}

Answer Server::AnswerTo(absl::string_view request_line) {
  const std::vector<absl::string_view> words = absl::StrSplit(request_line, ' ');
  if (words.size() != 3) return {400, "text/plain; charset=utf-8", "not HTTP\n"};
  if (words[0] != "GET") return {405, "text/plain; charset=utf-8", "GET only\n"};
  const auto page = pages_.find(std::string(words[1].substr(0, words[1].find('?'))));
  if (page == pages_.end()) return {404, "text/plain; charset=utf-8", "no such page\n"};
  return page->second();
}

}  // namespace nastavnik::admin
