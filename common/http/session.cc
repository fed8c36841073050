#include "common/http/session.h"

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <ctime>
#include <memory>

#include "absl/strings/str_cat.h"

namespace nastavnik::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using Parser = beast::http::request_parser<beast::http::string_body>;

constexpr size_t kReadSize = 16 << 10;
constexpr absl::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

absl::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

absl::string_view Date() {
  thread_local time_t made = 0;
  thread_local char text[40];
  const time_t now = time(nullptr);
  if (now != made) {
    made = now;
    tm parts;
    gmtime_r(&now, &parts);
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  }
  return text;
}

absl::string_view Phrase(int status) {
  const auto phrase = beast::http::obsolete_reason(static_cast<beast::http::status>(status));
  return phrase.empty() ? "Unknown" : View(phrase);
}

bool IsBodiless(int status) { return status == 204 || status == 304; }

// How the length of the body is told.
enum class Length { kKnown, kChunked, kUntilClose };

std::string HeadOf(const Response& response, Length length, bool keep_alive) {
  std::string head;
  head.reserve(512);
  absl::StrAppend(&head, "HTTP/1.1 ", response.status, " ", Phrase(response.status),
                  "\r\nDate: ", Date(), "\r\n", response.lines);
  for (const auto& [name, value] : response.headers) {
    absl::StrAppend(&head, name, ": ", value, "\r\n");
  }
  if (length == Length::kChunked) {
    absl::StrAppend(&head, "Transfer-Encoding: chunked\r\n");
  } else if (length == Length::kKnown && !IsBodiless(response.status)) {
    absl::StrAppend(&head, "Content-Length: ", response.body.size(), "\r\n");
  }
  absl::StrAppend(&head, keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
  return head;
}

// What a fault of reading is answered with; 0: nothing, the other end is gone or too slow.
int StatusOf(const error_code& error) {
  if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow) {
    return 431;
  }
  if (error == beast::http::error::body_limit) return 413;
  const auto& grammar = make_error_code(beast::http::error::bad_method).category();
  return error.category() == grammar ? 400 : 0;
}

// Whether any two parsers read the same: one Host (RFC 9112, 3.2), at most one length, a number and
// not a list of equal ones (6.3), and no coding but chunked (6.1).
bool IsUnambiguous(const Parser::value_type& message) {
  using beast::http::field;
  const auto hosts = message.count(field::host);
  const auto lengths = message.count(field::content_length);
  const auto codings = message.count(field::transfer_encoding);
  const beast::string_view length = message[field::content_length];
  return (hosts == 1 || (hosts == 0 && message.version() < 11)) && lengths <= 1 &&
         length.find_first_not_of("0123456789") == beast::string_view::npos && codings <= 1 &&
         (codings == 0 || beast::iequals(message[field::transfer_encoding], "chunked"));
}

// More bytes into the buffer.
Task<error_code> Fill(Session& session, beast::flat_buffer& buffer) {
  if (buffer.size() + kReadSize > buffer.max_size()) {
    co_return beast::http::error::buffer_overflow;
  }
  auto [error, size] = co_await session.socket.async_read_some(buffer.prepare(kReadSize), kAwait);
  buffer.commit(size);
  co_return error;
}

// One request. The time for its headers begins with their first byte, so that an idle connection
// costs nothing.
Task<error_code> Read(Session& session, const ServerOptions& options, beast::flat_buffer& buffer,
                      Parser& parser, Request& request) {
  if (buffer.size() == 0) {
    session.idle = true;
    session.Allow(options.idle_timeout);
    const error_code error = co_await Fill(session, buffer);
    session.idle = false;
    if (error) co_return error;
  }
  session.Allow(options.header_timeout);
  bool seen_header = false;
  for (bool starved = false;;) {
    if (starved) {
      if (const error_code error = co_await Fill(session, buffer); error) co_return error;
    }
    error_code error;
    const size_t taken = parser.put(buffer.data(), error);
    buffer.consume(taken);
    starved = taken == 0 || buffer.size() == 0 || error == beast::http::error::need_more;
    if (error && error != beast::http::error::need_more) co_return error;
    if (parser.is_header_done() && !seen_header) {
      seen_header = true;
      request.arrival = std::chrono::steady_clock::now();
      if (!IsUnambiguous(parser.get())) co_return beast::http::error::bad_field;
      session.Allow(options.body_timeout);
      const bool waits = beast::iequals(parser.get()[beast::http::field::expect], "100-continue");
      if (waits && !parser.is_done()) {
        co_await asio::async_write(session.socket, asio::buffer(kContinue.data(), kContinue.size()),
                                   kAwait);
      }
    }
    if (parser.is_done()) co_return error_code();
  }
}

void Take(Parser& parser, Request& request) {
  auto message = parser.release();
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  request.body = std::move(message.body());
}

// The handler's answer, brought to the connection's thread.
Task<Response> Ask(const Handler& handler, Request request) {
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Response)>(
      [&handler](auto completion, Request asked) {
        auto executor = asio::get_associated_executor(completion);
        auto shared = std::make_shared<decltype(completion)>(std::move(completion));
        handler(std::move(asked), [executor, shared](Response response) {
          asio::post(executor, [shared, moved = std::move(response)]() mutable {
            (*shared)(std::move(moved));
          });
        });
      },
      asio::use_awaitable_t<Executor>(), std::move(request));
}

Task<error_code> Write(Session& session, const Response& response, bool keep_alive,
                       bool head_only) {
  const std::string head = HeadOf(response, Length::kKnown, keep_alive);
  const bool bodiless = head_only || IsBodiless(response.status);
  const std::array<asio::const_buffer, 2> parts{
      asio::buffer(head), bodiless ? asio::const_buffer() : asio::buffer(response.body)};
  auto [error, written] = co_await asio::async_write(session.socket, parts, kAwait);
  co_return error;
}

// An answer whose body is a stream. The connection ends with it.
Task<void> WriteStream(Session& session, const Response& response, unsigned version, bool head_only,
                       absl::Duration patience) {
  const bool chunked = version >= 11;
  const std::string head =
      HeadOf(response, chunked ? Length::kChunked : Length::kUntilClose, false);
  session.Allow(patience);
  auto [error, written] = co_await asio::async_write(session.socket, asio::buffer(head), kAwait);
  if (!error && !head_only) co_await SendStream(session, *response.stream, chunked, patience);
  response.stream->End();
}

// Answers and hangs up. What the other end still sends is read for a moment: closing at once would
// reset the connection and take the answer with it.
Task<void> Refuse(Session& session, const ServerOptions& options, int status) {
  if (status == 0) co_return;
  session.Allow(absl::Seconds(2));
  const Response response = options.refuse(status);
  if (co_await Write(session, response, false, false)) co_return;
  error_code ignored;
  session.socket.shutdown(Socket::shutdown_send, ignored);
  std::array<char, kReadSize> sink;
  for (size_t total = 0; total < (8 << 20);) {
    auto [error, size] = co_await session.socket.async_read_some(asio::buffer(sink), kAwait);
    if (error) co_return;
    total += size;
  }
}

}  // namespace

Task<void> Converse(Session& session, const ServerOptions& options, const Handler& handler,
                    const std::atomic<bool>& draining) {
  beast::flat_buffer buffer(options.header_limit + (64 << 10));
  error_code ignored;
  const std::string peer = session.socket.remote_endpoint(ignored).address().to_string();
  for (bool keep_alive = true; keep_alive && !draining;) {
    Parser parser;
    parser.eager(true);
    parser.header_limit(options.header_limit);
    parser.body_limit(options.body_limit);
    Request request;
    const error_code error = co_await Read(session, options, buffer, parser, request);
    if (error) co_return co_await Refuse(session, options, StatusOf(error));
    keep_alive = parser.keep_alive();
    const unsigned version = parser.get().version();
    Take(parser, request);
    request.listener = session.listener;
    request.peer = peer;
    const bool head_only = request.method == "HEAD";
    session.AllowForever();  // the handler has deadlines of its own
    const Response response = co_await Ask(handler, std::move(request));
    if (response.stream != nullptr) {
      buffer = beast::flat_buffer();  // streams are many and long
      co_return co_await WriteStream(session, response, version, head_only, options.body_timeout);
    }
    keep_alive = keep_alive && !draining;
    session.Allow(options.body_timeout);
    if (co_await Write(session, response, keep_alive, head_only)) co_return;
  }
  session.socket.shutdown(Socket::shutdown_both, ignored);
}

}  // namespace nastavnik::http
