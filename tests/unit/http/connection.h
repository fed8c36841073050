#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace nastavnik::http::testing {

// A client's end of one connection, byte by byte: for tests that send what no client library would.
class Connection {
 public:
  explicit Connection(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("connect");
  }
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;

  // False when the other end has hung up.
  bool Send(absl::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  // The next response, head and body; "" when the other end hung up or said nothing for `seconds`.
  std::string Receive(bool head_only = false, int seconds = 10) {
    size_t head = std::string::npos;
    while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!More(seconds)) return "";
    }
    head += 4;
    size_t body = 0;
    const size_t at = buffer_.find("Content-Length: ");
    if (at < head && !head_only) {
      const absl::string_view rest = absl::string_view(buffer_).substr(at + 16);
      if (!absl::SimpleAtoi(rest.substr(0, rest.find('\r')), &body))
        throw std::runtime_error("length");
    }
    while (buffer_.size() < head + body) {
      if (!More(seconds)) return "";
    }
    std::string response = buffer_.substr(0, head + body);
    buffer_.erase(0, head + body);
    return response;
  }

  // The next bytes, so many; fewer when the other end hung up or said nothing for ten seconds.
  std::string Take(size_t size) {
    while (buffer_.size() < size && More(10)) {
    }
    std::string bytes = buffer_.substr(0, size);
    buffer_.erase(0, bytes.size());
    return bytes;
  }
  // What has come and was not taken yet.
  const std::string& Rest() const { return buffer_; }

  // Whether the other end hangs up within ten seconds.
  bool HungUp() {
    while (More(10)) {
    }
    char byte;
    return recv(socket_, &byte, 1, MSG_DONTWAIT) <= 0 && ended_;
  }

 private:
  bool More(int seconds) {
    pollfd ready{socket_, POLLIN, 0};
    if (poll(&ready, 1, seconds * 1000) <= 0) return false;
    char bytes[65536];
    const ssize_t got = recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) {
      ended_ = true;
      return false;
    }
    buffer_.append(bytes, static_cast<size_t>(got));
    return true;
  }

  int socket_;
  std::string buffer_;
  bool ended_ = false;
};

}  // namespace nastavnik::http::testing
