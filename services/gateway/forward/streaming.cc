#include "services/gateway/forward/streaming.h"

#include <mutex>
#include <optional>
#include <utility>

#include "services/gateway/calls/stream.h"
#include "services/gateway/listen/errors.h"

namespace nastavnik::gateway {
namespace {

class StreamedCall final : public grpc::ServerGenericBidiReactor {
 public:
  explicit StreamedCall(std::unique_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {
    if (const absl::Status status = exchange_->Check(); !status.ok()) {
      Finish(exchange_->Finish(status));
      return;
    }
    stream_ = Stream::Start(exchange_->forwarding().backends,
                            exchange_->EnvelopeTo(exchange_->method().service),
                            {.message = [this](grpc::ByteBuffer bytes) { Pass(std::move(bytes)); },
                             .sent = [this] { StartRead(&request_); },
                             .end = [this](const Backends::Outcome& outcome) { End(outcome); }});
    stream_->Next();
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return stream_->EndSending();
    exchange_->Received(request_.Length());
    if (request_.Length() <= kMostBytes) return stream_->Send(std::move(request_));
    {
      const std::lock_guard lock(mutex_);
      refusal_ = BodyTooLarge();
    }
    stream_->Cancel();
  }
  void OnWriteDone(bool ok) override {
    std::optional<Backends::Outcome> outcome;
    {
      const std::lock_guard lock(mutex_);
      writing_ = false;
      outcome = outcome_;
    }
    if (outcome) return Close(*outcome);
    ok ? stream_->Next() : stream_->Cancel();
  }
  void OnCancel() override {
    if (stream_ != nullptr) stream_->Cancel();
  }
  void OnDone() override { delete this; }

 private:
  void Pass(grpc::ByteBuffer bytes) {
    {
      const std::lock_guard lock(mutex_);
      writing_ = true;
    }
    exchange_->Sent(bytes.Length());
    response_ = std::move(bytes);
    StartWrite(&response_);
  }
  void End(const Backends::Outcome& outcome) {
    {
      const std::lock_guard lock(mutex_);
      outcome_ = outcome;
      if (writing_) return;
    }
    Close(outcome);
  }
  void Close(const Backends::Outcome& outcome) {
    Finish(refusal_ ? exchange_->Finish(*refusal_) : exchange_->Finish(outcome));
  }

  const std::unique_ptr<Exchange> exchange_;
  std::shared_ptr<Stream> stream_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  std::mutex mutex_;
  bool writing_ = false;                      // of an answer's message
  std::optional<Backends::Outcome> outcome_;  // waits for that
  std::optional<absl::Status> refusal_;       // ours; it goes before the service's
};

}  // namespace

grpc::ServerGenericBidiReactor* ForwardStream(std::unique_ptr<Exchange> exchange) {
  return new StreamedCall(std::move(exchange));
}

}  // namespace nastavnik::gateway
