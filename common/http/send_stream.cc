#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <memory>

#include "absl/strings/str_cat.h"

#include "common/http/session.h"

namespace nastavnik::http {
namespace {

using boost::system::error_code;

// What a stream waits for: another piece, or the other end's leaving.
struct Waiting {
  explicit Waiting(const Executor& executor) : bell(executor, Timer::time_point::max()) {}

  Timer bell;  // rings when it is cancelled
  bool rung = false;
  bool left = false;  // the other end has hung up, or sends what no longer belongs here
  std::array<char, 1> byte;

  void Ring() {
    rung = true;
    bell.cancel();
  }
};
using Shared = std::shared_ptr<Waiting>;

Task<void> Wait(const Shared& waiting) {
  while (!waiting->rung) {
    waiting->bell.expires_at(Timer::time_point::max());
    co_await waiting->bell.async_wait(kAwait);
  }
  waiting->rung = false;
}

void NoticeLeaving(Session& session, const Shared& waiting) {
  session.socket.async_read_some(asio::buffer(waiting->byte), [waiting](const error_code&, size_t) {
    waiting->left = true;
    waiting->Ring();
  });
}

Task<error_code> WritePiece(Session& session, const std::string& bytes, bool chunked) {
  const std::string size = chunked ? absl::StrCat(absl::Hex(bytes.size()), "\r\n") : "";
  const std::array<asio::const_buffer, 3> parts{
      asio::buffer(size), asio::buffer(bytes),
      chunked ? asio::const_buffer("\r\n", 2) : asio::const_buffer()};
  auto [error, written] = co_await asio::async_write(session.socket, parts, kAwait);
  co_return error;
}

}  // namespace

Task<void> SendStream(Session& session, Stream& stream, bool chunked, absl::Duration patience) {
  const Shared waiting = std::make_shared<Waiting>(session.socket.get_executor());
  NoticeLeaving(session, waiting);
  stream.SetWake([waiting, executor = session.socket.get_executor()] {
    asio::post(executor, [waiting] { waiting->Ring(); });
  });
  for (bool going = true; going && !waiting->left;) {
    const Stream::Taken taken = stream.Take();
    session.Allow(patience);
    if (!taken.bytes.empty()) going = !co_await WritePiece(session, taken.bytes, chunked);
    if (taken.too_slow) break;
    if (going && taken.closed) {
      if (chunked) {
        co_await asio::async_write(session.socket, asio::buffer("0\r\n\r\n", 5), kAwait);
      }
      break;
    }
    session.AllowForever();
    if (going) co_await Wait(waiting);
  }
  stream.End();  // nobody rings any more
  error_code ignored;
  session.socket.shutdown(Socket::shutdown_send, ignored);
  session.Allow(patience);
  session.socket.cancel(ignored);
  while (!waiting->left) co_await Wait(waiting);
}

}  // namespace nastavnik::http
