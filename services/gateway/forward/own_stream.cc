#include "services/gateway/forward/own_stream.h"

#include <deque>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "google/protobuf/arena.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/gateway/calls/bytes.h"
#include "services/gateway/listen/errors.h"
#include "services/gateway/listen/rpc_body.h"

namespace nastavnik::gateway {
namespace {

// Bytes that may wait for a slow reader, as over HTTP.
constexpr size_t kMostWaiting = 1 << 20;

// A stream of messages. Whoever tells them holds it too, so that it may outlive its call.
class OwnStream final : public grpc::ServerGenericBidiReactor,
                        public MessageSink,
                        public std::enable_shared_from_this<OwnStream> {
 public:
  OwnStream(std::unique_ptr<Exchange> exchange, const OwnMethod& own)
      : exchange_(std::move(exchange)), own_(own) {}

  void Begin() {
    self_ = shared_from_this();
    if (const absl::Status status = exchange_->Check(); !status.ok()) {
      End(status);
    } else {
      StartRead(&request_);
    }
  }

  bool Send(const google::protobuf::Message& message) override {
    grpc::ByteBuffer bytes = BytesOf(message);
    const absl::MutexLock lock(&mutex_);
    if (end_) return false;
    waiting_bytes_ += bytes.Length();
    waiting_.push_back(std::move(bytes));
    if (waiting_bytes_ > kMostWaiting) {
      waiting_.clear();
      end_ = ToStatus({.code = absl::StatusCode::kResourceExhausted,
                       .reason = "RATE_LIMITED",
                       .message = "Лента читается слишком медленно: продолжите с закладки.",
                       .retry_after = absl::Seconds(1)});
    }
    Pump();
    return !end_;
  }
  void Finish(const absl::Status& status) override { End(status); }
  void OnEnd(std::function<void()> ended) override {
    {
      const absl::MutexLock lock(&mutex_);
      if (!over_) {
        on_end_ = std::move(ended);
        return;
      }
    }
    ended();
  }

  void OnReadDone(bool ok) override {
    message_ = exchange_->method().request->New(&arena_);
    const absl::Status status = ok ? ReadRequest() : MalformedBody("Ожидается одно сообщение.");
    if (!status.ok()) return End(status);
    own_.stream(exchange_->caller(), *message_, shared_from_this(),
                [this, self = shared_from_this()](const absl::Status& begun) {
                  if (!begun.ok()) End(Worded(begun));
                });
  }
  void OnWriteDone(bool ok) override {
    const absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok) waiting_.clear();
    Pump();
  }
  void OnCancel() override {
    {
      const absl::MutexLock lock(&mutex_);
      waiting_.clear();
    }
    End(absl::CancelledError("Запрос отменён."));
  }
  void OnDone() override {
    std::function<void()> ended;
    {
      const absl::MutexLock lock(&mutex_);
      over_ = true;
      ended = std::exchange(on_end_, nullptr);
    }
    if (ended) ended();
    self_.reset();
  }

 private:
  absl::Status ReadRequest() {
    exchange_->Received(request_.Length());
    if (request_.Length() > kMostBytes) return BodyTooLarge();
    if (!Parse(request_, *message_)) return MalformedMessage();
    return own_.check.Run(*message_);
  }
  void End(const absl::Status& status) {
    const absl::MutexLock lock(&mutex_);
    if (!end_) end_ = status;
    Pump();
  }
  // One write at a time; the status after the last.
  void Pump() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_) return;
    if (!waiting_.empty()) {
      writing_ = true;
      response_ = std::move(waiting_.front());
      waiting_.pop_front();
      waiting_bytes_ -= response_.Length();
      exchange_->Sent(response_.Length());
      StartWrite(&response_);
    } else if (end_) {
      finished_ = true;
      grpc::ServerGenericBidiReactor::Finish(exchange_->Finish(*end_));
    }
  }

  const std::unique_ptr<Exchange> exchange_;
  const OwnMethod& own_;
  std::shared_ptr<OwnStream> self_;  // as long as gRPC may call it
  google::protobuf::Arena arena_;
  google::protobuf::Message* message_ = nullptr;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  absl::Mutex mutex_;
  std::deque<grpc::ByteBuffer> waiting_ ABSL_GUARDED_BY(mutex_);
  size_t waiting_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> on_end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerGenericBidiReactor* AnswerStream(std::unique_ptr<Exchange> exchange,
                                             const OwnMethod& own) {
  const auto stream = std::make_shared<OwnStream>(std::move(exchange), own);
  stream->Begin();
  return stream.get();
}

}  // namespace nastavnik::gateway
