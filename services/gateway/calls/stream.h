#pragma once

#include <functional>
#include <memory>

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/client_callback.h>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "services/gateway/calls/backends.h"

namespace nastavnik::gateway {

// A call of a service in which messages stream, one way or both. It carries bytes: Parse and
// BytesOf (bytes.h) make messages of them.
//
//   stream = Stream::Start(backends, envelope, request,
//                          {.message = [&](grpc::ByteBuffer bytes) { ...; stream->Next(); },
//                           .end = [&](const Backends::Outcome& outcome) { ... }});
//   stream->Next();
//
// A message is read only when it is asked for: a slow reader slows the service, nothing piles up
// here. It lives until its end, whoever holds it. Streams are not repeated. Thread-safe.
class Stream final : private grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // Run on threads of gRPC; they may call the stream.
  struct Events {
    // Once for each Next, unless the stream ends.
    std::function<void(grpc::ByteBuffer)> message;
    // Once for each Send: the next one may be sent. Null for calls that send nothing more.
    std::function<void()> sent = nullptr;
    // Once, after everything else. The end is noticed by asking for a message, by Cancel, or by
    // nothing else: ask early to learn it early.
    std::function<void(const Backends::Outcome&)> end;
  };
  // Calls a method that takes one message. Its answer is still to be asked for.
  static std::shared_ptr<Stream> Start(Backends& backends, const Backends::Envelope& envelope,
                                       const google::protobuf::Message& request, Events events);
  // Calls a method of any kind; what it takes is sent by Send.
  static std::shared_ptr<Stream> Start(Backends& backends, const Backends::Envelope& envelope,
                                       Events events);

  // Asks for a message. Asked twice is asked once.
  void Next() ABSL_LOCKS_EXCLUDED(mutex_);
  // Sends a message; one at a time, see Events::sent.
  void Send(grpc::ByteBuffer message) ABSL_LOCKS_EXCLUDED(mutex_);
  // Nothing more will be sent.
  void EndSending() ABSL_LOCKS_EXCLUDED(mutex_);
  // The rest is not wanted: what comes is dropped, the end is CANCELLED or what came before.
  void Cancel() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Stream(Backends& backends, const Backends::Envelope& envelope, Events events);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;
  // After this gRPC may end the call; nothing may be started any more.
  void Release() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Events events_;
  metrics::GrpcMethod& series_;
  const absl::Time begun_;
  const std::unique_ptr<grpc::ClientContext> context_;
  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;
  std::shared_ptr<Stream> self_;  // until the end
  absl::Mutex mutex_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool released_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace nastavnik::gateway
