#pragma once

#include "absl/status/status.h"
#include "google/protobuf/message.h"

#include "common/http/message.h"
#include "services/gateway/listen/decode.h"
#include "services/gateway/listen/problem.h"
#include "services/gateway/routes/router.h"

namespace nastavnik::gateway {

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
  // The answer to any other.
  virtual http::Response WriteError(const http::Request& request, const absl::Status& status,
                                    const ProblemContext& context,
                                    const Decoded& decoded) const = 0;
};

// REST with JSON, for what google.api.http names; also for what is no route at all.
const Protocol& Rest();
// Connect (connectrpc.com), unary, of JSON and binary messages: POST /package.Service/Method.
const Protocol& Connect();
// gRPC-Web, unary, binary and as text: the same paths.
const Protocol& GrpcWeb();

// What a request speaks: its route decides, and for calls by method its content type.
const Protocol& ProtocolOf(const http::Request& request, const Route* route);

}  // namespace nastavnik::gateway
