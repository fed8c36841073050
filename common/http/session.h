#pragma once

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "common/http/server.h"

// Inside of the server: includes Asio, so nobody else includes it.
namespace nastavnik::http {

namespace asio = boost::asio;
// Every thread of the server has an io_context of its own, so nothing here is locked.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <typename T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kAwait;

// One connection. Touched by its thread only.
struct Session {
  Session(Socket s, size_t index) : socket(std::move(s)), listener(index) {}

  // From now on, `limit` for what is being waited for. A tick of the thread closes who is late: one
  // timer for all connections, none for each wait.
  void Allow(absl::Duration limit) {
    deadline = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(limit);
  }
  void AllowForever() { deadline = std::chrono::steady_clock::time_point::max(); }

  Socket socket;
  size_t listener;
  bool idle = true;  // waits for the first byte of a request
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

// Sends a body as it becomes known, until it is whole or the other end has left. `chunked`: as
// HTTP/1.1 writes bodies of unknown length.
Task<void> SendStream(Session& session, Stream& stream, bool chunked, absl::Duration patience);

// Reads requests and writes their answers until either end has had enough.
Task<void> Converse(Session& session, const ServerOptions& options, const Handler& handler,
                    const std::atomic<bool>& draining);

}  // namespace nastavnik::http
