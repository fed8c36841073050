#include "common/redis/client.h"

#include <csignal>
#include <utility>

#include <openssl/sha.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"

#include "common/metrics/metrics.h"
#include "common/status/macros.h"

namespace nastavnik::redis {
namespace {

constexpr char kErrorPrefix[] = "redis answered: ";

struct Series {
  metrics::Family<metrics::Counter>& commands = metrics::Default().Counters(
      "nastavnik_redis_commands_total", "Commands sent to Redis",
      {metrics::OneOf("instance", {"queue", "cache"}), metrics::UpTo("command", 32),
       metrics::OneOf("outcome", {"ok", "error", "unavailable"})});
  metrics::Family<metrics::Histogram>& seconds = metrics::Default().Histograms(
      "nastavnik_redis_command_seconds", "Round trips to Redis", metrics::kWaitBuckets,
      {metrics::OneOf("instance", {"queue", "cache"})});
  metrics::Family<metrics::Gauge>& up =
      metrics::Default().Gauges("nastavnik_redis_up", "Whether the last round trip succeeded",
                                {metrics::OneOf("instance", {"queue", "cache"})});
  metrics::Family<metrics::Gauge>& breaker =
      metrics::Default().Gauges("nastavnik_redis_breaker_state", "0 closed, 1 half, 2 open",
                                {metrics::OneOf("instance", {"queue", "cache"})});
  metrics::Family<metrics::Gauge>& connections = metrics::Default().Gauges(
      "nastavnik_redis_pool_connections", "Connections of the pool",
      {metrics::OneOf("instance", {"queue", "cache"}), metrics::OneOf("state", {"idle", "used"})});
};

Series& Metrics() {
  static Series& series = *new Series();
  return series;
}

// As EVALSHA names a script.
std::string Sha1Hex(absl::string_view text) {
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), sizeof digest});
}

absl::Status AsStatus(const Reply& reply) {
  return reply.IsError() ? absl::InternalError(absl::StrCat(kErrorPrefix, reply.text))
                         : absl::OkStatus();
}

}  // namespace

Client::Client(Options options) : options_(std::move(options)) {
  std::signal(SIGPIPE, SIG_IGN);  // hiredis writes to sockets that Redis may have closed
}
Client::~Client() = default;

absl::StatusOr<Reply> Client::Run(const Command& command) {
  return RunBlocking(command, absl::ZeroDuration());
}

absl::StatusOr<Reply> Client::RunBlocking(const Command& command, absl::Duration wait) {
  ASSIGN_OR_RETURN(std::vector<Reply> replies, Exchange({command}, wait));
  RETURN_IF_ERROR(AsStatus(replies.front()));
  return std::move(replies.front());
}

absl::StatusOr<std::vector<Reply>> Client::Pipeline(const std::vector<Command>& commands) {
  if (commands.empty()) return std::vector<Reply>{};
  return Exchange(commands, absl::ZeroDuration());
}

absl::StatusOr<Reply> Client::Eval(const Script& script, const std::vector<std::string>& keys,
                                   const std::vector<std::string>& arguments) {
  Command command = {"EVALSHA", Sha1Hex(script.source), absl::StrCat(keys.size())};
  command.insert(command.end(), keys.begin(), keys.end());
  command.insert(command.end(), arguments.begin(), arguments.end());
  absl::StatusOr<Reply> reply = Run(command);
  if (reply.ok() || ErrorCode(reply.status()) != "NOSCRIPT") return reply;
  command[0] = "EVAL";
  command[1] = script.source;
  return Run(command);
}

std::string Client::ErrorCode(const absl::Status& status) {
  absl::string_view message = status.message();
  if (!absl::ConsumePrefix(&message, kErrorPrefix)) return "";
  return std::string(message.substr(0, message.find(' ')));
}

absl::StatusOr<std::vector<Reply>> Client::Exchange(const std::vector<Command>& commands,
                                                    absl::Duration wait) {
  if (!Configured()) return absl::UnavailableError("redis: not configured");
  const absl::Time begun = absl::Now();
  const std::string command = absl::AsciiStrToLower(commands.front().front());
  if (!breaker_.Admit(begun))
    return absl::UnavailableError("redis: not asked, it failed a moment ago");
  absl::StatusOr<std::unique_ptr<Connection>> connection = Take();
  absl::StatusOr<std::vector<Reply>> replies =
      connection.ok() ? (*connection)->Run(commands, wait) : connection.status();
  const absl::Time ended = absl::Now();
  breaker_.Report(replies.ok(), ended);
  Metrics().up.With({options_.instance}).Set(replies.ok());
  Metrics().breaker.With({options_.instance}).Set(static_cast<int>(breaker_.state()));
  if (wait == absl::ZeroDuration()) {
    Metrics().seconds.With({options_.instance}).Observe(absl::ToDoubleSeconds(ended - begun));
  }
  const char* outcome = !replies.ok() ? "unavailable" : replies->front().IsError() ? "error" : "ok";
  Metrics()
      .commands.With({options_.instance, command, outcome})
      .Increment(static_cast<double>(commands.size()));
  if (connection.ok()) Give(replies.ok() ? *std::move(connection) : nullptr);
  return replies;
}

absl::StatusOr<std::unique_ptr<Connection>> Client::Take() {
  {
    const absl::MutexLock lock(&mutex_);
    ++used_;
    Metrics().connections.With({options_.instance, "used"}).Set(used_);
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  absl::StatusOr<std::unique_ptr<Connection>> opened =
      Connection::Open(options_.url, options_.password, options_.timeout);
  if (!opened.ok()) Give(nullptr);
  return opened;
}

// Takes a connection back; a null one was broken, and those that idle beside it are likely to be:
// they go too.
void Client::Give(std::unique_ptr<Connection> connection) {
  const absl::MutexLock lock(&mutex_);
  --used_;
  if (connection == nullptr) {
    idle_.clear();
  } else if (static_cast<int>(idle_.size()) < options_.pool_size) {
    idle_.push_back(std::move(connection));
  }
  Metrics().connections.With({options_.instance, "used"}).Set(used_);
  Metrics().connections.With({options_.instance, "idle"}).Set(static_cast<double>(idle_.size()));
}

}  // namespace nastavnik::redis
