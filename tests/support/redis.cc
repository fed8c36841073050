#include "tests/support/redis.h"

#include <hiredis/hiredis.h>
#include <signal.h>

#include <filesystem>

#include "absl/strings/str_cat.h"

namespace nastavnik::support {

Redis::Redis(Kind kind) : kind_(kind) { Start(); }

Redis::~Redis() = default;  // killed: nobody will need this data

Redis& Redis::Shared() {
  static Redis redis;
  return redis;
}

void Redis::Start() {
  std::vector<std::string> command = {
      "redis-server", "--port", "0", "--unixsocket", socket(), "--dir",
      dir_.path(),    "--save", "",  "--maxmemory",  "256mb"};
  if (kind_ == Kind::kQueue) {
    // Processes are killed here, machines are not: waiting for a busy disk would only blur the
    // tests.
    command.insert(command.end(), {"--appendonly", "yes", "--appendfsync", "no",
                                   "--maxmemory-policy", "noeviction"});
  } else {
    command.insert(command.end(), {"--appendonly", "no", "--maxmemory-policy", "allkeys-lru"});
  }
  std::filesystem::remove(socket());
  server_ = std::make_unique<Process>(command, Process::Options{.log = dir_.path() + "/log"});
  WaitFor("Redis to start", [&] {
    if (!server_->Running()) Die("Redis ended; see " + dir_.path() + "/log");
    redisContext* context = redisConnectUnix(socket().c_str());
    bool up = context != nullptr && context->err == 0;
    if (up) {
      auto* reply = static_cast<redisReply*>(redisCommand(context, "PING"));
      up = reply != nullptr && reply->type == REDIS_REPLY_STATUS;
      freeReplyObject(reply);
    }
    redisFree(context);
    return up;
  });
}

void Redis::Kill() {
  server_->Signal(SIGKILL);
  server_->Wait();
}

std::string Redis::Run(const std::vector<std::string>& command) {
  redisContext* context = redisConnectUnix(socket().c_str());
  std::vector<const char*> words;
  std::vector<size_t> sizes;
  for (const std::string& word : command) {
    words.push_back(word.data());
    sizes.push_back(word.size());
  }
  auto* reply = static_cast<redisReply*>(
      redisCommandArgv(context, static_cast<int>(words.size()), words.data(), sizes.data()));
  if (reply == nullptr) Die("Redis did not answer " + command[0]);
  std::string text;
  if (reply->type == REDIS_REPLY_INTEGER) {
    text = absl::StrCat(reply->integer);
  } else if (reply->str != nullptr) {
    text.assign(reply->str, reply->len);
  }
  freeReplyObject(reply);
  redisFree(context);
  return text;
}

}  // namespace nastavnik::support
