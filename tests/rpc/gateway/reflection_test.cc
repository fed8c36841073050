#include "services/gateway/forward/reflection.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>

#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "catch2/catch.hpp"

#include "services/gateway/calls/bytes.h"
#include "tests/rpc/gateway/stage.h"

namespace nastavnik::gateway {
namespace {

namespace pb = google::protobuf;
using testing::Stage;

// A stream of questions to a gateway, asked and answered one by one.
class Explorer final : grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Explorer(const Stage& stage, const std::string& version) {
    const auto channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", stage.gateway->grpc_port()),
                                             grpc::InsecureChannelCredentials());
    context_.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer>(channel)
        .PrepareBidiStreamingCall(
            &context_,
            absl::StrCat("/grpc.reflection.", version, ".ServerReflection/ServerReflectionInfo"),
            grpc::StubOptions(), this);
    AddHold();
    StartCall();
  }
  ~Explorer() {
    StartWritesDone();
    RemoveHold();
    Await([&] { return done_; });
  }

  std::optional<Reflection::Answer> Ask(const Reflection::Question& question) {
    bytes_ = BytesOf(question);
    read_ = written_ = std::nullopt;
    StartWrite(&bytes_);
    StartRead(&answer_);
    Await([&] { return read_.has_value() && written_.has_value(); });
    Reflection::Answer answer;
    if (!*read_ || !Parse(answer_, answer)) return std::nullopt;
    return answer;
  }
  Reflection::Answer AskFor(const std::string& symbol) {
    Reflection::Question question;
    question.set_file_containing_symbol(symbol);
    return Ask(question).value();
  }

 private:
  template <typename Condition>
  void Await(const Condition& holds) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, holds);
  }
  template <typename Change>
  void Set(const Change& change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }
  void OnReadDone(bool ok) override {
    Set([&] { read_ = ok; });
  }
  void OnWriteDone(bool ok) override {
    Set([&] { written_ = ok; });
  }
  void OnDone(const grpc::Status&) override {
    Set([&] { done_ = true; });
  }

  grpc::ClientContext context_;
  grpc::ByteBuffer bytes_;
  grpc::ByteBuffer answer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<bool> read_;
  std::optional<bool> written_;
  bool done_ = false;
};

TEST_CASE("reflection: both versions list what is published and nothing else") {
  Stage stage;
  Explorer explorer(stage, GENERATE("v1", "v1alpha"));
  Reflection::Question question;
  question.set_list_services("");
  const auto answer = explorer.Ask(question);
  REQUIRE(answer);
  std::set<std::string> names;
  for (const auto& service : answer->list_services_response().service())
    names.insert(service.name());
  for (const char* name :
       {"nastavnik.submission.v1.ApplicationService", "nastavnik.registration.v1.AccountService",
        "nastavnik.registration.v1.SeasonPublicService", "google.longrunning.Operations",
        "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection"}) {
    INFO(name);
    CHECK(names.count(name) == 1);
  }
  for (const std::string& name : names) {
    INFO(name);
    CHECK_FALSE(absl::StrContains(name, "Staff"));
    CHECK_FALSE(absl::StrContains(name, "Internal"));
  }
}

TEST_CASE("reflection: every service is described with all that it needs") {
  Stage stage;
  Explorer explorer(stage, "v1");
  const Reflection reflection;
  for (const std::string& service : reflection.services()) {
    INFO(service);
    pb::DescriptorPool pool;
    const Reflection::Answer answer = explorer.AskFor(service);
    for (const std::string& bytes : answer.file_descriptor_response().file_descriptor_proto()) {
      pb::FileDescriptorProto file;
      REQUIRE(file.ParseFromString(bytes));
      REQUIRE(pool.BuildFile(file) != nullptr);
    }
    CHECK(pool.FindServiceByName(service) != nullptr);
  }
}

TEST_CASE("reflection: what is not published is not found and junk ends the stream") {
  Stage stage;
  Explorer explorer(stage, "v1");
  const auto nothing = explorer.AskFor("nastavnik.nothing.v1.Nothing").error_response();
  CHECK(nothing.error_code() == grpc::StatusCode::NOT_FOUND);
  for (const char* symbol : {"nastavnik.submission.v1.ApplicationStaffService",
                             "nastavnik.submission.v1.StaffApplication",
                             "nastavnik.submission.v1.SubmissionInternalService",
                             "nastavnik.registration.v1.GetPrincipalResponse", "", "."}) {
    INFO(symbol);
    CHECK(explorer.AskFor(symbol).error_response().SerializeAsString() ==
          nothing.SerializeAsString());
  }
  Reflection::Question question;
  question.set_file_by_filename("nastavnik/submission/v1/internal.proto");
  CHECK(explorer.Ask(question)->has_error_response());
  question.set_all_extension_numbers_of_type("google.protobuf.MethodOptions");
  CHECK(explorer.Ask(question)->all_extension_numbers_response().extension_number_size() > 0);
  auto& extension = *question.mutable_file_containing_extension();
  extension.set_containing_type("google.protobuf.MethodOptions");
  extension.set_extension_number(72295728);  // google.api.http
  CHECK(explorer.Ask(question)->file_descriptor_response().file_descriptor_proto_size() > 1);
  question.set_file_containing_symbol(std::string(5000, 'x'));
  CHECK_FALSE(explorer.Ask(question));
}

}  // namespace
}  // namespace nastavnik::gateway
