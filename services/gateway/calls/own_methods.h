#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

#include "common/auth/authenticator.h"
#include "common/rpc/request_check.h"

namespace nastavnik::gateway {

// Where the messages of a server stream go, whatever protocol carries them. Thread-safe.
class MessageSink {
 public:
  virtual ~MessageSink() = default;

  // False when nobody reads any more.
  virtual bool Send(const google::protobuf::Message& message) = 0;
  // Nothing follows. Once.
  virtual void Finish(const absl::Status& status) = 0;
  // `ended` runs once, when the reader has left or has been told everything: at once if so already,
  // never from within Send or Finish.
  virtual void OnEnd(std::function<void()> ended) = 0;
};

// A method that the gateway answers itself, without a service behind it.
struct OwnMethod {
  explicit OwnMethod(const google::protobuf::Descriptor& request) : check(request) {}

  struct Call {
    const auth::Identity& caller;
    const google::protobuf::Message& request;  // checked; lives until `done`
    google::protobuf::Message* response;       // likewise
    absl::Time deadline;
  };
  rpc::RequestCheck check;  // what the request must keep
  // One of the two.
  std::function<void(const Call& call, std::function<void(absl::Status)> done)> unary;
  // `done` says whether the stream has begun: an error is the answer; else the sink gets what there
  // is to tell. Caller and request live until `done`.
  std::function<void(const auth::Identity& caller, const google::protobuf::Message& request,
                     std::shared_ptr<MessageSink> sink, std::function<void(absl::Status)> done)>
      stream;
};

// By the method's name with leading slash.
using OwnMethods = std::map<std::string, OwnMethod, std::less<>>;

}  // namespace nastavnik::gateway
