#include "common/http/server.h"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <list>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/http/session.h"

namespace nastavnik::http {
namespace {

using asio::ip::tcp;
using boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;

// How late a slow connection may be noticed.
constexpr std::chrono::milliseconds kTick(100);
// Out of descriptors, mostly: wait for some to come back.
constexpr std::chrono::milliseconds kAcceptPause(20);

}  // namespace

struct Server::State {
  struct Worker {
    asio::io_context context{1};
    std::list<Session> sessions;
    std::thread thread;
  };

  ServerOptions options;
  Handler handler;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<Acceptor> acceptors;
  std::vector<int> ports;
  std::atomic<size_t> connections{0};
  std::atomic<bool> draining{false};
  size_t next = 0;

  absl::Status Listen(const std::string& address);
  Task<void> Accept(size_t listener);
  Task<void> Serve(Worker& worker, std::list<Session>::iterator session);
  Task<void> Watch(Worker& worker);
};

absl::Status Server::State::Listen(const std::string& address) {
  const size_t colon = address.rfind(':');
  unsigned port = 0;
  error_code error;
  const auto host = asio::ip::make_address(address.substr(0, colon), error);
  const bool numbered = colon != std::string::npos &&
                        absl::SimpleAtoi(address.substr(colon + 1), &port) && port < 65536;
  if (error || !numbered) {
    return absl::InvalidArgumentError(absl::StrCat("not an address: ", address));
  }
  try {
    const tcp::endpoint endpoint(host, static_cast<uint16_t>(port));
    acceptors.emplace_back(workers[0]->context, endpoint);
  } catch (const boost::system::system_error& cause) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen at ", address, ": ", cause.code().message()));
  }
  ports.push_back(acceptors.back().local_endpoint().port());
  return absl::OkStatus();
}

Task<void> Server::State::Accept(size_t listener) {
  Acceptor& acceptor = acceptors[listener];
  Timer pause(acceptor.get_executor());
  while (acceptor.is_open()) {
    Worker& worker = *workers[next++ % workers.size()];
    auto [error, socket] = co_await acceptor.async_accept(worker.context, kAwait);
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
    if (error) {
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kAwait);
      continue;
    }
    if (connections >= options.connection_limit) continue;  // closes the socket
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    ++connections;
    asio::post(worker.context, [this, &worker, listener, moved = std::move(socket)]() mutable {
      worker.sessions.emplace_front(std::move(moved), listener);
      asio::co_spawn(worker.context, Serve(worker, worker.sessions.begin()), asio::detached);
    });
  }
}

Task<void> Server::State::Serve(Worker& worker, std::list<Session>::iterator session) {
  try {
    co_await Converse(*session, options, handler, draining);
  } catch (const std::exception&) {
    // The connection ends; nothing of it is shared.
  }
  worker.sessions.erase(session);
  --connections;
}

Task<void> Server::State::Watch(Worker& worker) {
  Timer tick(worker.context.get_executor());
  for (;;) {
    tick.expires_after(kTick);
    co_await tick.async_wait(kAwait);
    const auto now = std::chrono::steady_clock::now();
    for (Session& session : worker.sessions) {
      const bool late = session.deadline < now || (draining && session.idle);
      error_code ignored;
      if (late) session.socket.close(ignored);
    }
  }
}

Server::Server(ServerOptions options, Handler handler) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
  state_->handler = std::move(handler);
  for (int i = 0; i < state_->options.threads; ++i) {
    state_->workers.push_back(std::make_unique<State::Worker>());
  }
}

Server::~Server() { Drain(absl::ZeroDuration()); }

absl::Status Server::Start() {
  State& state = *state_;
  for (const std::string& address : state.options.addresses) {
    if (absl::Status status = state.Listen(address); !status.ok()) return status;
  }
  for (size_t i = 0; i < state.acceptors.size(); ++i) {
    asio::co_spawn(state.workers[0]->context, state.Accept(i), asio::detached);
  }
  for (const auto& worker : state.workers) {
    asio::co_spawn(worker->context, state.Watch(*worker), asio::detached);
    worker->thread = std::thread([&context = worker->context] { context.run(); });
  }
  return absl::OkStatus();
}

int Server::port(size_t listener) const { return state_->ports[listener]; }

size_t Server::connections() const { return state_->connections; }

bool Server::Drain(absl::Duration timeout) {
  State& state = *state_;
  if (state.draining.exchange(true)) return state.connections == 0;
  asio::post(state.workers[0]->context, [&state] {
    for (Acceptor& acceptor : state.acceptors) {
      error_code ignored;
      acceptor.close(ignored);
    }
  });
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
