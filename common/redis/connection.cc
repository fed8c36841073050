#include "common/redis/connection.h"

#include <sys/time.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "hiredis/hiredis.h"

namespace nastavnik::redis {
namespace {

Reply ToReply(const redisReply& raw) {
  Reply reply;
  switch (raw.type) {
    case REDIS_REPLY_INTEGER:
      reply.kind = Reply::Kind::kInteger;
      reply.integer = raw.integer;
      break;
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      reply.kind = Reply::Kind::kText;
      reply.text.assign(raw.str, raw.len);
      break;
    case REDIS_REPLY_ERROR:
      reply.kind = Reply::Kind::kError;
      reply.text.assign(raw.str, raw.len);
      break;
    case REDIS_REPLY_ARRAY:
      reply.kind = Reply::Kind::kList;
      for (size_t i = 0; i < raw.elements; ++i) reply.items.push_back(ToReply(*raw.element[i]));
      break;
    default:
      break;
  }
  return reply;
}

redisContext* Connect(absl::string_view url, const timeval& timeout) {
  if (absl::ConsumePrefix(&url, "unix://"))
    return redisConnectUnixWithTimeout(std::string(url).c_str(), timeout);
  absl::ConsumePrefix(&url, "redis://");
  const size_t colon = url.rfind(':');
  int port = 6379;
  if (colon != absl::string_view::npos && !absl::SimpleAtoi(url.substr(colon + 1), &port))
    return nullptr;
  return redisConnectWithTimeout(std::string(url.substr(0, colon)).c_str(), port, timeout);
}

}  // namespace

bool Reply::IsError(const char* code) const {
  return kind == Kind::kError && absl::string_view(text).substr(0, text.find(' ')) == code;
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(absl::string_view url,
                                                             absl::string_view password,
                                                             absl::Duration timeout) {
  redisContext* context = Connect(url, absl::ToTimeval(timeout));
  if (context == nullptr) return absl::UnavailableError("redis: no memory or a bad address");
  std::unique_ptr<Connection> connection(new Connection(context, timeout));
  if (context->err != 0) return connection->Broken("connect");
  if (!password.empty()) {
    auto replies = connection->Run({{"AUTH", std::string(password)}});
    if (!replies.ok()) return replies.status();
    if (replies->front().IsError()) return absl::UnavailableError("redis: the password is refused");
  }
  return connection;
}

Connection::~Connection() {
  if (context_ != nullptr) redisFree(context_);
}

absl::StatusOr<std::vector<Reply>> Connection::Run(const std::vector<Command>& commands,
                                                   absl::Duration wait) {
  if (redisSetTimeout(context_, absl::ToTimeval(timeout_ + wait)) != REDIS_OK)
    return Broken("timeout");
  for (const Command& command : commands) {
    std::vector<const char*> parts;
    std::vector<size_t> sizes;
    for (const std::string& part : command) {
      parts.push_back(part.data());
      sizes.push_back(part.size());
    }
    if (redisAppendCommandArgv(context_, static_cast<int>(parts.size()), parts.data(),
                               sizes.data()) != REDIS_OK) {
      return Broken("send");
    }
  }
  std::vector<Reply> replies;
  replies.reserve(commands.size());
  for (size_t i = 0; i < commands.size(); ++i) {
    void* raw = nullptr;
    if (redisGetReply(context_, &raw) != REDIS_OK || raw == nullptr) return Broken("read");
    replies.push_back(ToReply(*static_cast<redisReply*>(raw)));
    freeReplyObject(raw);
  }
  return replies;
}

absl::Status Connection::Broken(absl::string_view what) const {
  return absl::UnavailableError(absl::StrCat("redis: ", what, ": ", context_->errstr));
}

}  // namespace nastavnik::redis
