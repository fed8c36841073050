#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/redis/breaker.h"
#include "common/redis/connection.h"
#include "common/redis/reply.h"

namespace nastavnik::redis {

// A Lua script, sent once a server and then called by its SHA-1.
struct Script {
  const char* name;  // for people; the command's label in metrics is "evalsha"
  const char* source;
};

struct Options {
  std::string instance;  // "queue" or "cache": label of the metrics
  std::string url;       // "unix:///path" or "redis://host:port"; empty: no Redis
  std::string password;
  absl::Duration timeout = absl::Milliseconds(100);
  int pool_size = 16;  // most connections that are kept
};

// A pool of connections to one Redis. Thread-safe. Everything may answer UNAVAILABLE, at the latest
// after the timeout and at once while the breaker is open: what is in Redis can be had otherwise,
// so callers go on without.
class Client {
 public:
  explicit Client(Options options);
  ~Client();

  // Whether an address is configured at all.
  bool Configured() const { return !options_.url.empty(); }

  // One command. An error that Redis answers ("OOM ...") is an INTERNAL status.
  absl::StatusOr<Reply> Run(const Command& command);
  // The same for a command that waits on the server for up to `wait`.
  absl::StatusOr<Reply> RunBlocking(const Command& command, absl::Duration wait);
  // Many commands in one round trip; replies in order, errors of single commands among them.
  absl::StatusOr<std::vector<Reply>> Pipeline(const std::vector<Command>& commands);
  // A script; sends its text where the server does not know it.
  absl::StatusOr<Reply> Eval(const Script& script, const std::vector<std::string>& keys,
                             const std::vector<std::string>& arguments);

  // The first word of the error that `status` carries: "NOGROUP"; "" when it is none of Redis's.
  static std::string ErrorCode(const absl::Status& status);

 private:
  absl::StatusOr<std::vector<Reply>> Exchange(const std::vector<Command>& commands,
                                              absl::Duration wait);
  absl::StatusOr<std::unique_ptr<Connection>> Take();
  void Give(std::unique_ptr<Connection> connection);

  const Options options_;
  Breaker breaker_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
  int used_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace nastavnik::redis
