#pragma once

#include <memory>

#include "common/http/stream.h"
#include "common/metrics/metrics.h"
#include "services/gateway/calls/own_methods.h"
#include "services/gateway/listen/protocol.h"

namespace nastavnik::gateway {

// Messages into the body of an HTTP answer. Counts in `open` as long as it lives.
class HttpSink final : public MessageSink {
 public:
  HttpSink(std::shared_ptr<http::Stream> body, std::unique_ptr<const StreamFormat> format,
           metrics::Gauge& open)
      : body_(std::move(body)), format_(std::move(format)), open_(open) {
    open_.Increment();
  }
  ~HttpSink() override { open_.Decrement(); }

  bool Send(const google::protobuf::Message& message) override {
    return body_->Write(format_->Message(message));
  }
  void Finish(const absl::Status& status) override {
    body_->Write(format_->End(status));
    body_->Close();
  }
  void OnEnd(std::function<void()> ended) override { body_->OnEnd(std::move(ended)); }

 private:
  const std::shared_ptr<http::Stream> body_;
  const std::unique_ptr<const StreamFormat> format_;
  metrics::Gauge& open_;
};

}  // namespace nastavnik::gateway
