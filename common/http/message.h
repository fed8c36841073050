#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

#include "common/http/stream.h"

namespace nastavnik::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string target;  // path and query as they came
  Headers headers;
  std::string body;
  size_t listener = 0;  // index of the address that it came to
  std::string peer;     // address of the other end of the connection, without the port
  std::chrono::steady_clock::time_point arrival;  // when its headers had come

  // Value of the first header of that name, in any case; "" when absent.
  absl::string_view Header(absl::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (absl::EqualsIgnoreCase(key, name)) return value;
    }
    return "";
  }
};

struct Response {
  int status = 200;
  Headers headers;  // without Content-Length, Date and Connection: the server adds them
  std::string body;
  absl::string_view lines = {};              // more headers: constant lines, each with its CRLF
  std::shared_ptr<Stream> stream = nullptr;  // the body instead; the connection ends with it
};

// Gives the answer of one request; exactly once, from any thread.
using Reply = std::function<void(Response)>;
// Must not block. Called on a thread of the server.
using Handler = std::function<void(Request, Reply)>;

}  // namespace nastavnik::http
