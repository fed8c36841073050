#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/http/message.h"

namespace nastavnik::gateway {

// Which pages of other origins may call: exact origins, never any.
class Cors {
 public:
  // "https://forum.example.ru", as a browser spells an origin.
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  // Whether a browser asks before a call; such a question has no credentials.
  static bool IsPreflight(const http::Request& request);
  // The answer to it; `methods` are those of the path. 204, without a word of CORS for a page of
  // another origin: the browser then keeps the call back.
  http::Response Preflight(const http::Request& request,
                           const std::vector<std::string>& methods) const;
  // What lets a page of a known origin read the answer.
  void Allow(const http::Request& request, http::Response& response) const;

 private:
  bool Knows(absl::string_view origin) const;

  std::vector<std::string> origins_;
};

}  // namespace nastavnik::gateway
