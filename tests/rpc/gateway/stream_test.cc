#include "services/gateway/calls/stream.h"

#include <condition_variable>
#include <mutex>
#include <vector>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "catch2/catch.hpp"

#include "nastavnik/submission/v1/application.pb.h"
#include "services/gateway/calls/bytes.h"
#include "services/gateway/routes/catalog.h"
#include "tests/rpc/gateway/stage.h"

namespace nastavnik::gateway {
namespace {

namespace submission = nastavnik::submission::v1;

submission::OwnerApplication Application(int number) {
  submission::OwnerApplication application;
  application.set_name(absl::StrCat("seasons/2027/applications/", number));
  application.set_title(std::string(64 << 10, 'x'));
  return application;
}

// A service that answers every call with as many applications as the request's name says, and
// counts what it could write.
class Source final : public grpc::CallbackGenericService {
 public:
  Source() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  ~Source() override { server_->Shutdown(std::chrono::system_clock::now()); }

  int port() const { return port_; }
  int written() const { return written_; }
  // Waits until a call was cancelled.
  void AwaitCancel() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return cancelled_; });
  }

 private:
  struct Answer final : grpc::ServerGenericBidiReactor {
    explicit Answer(Source& source) : source(source) { StartRead(&bytes); }
    void OnReadDone(bool ok) override {
      submission::GetApplicationRequest request;
      if (!ok || !Parse(bytes, request)) return;
      most = std::stoi(request.name());
      Write();
    }
    void OnWriteDone(bool ok) override {
      if (!ok) return Finish(grpc::Status::CANCELLED);
      ++source.written_;
      Write();
    }
    void Write() {
      if (sent == most) return Finish(grpc::Status(grpc::StatusCode::ABORTED, "enough", "details"));
      bytes = BytesOf(Application(sent++));
      StartWrite(&bytes);
    }
    void OnCancel() override {
      const std::lock_guard lock(source.mutex_);
      source.cancelled_ = true;
      source.changed_.notify_all();
    }
    void OnDone() override { delete this; }

    Source& source;
    grpc::ByteBuffer bytes;
    int most = 0;
    int sent = 0;
  };
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new Answer(*this);
  }

  int port_ = 0;
  std::atomic<int> written_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool cancelled_ = false;
  std::unique_ptr<grpc::Server> server_;
};

// A gateway's side of it: what came, in order.
class Caller {
 public:
  explicit Caller(int messages, absl::Duration life = absl::Seconds(20)) {
    for (const Method& method : catalog_->methods()) {
      if (method.full_name == "/nastavnik.submission.v1.ApplicationService/GetApplication")
        envelope_.method = &method;
    }
    envelope_.service = "submission";
    envelope_.deadline = absl::Now() + life;
    submission::GetApplicationRequest request;
    request.set_name(absl::StrCat(messages));
    stream = Stream::Start(backends_, envelope_, request,
                           {.message = [this](grpc::ByteBuffer bytes) { Take(bytes); },
                            .end = [this](const Backends::Outcome& outcome) { End(outcome); }});
  }

  // The next message, or nothing at the end.
  std::optional<submission::OwnerApplication> Ask() {
    const size_t before = messages_.size();
    stream->Next();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return messages_.size() > before || outcome_; });
    if (messages_.size() == before) return std::nullopt;
    return messages_.back();
  }
  Backends::Outcome AwaitEnd() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return outcome_.has_value(); });
    return *outcome_;
  }

  Source source;
  std::shared_ptr<Stream> stream;

 private:
  void Take(const grpc::ByteBuffer& bytes) {
    submission::OwnerApplication application;
    const bool parsed = Parse(bytes, application);
    const std::lock_guard lock(mutex_);
    if (parsed) messages_.push_back(std::move(application));
    changed_.notify_all();
  }
  void End(const Backends::Outcome& outcome) {
    const std::lock_guard lock(mutex_);
    outcome_ = outcome;
    changed_.notify_all();
  }

  testing::KeyDirectory keys_;
  auth::Minter minter_{"gateway", keys_.SignerOf("gateway")};
  config::Config::Backends Targets() const {
    config::Config::Backends targets;
    targets.submission = absl::StrCat("dns:///127.0.0.1:", source.port());
    return targets;
  }
  Backends backends_{Targets(), minter_};
  std::unique_ptr<Catalog> catalog_ = Catalog::FromLinkedServices().value();
  Backends::Envelope envelope_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<submission::OwnerApplication> messages_;
  std::optional<Backends::Outcome> outcome_;
};

TEST_CASE("stream: messages in order and then the end as the service sent it") {
  Caller caller(5);
  for (int i = 0; i < 5; ++i) {
    const auto message = caller.Ask();
    REQUIRE(message);
    CHECK(message->name() == Application(i).name());
  }
  CHECK(!caller.Ask());
  const Backends::Outcome outcome = caller.AwaitEnd();
  CHECK(outcome.status.code() == absl::StatusCode::kAborted);
  CHECK(outcome.wire.error_message() == "enough");
  CHECK(outcome.wire.error_details() == "details");
  caller.stream->Next();  // after the end nothing happens
  caller.stream->Cancel();
}

TEST_CASE("stream: a reader that asks for nothing holds the service back") {
  Caller caller(10000);
  REQUIRE(caller.Ask());
  int before = -1;
  // 640 MB stand ready: were they not held back, the count would go on for as long as we look.
  for (int same = 0; same < 20 && caller.source.written() < 10000;) {
    same = caller.source.written() == before ? same + 1 : 0;
    before = caller.source.written();
    absl::SleepFor(absl::Milliseconds(10));  // nothing tells of what does not happen
  }
  CHECK(caller.source.written() < 1000);
  caller.stream->Cancel();
  CHECK(caller.AwaitEnd().status.code() == absl::StatusCode::kCancelled);
}

TEST_CASE("stream: cancelling reaches the service whether a message was asked for or not") {
  const bool asked = GENERATE(false, true);
  Caller caller(10000);
  REQUIRE(caller.Ask());
  if (asked) caller.stream->Next();
  caller.stream->Cancel();
  CHECK(caller.AwaitEnd().status.code() == absl::StatusCode::kCancelled);
  caller.source.AwaitCancel();
}

TEST_CASE("stream: a deadline ends it") {
  Caller caller(1'000'000, absl::Milliseconds(300));
  while (caller.Ask()) {
  }
  CHECK(caller.AwaitEnd().status.code() == absl::StatusCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace nastavnik::gateway
