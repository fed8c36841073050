#include "common/http/server.h"

#include <future>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "tests/unit/http/connection.h"

namespace nastavnik::http {
namespace {

using testing::Connection;

// Answers what it was asked, from another thread; "/slow" waits for Release.
class Echo {
 public:
  explicit Echo(ServerOptions options = {}) {
    options.addresses = {"127.0.0.1:0", "127.0.0.1:0"};
    options.refuse = [](int status) {
      return Response{status, {}, absl::StrCat("refused ", status)};
    };
    server_ = std::make_unique<Server>(std::move(options), [this](Request request, Reply reply) {
      if (request.target == "/slow") {
        slow_.set_value(std::move(reply));
        return;
      }
      std::thread([request = std::move(request), reply = std::move(reply)] {
        reply({200,
               {{"X-Test", "да"}},
               absl::StrCat(request.method, " ", request.target, " ", request.listener, " ",
                            request.body.size(), " ", request.Header("x-name"))});
      }).detach();
    });
    REQUIRE(server_->Start().ok());
  }
  int port(size_t listener = 0) const { return server_->port(listener); }
  Server& server() { return *server_; }
  Reply Slow() { return slow_.get_future().get(); }

 private:
  std::promise<Reply> slow_;
  std::unique_ptr<Server> server_;
};

std::string Body(const std::string& response) {
  return response.substr(response.find("\r\n\r\n") + 4);
}
std::string Status(const std::string& response) {
  return response.substr(0, response.find("\r\n"));
}

TEST_CASE("requests of one connection are answered in their order") {
  Echo echo;
  Connection connection(echo.port(1));
  std::string all;
  for (int i = 0; i < 50; ++i)
    absl::StrAppend(&all, "POST /", i,
                    " HTTP/1.1\r\nHost: x\r\nX-Name: имя\r\nContent-Length: 3\r\n\r\nabc");
  REQUIRE(connection.Send(all));
  for (int i = 0; i < 50; ++i)
    CHECK(Body(connection.Receive()) == absl::StrCat("POST /", i, " 1 3 имя"));
  REQUIRE(
      connection.Send("HEAD /h HTTP/1.1\r\nHost: x\r\n\r\nGET /g HTTP/1.1\r\nHost: "
                      "x\r\nConnection: close\r\n\r\n"));
  CHECK(absl::StrContains(connection.Receive(true), "Content-Length: 12"));
  CHECK(Body(connection.Receive()) == "GET /g 1 0 ");
  CHECK(connection.HungUp());
}

TEST_CASE("bodies come in chunks, after 100-continue, and byte by byte") {
  Echo echo;
  Connection connection(echo.port());
  REQUIRE(
      connection.Send("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
                      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
  CHECK(Body(connection.Receive()) == "POST /c 0 5 ");
  REQUIRE(connection.Send(
      "POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
  CHECK(Status(connection.Receive()) == "HTTP/1.1 100 Continue");
  REQUIRE(connection.Send("ok"));
  CHECK(Body(connection.Receive()) == "POST /e 0 2 ");
  for (const char c : std::string("GET /b HTTP/1.1\r\nHost: x\r\n\r\n"))
    REQUIRE(connection.Send(absl::string_view(&c, 1)));
  CHECK(Body(connection.Receive()) == "GET /b 0 0 ");
}

TEST_CASE("N26: what two parsers could read differently is refused", "[nasty]") {
  Echo echo;
  const auto answer = [&](absl::string_view request) {
    Connection connection(echo.port());
    connection.Send(request);
    return Status(connection.Receive());
  };
  CHECK(answer("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: "
               "chunked\r\n\r\n0\r\n\r\n") == "HTTP/1.1 400 Bad Request");
  CHECK(answer("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: "
               "3\r\n\r\n0\r\n\r\n") == "HTTP/1.1 400 Bad Request");
  CHECK(answer("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc") ==
        "HTTP/1.1 400 Bad Request");
  CHECK(answer("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc") ==
        "HTTP/1.1 400 Bad Request");
  CHECK(answer("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc") ==
        "HTTP/1.1 400 Bad Request");
  CHECK(answer("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc") ==
        "HTTP/1.1 400 Bad Request");
  CHECK(answer("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n") ==
        "HTTP/1.1 400 Bad Request");
  CHECK(answer("GET / HTTP/1.1\r\n\r\n") == "HTTP/1.1 400 Bad Request");
  CHECK(answer("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == "HTTP/1.1 400 Bad Request");
  CHECK(answer("GET /\r\n\r\n") == "HTTP/1.1 400 Bad Request");
  CHECK(answer("\x16\x03\x01\x02") == "HTTP/1.1 400 Bad Request");
  CHECK(answer(absl::StrCat("GET / HTTP/1.1\r\nHost: x\r\nA: ", std::string(100'000, 'a'),
                            "\r\n\r\n")) == "HTTP/1.1 431 Request Header Fields Too Large");
  CHECK(answer(absl::StrCat("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;",
                            std::string(1 << 20, 'e'))) ==
        "HTTP/1.1 431 Request Header Fields Too Large");
  CHECK(answer(absl::StrCat("GET /", std::string(1000, ' '), " HTTP/1.1\r\nHost: x\r\n\r\n")) ==
        "HTTP/1.1 400 Bad Request");
}

TEST_CASE("a body that is too large is refused before it is read") {
  Echo echo;
  Connection announced(echo.port());
  REQUIRE(announced.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n"));
  CHECK(Body(announced.Receive()) == "refused 413");
  announced.Send(std::string(5'000'000, 'x'));  // sent by a client that looks only afterwards

  Connection chunked(echo.port());
  chunked.Send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 40; ++i)
    chunked.Send(absl::StrCat("8000\r\n", std::string(0x8000, 'x'), "\r\n"));
  CHECK(Body(chunked.Receive()) == "refused 413");
  CHECK(echo.server().connections() <= 2);
}

TEST_CASE("slow clients are cut without holding a thread") {
  ServerOptions options;
  options.header_timeout = absl::Milliseconds(100);
  options.body_timeout = absl::Milliseconds(100);
  options.idle_timeout = absl::Milliseconds(100);
  Echo echo(options);
  Connection header(echo.port()), body(echo.port()), silent(echo.port());
  header.Send("GET / HTT");
  body.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na");
  CHECK(header.HungUp());
  CHECK(body.HungUp());
  CHECK(silent.HungUp());
}

TEST_CASE("drain ends idle connections and waits for the request in flight") {
  Echo echo;
  Connection idle(echo.port()), busy(echo.port());
  idle.Send("GET /g HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(Body(idle.Receive()) == "GET /g 0 0 ");
  busy.Send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  const Reply reply = echo.Slow();
  auto drained =
      std::async(std::launch::async, [&] { return echo.server().Drain(absl::Seconds(10)); });
  CHECK(idle.HungUp());
  CHECK_THROWS(Connection(echo.port()));
  reply({200, {}, "готово"});
  const std::string response = busy.Receive();
  CHECK(Body(response) == "готово");
  CHECK(absl::StrContains(response, "Connection: close"));
  CHECK(drained.get());
}

TEST_CASE("an address that is taken is said so") {
  Echo echo;
  ServerOptions options;
  options.addresses = {absl::StrCat("127.0.0.1:", echo.port())};
  CHECK(Server(options, nullptr).Start().code() == absl::StatusCode::kUnavailable);
  options.addresses = {"localhost"};
  CHECK(Server(options, nullptr).Start().code() == absl::StatusCode::kInvalidArgument);
}

// Answers every request with the same stream.
class Streaming {
 public:
  Streaming() {
    ServerOptions options;
    options.addresses = {"127.0.0.1:0"};
    server_ =
        std::make_unique<Server>(std::move(options), [this](const Request&, const Reply& reply) {
          reply({.headers = {{"Content-Type", "text/plain"}}, .body = "", .stream = stream});
        });
    REQUIRE(server_->Start().ok());
  }
  int port() const { return server_->port(0); }
  Server& server() { return *server_; }

  const std::shared_ptr<Stream> stream = std::make_shared<Stream>();

 private:
  std::unique_ptr<Server> server_;
};

TEST_CASE("a stream is sent piece by piece and ends as HTTP says") {
  Streaming streaming;
  Connection connection(streaming.port());
  CHECK(streaming.stream->Write("первый"));
  connection.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string head = connection.Receive();
  CHECK(absl::StrContains(head, "Transfer-Encoding: chunked\r\n"));
  CHECK_FALSE(absl::StrContains(head, "Content-Length"));
  CHECK(connection.Take(17) == "c\r\nпервый\r\n");
  CHECK(streaming.stream->Write("2"));
  CHECK(connection.Take(6) == "1\r\n2\r\n");
  streaming.stream->Close();
  CHECK(connection.Take(5) == "0\r\n\r\n");
  CHECK(connection.HungUp());
  CHECK_FALSE(streaming.stream->Write("3"));
}

TEST_CASE("a stream to HTTP/1.0 ends with the connection") {
  Streaming streaming;
  Connection connection(streaming.port());
  connection.Send("GET / HTTP/1.0\r\n\r\n");
  CHECK_FALSE(absl::StrContains(connection.Receive(), "chunked"));
  CHECK(streaming.stream->Write("да"));
  CHECK(connection.Take(4) == "да");
  streaming.stream->Close();
  CHECK(connection.HungUp());
}

TEST_CASE("a stream notices that its reader has left") {
  Streaming streaming;
  std::promise<void> ended;
  streaming.stream->OnEnd([&] { ended.set_value(); });
  {
    Connection connection(streaming.port());
    connection.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    connection.Receive();
  }
  ended.get_future().wait();
  CHECK_FALSE(streaming.stream->Write("никому"));
  bool at_once = false;
  streaming.stream->OnEnd([&] { at_once = true; });
  CHECK(at_once);
}

TEST_CASE("who reads too slowly is cut without a proper end") {
  Streaming streaming;
  std::promise<void> ended;
  streaming.stream->OnEnd([&] { ended.set_value(); });
  Connection connection(streaming.port());
  connection.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  connection.Receive();
  const std::string piece(100'000, 'x');
  while (streaming.stream->Write(piece)) {
  }
  connection.HungUp();
  CHECK_FALSE(absl::StrContains(connection.Rest(), "\r\n0\r\n\r\n"));
  ended.get_future().wait();
}

}  // namespace
}  // namespace nastavnik::http
