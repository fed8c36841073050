#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/http/message.h"

namespace nastavnik::http {

struct ServerOptions {
  std::vector<std::string> addresses;  // "127.0.0.1:8080"; port 0: any free one
  int threads = 2;
  uint32_t header_limit = 16 << 10;
  uint64_t body_limit = 1 << 20;
  absl::Duration idle_timeout =
      absl::Seconds(75);  // between requests; longer than nginx keeps a connection
  absl::Duration header_timeout = absl::Seconds(10);  // from the first byte of a request
  absl::Duration body_timeout = absl::Seconds(20);
  // Ten thousand event streams and the calls beside them; some 10 kB each while nothing happens.
  size_t connection_limit = 16'000;
  // Answer to what never becomes a request: 400, 413, 431. The connection ends with it.
  // Who is too slow is cut without an answer.
  std::function<Response(int status)> refuse = [](int status) { return Response{status, {}, ""}; };
};

// HTTP/1.1 with keep-alive; requests of one connection are answered in their order, one at a time.
// Anything that two parsers could read differently (both lengths, two lengths, no Host) is refused.
// A body that is announced too large is refused before it is read.
class Server {
 public:
  Server(ServerOptions options, Handler handler);
  ~Server();  // Drain(0)

  // Listens. UNAVAILABLE when an address cannot be had.
  absl::Status Start();
  int port(size_t listener) const;

  // Stops listening, ends idle connections, and waits for the requests in flight to be answered, at
  // most `timeout`. False when some were cut.
  bool Drain(absl::Duration timeout);
  size_t connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nastavnik::http
