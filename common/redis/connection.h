#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/redis/reply.h"

struct redisContext;

namespace nastavnik::redis {

// One command with its arguments, binary safe: {"SET", key, value}.
using Command = std::vector<std::string>;

// One connection; not thread-safe. After a failure it is broken for good.
class Connection {
 public:
  // `url` is "unix:///path" or "redis://host:port". Waits at most `timeout`, here and for each
  // answer.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(absl::string_view url,
                                                          absl::string_view password,
                                                          absl::Duration timeout);
  ~Connection();

  // Sends all commands at once and reads one reply each. UNAVAILABLE when Redis does not answer in
  // time; an error that Redis answers is a Reply. A command that blocks for `wait` gets that much
  // more time.
  absl::StatusOr<std::vector<Reply>> Run(const std::vector<Command>& commands,
                                         absl::Duration wait = {});

 private:
  Connection(redisContext* context, absl::Duration timeout)
      : context_(context), timeout_(timeout) {}
  absl::Status Broken(absl::string_view what) const;

  redisContext* const context_;
  const absl::Duration timeout_;
};

}  // namespace nastavnik::redis
