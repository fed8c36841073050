#pragma once

#include <functional>
#include <map>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/admin/health.h"

namespace nastavnik::admin {

struct Answer {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
};

// HTTP for the operator: GET only, one request at a time, on a thread of its own. Pages: /livez
// /readyz /startupz /metrics /metrics/families /version /config /debug/slow /debug/inflight. Never
// faces the internet.
class Server {
 public:
  struct Options {
    std::string address = "127.0.0.1:0";  // port 0: any free one
    std::string service;
    std::string version;
    std::string revision;
    std::function<std::string()> config;  // effective settings as text, secrets masked
  };
  Server(Options options, Health& health);
  ~Server();  // Stop()

  // Listens; the port chosen.
  absl::StatusOr<int> Start();
  void Stop();

 private:
  void Main(std::stop_token stop);
  void Serve(int client);
  Answer AnswerTo(absl::string_view request_line);

  const Options options_;
  Health& health_;
  std::map<std::string, std::function<Answer()>> pages_;
  int listener_ = -1;
  std::jthread thread_;
};

}  // namespace nastavnik::admin
