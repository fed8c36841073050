#include "common/http/server.h"

#include <array>
#include <atomic>
#include <ctime>
#include <list>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

namespace nastavnik::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Parser = beast::http::request_parser<beast::http::string_body>;
using beast::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

absl::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

std::string Date() {
  thread_local time_t made = 0;
  thread_local std::string text;
  const time_t now = time(nullptr);
  if (now != made) {
    made = now;
    char buffer[40];
    tm parts;
    gmtime_r(&now, &parts);
    strftime(buffer, sizeof buffer, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    text = buffer;
  }
  return text;
}

absl::string_view Phrase(int status) {
  const auto phrase = beast::http::obsolete_reason(static_cast<beast::http::status>(status));
  return phrase.empty() ? "Unknown" : View(phrase);
}

std::string HeadOf(const Response& response, bool keep_alive) {
  std::string head = absl::StrCat("HTTP/1.1 ", response.status, " ", Phrase(response.status),
                                  "\r\nDate: ", Date(), "\r\n");
  for (const auto& [name, value] : response.headers)
    absl::StrAppend(&head, name, ": ", value, "\r\n");
  absl::StrAppend(&head, response.lines);
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless) absl::StrAppend(&head, "Content-Length: ", response.body.size(), "\r\n");
  absl::StrAppend(&head, keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
  return head;
}

// What a fault of reading is answered with; 0: nothing, the other end is gone or too slow.
int StatusOf(const error_code& error) {
  if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow)
    return 431;
  if (error == beast::http::error::body_limit) return 413;
  if (error == beast::http::error::end_of_stream || error == beast::http::error::partial_message)
    return 0;
  return error.category() == beast::http::make_error_code(beast::http::error::bad_method).category()
             ? 400
             : 0;
}

// Exactly one Host for HTTP/1.1 (RFC 9112, 3.2).
bool WellAddressed(const Parser::value_type& message) {
  const auto hosts = message.count(beast::http::field::host);
  return hosts == 1 || (hosts == 0 && message.version() < 11);
}

}  // namespace

struct Server::State {
  // One connection. Lives in the list of its thread; touched by that thread only.
  struct Session {
    explicit Session(tcp::socket socket) : stream(std::move(socket)) {}
    beast::tcp_stream stream;
    bool idle = true;
  };
  struct Worker {
    asio::io_context context{1};
    std::list<Session> sessions;
    std::thread thread;
  };

  ServerOptions options;
  Handler handler;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<tcp::acceptor> acceptors;
  std::vector<int> ports;
  std::atomic<size_t> connections{0};
  std::atomic<bool> draining{false};
  size_t next = 0;

  asio::awaitable<void> Accept(size_t listener);
  asio::awaitable<void> Serve(Worker& worker, std::list<Session>::iterator session,
                              size_t listener);
  asio::awaitable<void> Converse(Session& session, size_t listener);
  asio::awaitable<error_code> Read(Session& session, beast::flat_buffer& buffer, Parser& parser,
                                   Request& request);
  asio::awaitable<void> Refuse(Session& session, int status);
  asio::awaitable<Response> Ask(Request request);
};

asio::awaitable<void> Server::State::Accept(size_t listener) {
  tcp::acceptor& acceptor = acceptors[listener];
  while (acceptor.is_open()) {
    Worker& worker = *workers[next++ % workers.size()];
    auto [error, socket] = co_await acceptor.async_accept(worker.context, kAwait);
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
    error_code ignored;
    if (error) {  // out of descriptors, mostly: wait for some to come back
      asio::steady_timer pause(acceptor.get_executor(), std::chrono::milliseconds(20));
      co_await pause.async_wait(kAwait);
      continue;
    }
    if (connections >= options.connection_limit) continue;  // closes the socket
    socket.set_option(tcp::no_delay(true), ignored);
    ++connections;
    asio::post(worker.context, [this, &worker, listener, moved = std::move(socket)]() mutable {
      worker.sessions.emplace_front(std::move(moved));
      asio::co_spawn(worker.context, Serve(worker, worker.sessions.begin(), listener),
                     asio::detached);
    });
  }
}

asio::awaitable<void> Server::State::Serve(Worker& worker, std::list<Session>::iterator session,
                                           size_t listener) {
  try {
    co_await Converse(*session, listener);
  } catch (const std::exception&) {
    // The connection ends; nothing of it is shared.
  }
  worker.sessions.erase(session);
  --connections;
}

// One request into `request`. The header timeout begins with the first byte, so that an idle
// connection costs nothing.
asio::awaitable<error_code> Server::State::Read(Session& session, beast::flat_buffer& buffer,
                                                Parser& parser, Request& request) {
  beast::tcp_stream& stream = session.stream;
  parser.header_limit(options.header_limit);
  parser.body_limit(options.body_limit);
  if (buffer.size() == 0) {
    session.idle = true;
    stream.expires_after(absl::ToChronoNanoseconds(options.idle_timeout));
    auto [error, size] = co_await stream.async_read_some(buffer.prepare(8192), kAwait);
    session.idle = false;
    if (error) co_return asio::error::eof;
    buffer.commit(size);
  }
  stream.expires_after(absl::ToChronoNanoseconds(options.header_timeout));
  auto [header_error, header_size] =
      co_await beast::http::async_read_header(stream, buffer, parser, kAwait);
  request.arrival = std::chrono::steady_clock::now();
  if (header_error) co_return header_error;
  if (parser.content_length().value_or(0) > options.body_limit)
    co_return beast::http::error::body_limit;
  if (!WellAddressed(parser.get())) co_return beast::http::error::bad_field;
  stream.expires_after(absl::ToChronoNanoseconds(options.body_timeout));
  if (beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
    co_await asio::async_write(stream, asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25), kAwait);
  }
  if (parser.is_done()) co_return error_code();
  auto [error, size] = co_await beast::http::async_read(stream, buffer, parser, kAwait);
  co_return error;
}

asio::awaitable<Response> Server::State::Ask(Request request) {
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Response)>(
      [this](auto completion, Request asked) {
        auto executor = asio::get_associated_executor(completion);
        auto shared = std::make_shared<decltype(completion)>(std::move(completion));
        handler(std::move(asked), [executor, shared](Response response) {
          asio::post(executor, [shared, moved = std::move(response)]() mutable {
            (*shared)(std::move(moved));
          });
        });
      },
      asio::use_awaitable, std::move(request));
}

asio::awaitable<void> Server::State::Converse(Session& session, size_t listener) {
  beast::flat_buffer buffer(options.header_limit + (64 << 10));
  error_code ignored;
  const std::string peer = session.stream.socket().remote_endpoint(ignored).address().to_string();
  for (bool keep_alive = true; keep_alive && !draining;) {
    Parser parser;
    Request request;
    const error_code error = co_await Read(session, buffer, parser, request);
    if (error) co_return co_await Refuse(session, StatusOf(error));
    auto message = parser.release();
    keep_alive = message.keep_alive();
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message) {
      request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    request.body = std::move(message.body());
    request.listener = listener;
    request.peer = peer;
    session.stream.expires_never();  // the handler has deadlines of its own
    const bool head_only = request.method == "HEAD";
    const Response response = co_await Ask(std::move(request));
    keep_alive = keep_alive && !draining;
    const std::string head = HeadOf(response, keep_alive);
    const bool bodiless = head_only || response.status == 204 || response.status == 304;
    const std::array<asio::const_buffer, 2> parts{
        asio::buffer(head), bodiless ? asio::const_buffer() : asio::buffer(response.body)};
    session.stream.expires_after(absl::ToChronoNanoseconds(options.body_timeout));
    auto [write_error, written] = co_await asio::async_write(session.stream, parts, kAwait);
    if (write_error) co_return;
  }
  session.stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
}

// Answers and hangs up. What the other end still sends is read for a moment: closing at once would
// reset the connection and take the answer with it.
asio::awaitable<void> Server::State::Refuse(Session& session, int status) {
  if (status == 0) co_return;
  const Response response = options.refuse(status);
  const std::string head = HeadOf(response, false);
  session.stream.expires_after(std::chrono::seconds(2));
  const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(response.body)};
  auto [write_error, written] = co_await asio::async_write(session.stream, parts, kAwait);
  error_code ignored;
  session.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  std::array<char, 16384> sink;
  for (size_t total = 0; !write_error && total < (8 << 20);) {
    auto [error, size] = co_await session.stream.async_read_some(asio::buffer(sink), kAwait);
    if (error) co_return;
    total += size;
  }
}

Server::Server(ServerOptions options, Handler handler) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
  state_->handler = std::move(handler);
  for (int i = 0; i < state_->options.threads; ++i)
    state_->workers.push_back(std::make_unique<State::Worker>());
}

Server::~Server() { Drain(absl::ZeroDuration()); }

absl::Status Server::Start() {
  State& state = *state_;
  for (const std::string& address : state.options.addresses) {
    const size_t colon = address.rfind(':');
    unsigned port = 0;
    error_code error;
    const auto host = asio::ip::make_address(address.substr(0, colon), error);
    if (error || colon == std::string::npos ||
        !absl::SimpleAtoi(address.substr(colon + 1), &port) || port > 65535) {
      return absl::InvalidArgumentError(absl::StrCat("not an address: ", address));
    }
    try {
      state.acceptors.emplace_back(state.workers[0]->context,
                                   tcp::endpoint(host, static_cast<uint16_t>(port)));
    } catch (const boost::system::system_error& cause) {
      return absl::UnavailableError(
          absl::StrCat("cannot listen at ", address, ": ", cause.code().message()));
    }
    state.ports.push_back(state.acceptors.back().local_endpoint().port());
  }
  for (size_t i = 0; i < state.acceptors.size(); ++i) {
    asio::co_spawn(state.workers[0]->context, state.Accept(i), asio::detached);
  }
  for (const auto& worker : state.workers) {
    worker->thread = std::thread([&context = worker->context] {
      const auto guard = asio::make_work_guard(context);
      context.run();
    });
  }
  return absl::OkStatus();
}

int Server::port(size_t listener) const { return state_->ports[listener]; }

size_t Server::connections() const { return state_->connections; }

bool Server::Drain(absl::Duration timeout) {
  State& state = *state_;
  if (state.draining.exchange(true)) return state.connections == 0;
  asio::post(state.workers[0]->context, [&state] {
    for (tcp::acceptor& acceptor : state.acceptors) {
      error_code ignored;
      acceptor.close(ignored);
    }
  });
  for (const auto& worker : state.workers) {
    asio::post(worker->context, [&worker] {
      for (State::Session& session : worker->sessions) {
        if (session.idle) session.stream.cancel();
      }
    });
  }
  const absl::Time end = absl::Now() + timeout;
  while (state.connections > 0 && absl::Now() < end) absl::SleepFor(absl::Milliseconds(5));
  const bool clean = state.connections == 0;
  for (const auto& worker : state.workers) worker->context.stop();
  for (const auto& worker : state.workers) {
    if (worker->thread.joinable()) worker->thread.join();
  }
  return clean;
}

}  // namespace nastavnik::http
