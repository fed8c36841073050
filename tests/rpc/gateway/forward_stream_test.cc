#include <thread>

#include <google/protobuf/descriptor.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "catch2/catch.hpp"

#include "common/auth/token.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/wire_status.h"
#include "common/status/error.h"
#include "services/gateway/forward/endpoint.h"
#include "tests/rpc/gateway/stage.h"
#include "tests/support/process.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;

constexpr char kChat[] = "/nastavnik.submission.v1.TalkService/Chat";

// A service with streams, which the contract does not have yet: the same options, made here.
const pb::ServiceDescriptor& TalkService(pb::DescriptorPool& pool) {
  pb::FileDescriptorProto file;
  file.set_name("talk.proto");
  file.set_package("nastavnik.submission.v1");
  file.set_syntax("proto3");
  file.add_message_type()->set_name("Word");
  auto& service = *file.add_service();
  service.set_name("TalkService");
  auto& method = *service.add_method();
  method.set_name("Chat");
  method.set_input_type(".nastavnik.submission.v1.Word");
  method.set_output_type(".nastavnik.submission.v1.Word");
  method.set_client_streaming(true);
  method.set_server_streaming(true);
  auto& rule = *method.mutable_options()->MutableExtension(access::v1::rule);
  rule.set_action("talk.words.say");
  rule.set_grpc_only(true);
  rule.add_any_of()->set_role(access::v1::Grant::PARTICIPANT);
  return *pool.BuildFile(file)->FindServiceByName("TalkService");
}

// Says every word back; after "end" it ends with an error, after "flood" it never stops.
class Echo final : public grpc::CallbackGenericService {
 public:
  Echo() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  ~Echo() override { server_->Shutdown(std::chrono::system_clock::now()); }

  int port = 0;
  std::atomic<int> calls{0};
  std::atomic<int> cancelled{0};
  std::atomic<int> with_token{0};

 private:
  struct Talk final : grpc::ServerGenericBidiReactor {
    explicit Talk(Echo& e) : echo(e) { StartRead(&bytes); }
    void OnReadDone(bool ok) override {
      if (!ok) return Finish(grpc::Status::OK);
      const std::string word = Text(bytes);
      flood = word == "flood";
      if (word == "end") {
        return Finish(rpc::ToWire(
            ToStatus({.code = absl::StatusCode::kOutOfRange, .reason = "RESUME_TOKEN_EXPIRED"})));
      }
      if (flood) {
        const grpc::Slice slice(std::string(64 << 10, 'x'));
        bytes = grpc::ByteBuffer(&slice, 1);
      }
      StartWrite(&bytes);
    }
    void OnWriteDone(bool ok) override {
      if (!ok) return Finish(grpc::Status::CANCELLED);
      flood ? StartWrite(&bytes) : StartRead(&bytes);
    }
    void OnCancel() override { ++echo.cancelled; }
    void OnDone() override { delete this; }
    Echo& echo;
    grpc::ByteBuffer bytes;
    bool flood = false;
  };
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* c) override {
    ++calls;
    with_token += static_cast<int>(c->client_metadata().count(rpc::kCallTokenKey));
    return new Talk(*this);
  }
  std::unique_ptr<grpc::Server> server_;

 public:
  static std::string Text(const grpc::ByteBuffer& bytes) {
    std::vector<grpc::Slice> slices;
    if (!bytes.Dump(&slices).ok()) return "";
    std::string text;
    for (const grpc::Slice& slice : slices)
      text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    return text;
  }
};

// A gateway whose catalog has that service alone.
struct Talks {
  Talks() {
    endpoint_ = std::make_unique<Endpoint>(*catalog, backends, authenticator, clocks, admission);
    const int port = endpoint_->Start("127.0.0.1:0", health).value();
    channel =
        grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials());
  }
  config::Config::Backends Targets() const {
    config::Config::Backends targets;
    targets.submission = absl::StrCat("dns:///127.0.0.1:", echo.port);
    return targets;
  }
  std::string Token() const {
    auth::AccessToken token;
    token.person = PersonId::New();
    token.session = "s1";
    token.expire_time = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()) + 600);
    return keys.SignerOf("registration-token").Sign(token);
  }

  Echo echo;
  testing::KeyDirectory keys;
  pb::DescriptorPool pool{pb::DescriptorPool::generated_pool()};
  std::unique_ptr<Catalog> catalog = Catalog::FromServices({&TalkService(pool)}).value();
  auth::Minter minter{"gateway", keys.SignerOf("gateway")};
  Backends backends{Targets(), minter};
  auth::Principals principals{[](PersonId, absl::Time) -> absl::StatusOr<auth::Principal> {
    return absl::InternalError("not asked");
  }};
  auth::Authenticator authenticator{"gateway", keys.keys(), principals};
  DatabaseClocks clocks;
  Admission admission{metrics::Default()};
  admin::Health health;
  std::shared_ptr<grpc::Channel> channel;

 private:
  std::unique_ptr<Endpoint> endpoint_;
};

// A caller's stream, step by step.
class Conversation {
 public:
  explicit Conversation(Talks& talks, bool signed_in = true) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    if (signed_in) context.AddMetadata("authorization", absl::StrCat("Bearer ", talks.Token()));
    stream_ = grpc::GenericStub(talks.channel).PrepareCall(&context, kChat, &queue_);
    stream_->StartCall(nullptr);
    Step();
  }
  ~Conversation() {
    context.TryCancel();
    queue_.Shutdown();
    void* tag;
    bool ok;
    while (queue_.Next(&tag, &ok)) {
    }
  }
  bool Say(const std::string& word) {
    const grpc::Slice slice(word);
    stream_->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    return Step();
  }
  std::optional<std::string> Hear() {
    grpc::ByteBuffer bytes;
    stream_->Read(&bytes, nullptr);
    if (!Step()) return std::nullopt;
    return Echo::Text(bytes);
  }
  void Leave() {
    stream_->WritesDone(nullptr);
    Step();
  }
  grpc::Status End() {
    grpc::Status status;
    stream_->Finish(&status, nullptr);
    Step();
    return status;
  }
  grpc::ClientContext context;

 private:
  bool Step() {
    void* tag;
    bool ok = false;
    queue_.Next(&tag, &ok);
    return ok;
  }
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

TEST_CASE("partners: messages stream both ways until the caller has said all") {
  Talks talks;
  Conversation talk(talks);
  for (const char* word : {"раз", "", "три"}) {
    REQUIRE(talk.Say(word));
    CHECK(talk.Hear() == word);
  }
  talk.Leave();
  CHECK(!talk.Hear());
  CHECK(talk.End().ok());
  CHECK(talks.echo.with_token == 1);
}

TEST_CASE("partners: a stream's error comes whole") {
  Talks talks;
  Conversation talk(talks);
  talk.Say("end");
  CHECK(!talk.Hear());
  CHECK(ReasonOf(rpc::FromWire(talk.End())) == "RESUME_TOKEN_EXPIRED");
}

TEST_CASE("partners: a stream of nobody and one with too large a message are refused") {
  Talks talks;
  Conversation nobody(talks, false);
  CHECK(ReasonOf(rpc::FromWire(nobody.End())) == "UNAUTHENTICATED");
  CHECK(talks.echo.calls == 0);
  Conversation talk(talks);
  talk.Say(std::string((1 << 20) + 1, 'x'));
  CHECK(!talk.Hear());
  CHECK(ReasonOf(rpc::FromWire(talk.End())) == "BODY_TOO_LARGE");
}

TEST_CASE("partners: who leaves a stream ends it at the service") {
  Talks talks;
  const std::string word = GENERATE("раз", "flood");
  {
    Conversation talk(talks);
    talk.Say(word);
    REQUIRE(talk.Hear());
  }
  support::WaitFor("the service to notice", [&] { return talks.echo.cancelled == 1; });
}

}  // namespace
}  // namespace nastavnik::gateway
