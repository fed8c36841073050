#include "services/gateway/forward/unary.h"

#include <mutex>
#include <utility>

#include <grpcpp/alarm.h>

#include "google/protobuf/arena.h"

#include "common/rpc/wire_status.h"
#include "common/status/macros.h"
#include "services/gateway/calls/bytes.h"
#include "services/gateway/listen/errors.h"
#include "services/gateway/listen/operations.h"
#include "services/gateway/listen/rpc_body.h"

namespace nastavnik::gateway {
namespace {

// Cuts a call whose message does not come: it would stay open for as long as its caller likes.
class Patience {
 public:
  static std::shared_ptr<Patience> With(Exchange& exchange) {
    auto patience = std::make_shared<Patience>();
    patience->exchange_ = &exchange;
    if (exchange.patience() > absl::InfinitePast()) {
      patience->alarm_.Set(absl::ToChronoTime(exchange.patience()),
                           [held = patience](bool late) mutable {
                             // The alarm keeps its callback, which must not keep the alarm.
                             const std::shared_ptr<Patience> self = std::move(held);
                             const std::lock_guard lock(self->mutex_);
                             if (late && self->exchange_ != nullptr) self->exchange_->Cut();
                           });
    }
    return patience;
  }
  void End() {
    {
      const std::lock_guard lock(mutex_);
      exchange_ = nullptr;
    }
    alarm_.Cancel();
  }

 private:
  std::mutex mutex_;
  Exchange* exchange_ = nullptr;
  grpc::Alarm alarm_;
};

class UnaryCall final : public grpc::ServerGenericBidiReactor {
 public:
  UnaryCall(std::unique_ptr<Exchange> exchange, const OwnMethod* own)
      : exchange_(std::move(exchange)), own_(own) {
    if (const absl::Status status = exchange_->Check(); !status.ok()) {
      Finish(exchange_->Finish(status));
    } else {
      patience_ = Patience::With(*exchange_);
      StartRead(&request_);
    }
  }

  void OnReadDone(bool ok) override {
    patience_->End();
    const absl::Status status = ok ? Forward() : MalformedBody("Ожидается одно сообщение.");
    if (!status.ok()) Finish(exchange_->Finish(status));
  }
  void OnDone() override { delete this; }

 private:
  // The message goes on as it came; it is decoded only to see what it is.
  absl::Status Forward() {
    const Method& method = exchange_->method();
    exchange_->Received(request_.Length());
    if (request_.Length() > kMostBytes) return BodyTooLarge();
    RETURN_IF_ERROR(exchange_->Enter());
    google::protobuf::Message& message = *method.request->New(&arena_);
    if (!Parse(request_, message)) return MalformedMessage();
    if (own_ != nullptr) return AnswerOwn(message);
    std::string service = method.service;
    Backends& backends = exchange_->forwarding().backends;
    if (service.empty()) {
      const auto* name = message.GetDescriptor()->FindFieldByName("name");
      ASSIGN_OR_RETURN(
          service, ServiceOfOperation(message.GetReflection()->GetString(message, name), backends));
    }
    Backends::BytesCall call{exchange_->EnvelopeTo(std::move(service)), &request_, &response_};
    call.repeatable = IsRepeatable(method, message);
    backends.Start(std::move(call), [this](const Backends::Outcome& outcome) { Answer(outcome); });
    return absl::OkStatus();
  }

  absl::Status AnswerOwn(google::protobuf::Message& message) {
    RETURN_IF_ERROR(own_->check.Run(message));
    auto* answer = exchange_->method().response->New(&arena_);
    own_->unary({exchange_->caller(), message, answer, exchange_->deadline()},
                [this, answer](const absl::Status& status) {
                  if (status.ok()) response_ = BytesOf(*answer);
                  Answer({.status = status, .wire = rpc::ToWire(status)});
                });
    return absl::OkStatus();
  }

  void Answer(const Backends::Outcome& outcome) {
    if (outcome.status.ok()) exchange_->Sent(response_.Length());
    grpc::Status status = exchange_->Finish(outcome);
    if (status.ok()) {
      StartWriteAndFinish(&response_, grpc::WriteOptions(), std::move(status));
    } else {
      Finish(std::move(status));
    }
  }

  const std::unique_ptr<Exchange> exchange_;
  const OwnMethod* const own_;
  std::shared_ptr<Patience> patience_;
  google::protobuf::Arena arena_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace

grpc::ServerGenericBidiReactor* ForwardUnary(std::unique_ptr<Exchange> exchange,
                                             const OwnMethod* own) {
  return new UnaryCall(std::move(exchange), own);
}

}  // namespace nastavnik::gateway
