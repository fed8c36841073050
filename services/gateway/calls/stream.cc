#include "services/gateway/calls/stream.h"

#include <utility>

#include <grpcpp/generic/generic_stub.h>

#include "absl/time/clock.h"

#include "common/rpc/pipeline.h"
#include "common/rpc/wire_status.h"
#include "common/status/fault.h"
#include "services/gateway/calls/bytes.h"

namespace nastavnik::gateway {

Stream::Stream(Backends& backends, const Backends::Envelope& envelope, Events events)
    : events_(std::move(events)),
      series_(backends.Of(envelope.service).Series(envelope.method->full_name.substr(1))),
      begun_(absl::Now()),
      context_(backends.ContextOf(envelope)) {
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub(
      backends.Of(envelope.service).channel());
  stub.PrepareBidiStreamingCall(context_.get(), envelope.method->full_name, grpc::StubOptions(),
                                this);
  AddHold();  // reads and writes start outside of gRPC's callbacks
}

std::shared_ptr<Stream> Stream::Start(Backends& backends, const Backends::Envelope& envelope,
                                      Events events) {
  std::shared_ptr<Stream> stream(new Stream(backends, envelope, std::move(events)));
  stream->self_ = stream;
  stream->series_.Started();
  stream->StartCall();
  return stream;
}

std::shared_ptr<Stream> Stream::Start(Backends& backends, const Backends::Envelope& envelope,
                                      const google::protobuf::Message& request, Events events) {
  std::shared_ptr<Stream> stream(new Stream(backends, envelope, std::move(events)));
  stream->self_ = stream;
  stream->series_.Started();
  stream->outgoing_ = BytesOf(request);
  stream->StartWriteLast(&stream->outgoing_, grpc::WriteOptions());
  stream->StartCall();
  return stream;
}

void Stream::Next() {
  absl::MutexLock lock(&mutex_);
  if (released_ || reading_) return;
  reading_ = true;
  incoming_.Clear();
  StartRead(&incoming_);
}

void Stream::Send(grpc::ByteBuffer message) {
  absl::MutexLock lock(&mutex_);
  if (released_) return;
  outgoing_ = std::move(message);
  StartWrite(&outgoing_);
}

void Stream::EndSending() {
  absl::MutexLock lock(&mutex_);
  if (!released_) StartWritesDone();
}

void Stream::Cancel() {
  absl::MutexLock lock(&mutex_);
  if (released_) return;
  cancelled_ = true;
  context_->TryCancel();
  if (!reading_) Release();
}

void Stream::Release() {
  released_ = true;
  RemoveHold();
}

void Stream::OnReadDone(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    reading_ = false;
    if (!ok || cancelled_) return Release();
  }
  series_.Received();
  events_.message(std::move(incoming_));
  if (Fault("stream_unasked")) Next();
}

void Stream::OnWriteDone(bool ok) {
  if (!ok) return;  // the end tells why
  series_.Sent();
  if (events_.sent) events_.sent();
}

void Stream::OnDone(const grpc::Status& status) {
  const std::shared_ptr<Stream> self = std::move(self_);
  const absl::Status read = rpc::FromWire(status);
  series_.Handled(read.code(), absl::Now() - begun_);
  const Events events = std::move(events_);  // they may hold what holds the stream
  events.end({read, context_->GetServerTrailingMetadata().contains(rpc::kReplayedKey), 1, status});
}

}  // namespace nastavnik::gateway
