#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

#include "common/http/message.h"
#include "services/gateway/listen/decode.h"
#include "services/gateway/listen/problem.h"
#include "services/gateway/routes/router.h"

namespace nastavnik::gateway {

// How the messages of a server stream are written. Thread-safe.
class StreamFormat {
 public:
  virtual ~StreamFormat() = default;
  // What comes before the first message.
  virtual std::string Begin() const { return ""; }
  virtual std::string Message(const google::protobuf::Message& message) const = 0;
  virtual std::string End(const absl::Status& status) const = 0;
};

// How a call is read from a request and answered. Without state.
class Protocol {
 public:
  virtual ~Protocol() = default;

  // Fills the message of the call. Errors are answered by WriteError.
  virtual absl::Status Read(const http::Request& request, const Router::Match& match,
                            google::protobuf::Message& message, Decoded& decoded) const = 0;
  // The answer to a call that went well.
  virtual http::Response Write(const http::Request& request, const Route& route,
                               const google::protobuf::Message& message,
                               const Decoded& decoded) const = 0;
  // How the answer to a call that streams is written; `headers` get what its head says.
  virtual std::unique_ptr<const StreamFormat> OpenStream(const http::Request& request,
                                                         const Route& route,
                                                         http::Headers& headers) const = 0;
  // Name of the protocol in metrics.
  virtual absl::string_view name() const = 0;
  // The answer to any other.
  virtual http::Response WriteError(const http::Request& request, const absl::Status& status,
                                    const ProblemContext& context,
                                    const Decoded& decoded) const = 0;
};

// REST with JSON, for what google.api.http names; also for what is no route at all. Streams are
// server-sent events.
const Protocol& Rest();
// Connect (connectrpc.com) of JSON and binary messages, with one answer or many: POST
// /package.Service/Method.
const Protocol& Connect();
// gRPC-Web, binary and as text, with one answer or many: the same paths.
const Protocol& GrpcWeb();

// What a request speaks: its route decides, and for calls by method its content type.
const Protocol& ProtocolOf(const http::Request& request, const Route* route);

}  // namespace nastavnik::gateway
