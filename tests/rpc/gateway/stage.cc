#include "tests/rpc/gateway/stage.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <boost/json/parse.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/rpc/pipeline.h"
#include "common/rpc/wire_status.h"

namespace nastavnik::gateway::testing {
namespace {

constexpr char kPackage[] = "/nastavnik.submission.v1.";

std::string Hex(const uint8_t* bytes, size_t size) {
  std::string hex(size * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes, size);
  hex.pop_back();
  return hex;
}

void SetTime(absl::Time time, google::protobuf::Timestamp* out) {
  const int64_t nanos = absl::ToUnixNanos(time);
  out->set_seconds(nanos / 1'000'000'000);
  out->set_nanos(static_cast<int>(nanos % 1'000'000'000));
}

}  // namespace

KeyDirectory::KeyDirectory() {
  if (sodium_init() < 0) throw std::runtime_error("sodium");
  char path[] = "/tmp/nastavnik-keys-XXXXXX";
  if (mkdtemp(path) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = path;
  for (const char* name : {"gateway", "registration-token"}) {
    uint8_t open[32], secret[64];
    crypto_sign_ed25519_keypair(open, secret);
    std::ofstream(absl::StrCat(path_, "/", name, ".pub")) << Hex(open, sizeof open);
    std::ofstream(absl::StrCat(path_, "/", name, ".key")) << Hex(secret, sizeof secret);
    std::filesystem::permissions(absl::StrCat(path_, "/", name, ".key"),
                                 std::filesystem::perms::owner_read);
  }
  keys_ = auth::Keys::FromDirectory(path_).value();
}

KeyDirectory::~KeyDirectory() { std::filesystem::remove_all(path_); }

auth::Signer KeyDirectory::SignerOf(const std::string& kid) const {
  return auth::Signer(kid, auth::ReadSecretKey(absl::StrCat(path_, "/", kid, ".key")).value());
}

struct Submission::Internal final : submission::SubmissionInternalService::Service {
  explicit Internal(const Submission& s) : owner(s) {}
  grpc::Status GetDatabaseTime(grpc::ServerContext*,
                               const registration::v1::GetDatabaseTimeRequest*,
                               registration::v1::GetDatabaseTimeResponse* response) override {
    SetTime(absl::Now() + owner.clock_ahead, response->mutable_time());
    return grpc::Status::OK;
  }
  const Submission& owner;
};

struct Submission::Staff final : submission::ApplicationStaffService::Service {
  grpc::Status GetApplication(grpc::ServerContext*,
                              const submission::GetStaffApplicationRequest* request,
                              submission::StaffApplication* response) override {
    response->set_name(request->name());
    return grpc::Status::OK;
  }
};

struct Submission::Operations final : google::longrunning::Operations::Service {
  grpc::Status GetOperation(grpc::ServerContext*,
                            const google::longrunning::GetOperationRequest* request,
                            google::longrunning::Operation* response) override {
    response->set_name(request->name());
    return grpc::Status::OK;
  }
  grpc::Status WaitOperation(grpc::ServerContext*,
                             const google::longrunning::WaitOperationRequest* request,
                             google::longrunning::Operation* response) override {
    response->set_name(request->name());
    response->set_done(true);
    response->mutable_response()->PackFrom(request->timeout());
    return grpc::Status::OK;
  }
};

Submission::Submission(const KeyDirectory& keys)
    : keys_(keys),
      internal_(std::make_unique<Internal>(*this)),
      staff_(std::make_unique<Staff>()),
      operations_(std::make_unique<Operations>()) {
  Start();
}

Submission::~Submission() { Stop(); }

void Submission::Start() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort(absl::StrCat("127.0.0.1:", port_), grpc::InsecureServerCredentials(),
                           &port_);
  builder.RegisterService(this);
  builder.RegisterService(internal_.get());
  builder.RegisterService(staff_.get());
  builder.RegisterService(operations_.get());
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) throw std::runtime_error("cannot listen");
}

void Submission::Stop() {
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
}

void Submission::FailNext(const absl::Status& status) {
  const std::lock_guard lock(mutex_);
  failures_.push_back(status);
}

Submission::Asked Submission::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

grpc::Status Submission::Take(grpc::ServerContext* context, const char* method) {
  const std::lock_guard lock(mutex_);
  ++asked_.calls;
  asked_.deadline = absl::FromChrono(context->deadline());
  const auto text = [&](const char* key) {
    const auto found = context->client_metadata().find(key);
    return found == context->client_metadata().end()
               ? std::string()
               : std::string(found->second.data(), found->second.size());
  };
  asked_.traceparent = text("traceparent");
  asked_.bearer = text("authorization");
  asked_.caller = {};
  if (const std::string token = text(rpc::kCallTokenKey); !token.empty()) {
    const auto verified =
        auth::VerifyCallToken(keys_.keys(), token, "submission",
                              absl::StrCat(kPackage, "ApplicationService/", method), absl::Now());
    if (!verified.ok()) return rpc::ToWire(verified.status());
    asked_.caller = *verified;
  }
  if (replayed_) context->AddTrailingMetadata(rpc::kReplayedKey, "true");
  if (failures_.empty()) return grpc::Status::OK;
  const absl::Status status = failures_.front();
  failures_.erase(failures_.begin());
  return rpc::ToWire(status);
}

grpc::Status Submission::GetApplication(grpc::ServerContext* context,
                                        const submission::GetApplicationRequest* request,
                                        submission::OwnerApplication* response) {
  grpc::Status status = Take(context, "GetApplication");
  while (held_ && !context->IsCancelled()) absl::SleepFor(absl::Milliseconds(1));
  if (context->IsCancelled()) ++cancelled_;
  response->set_name(request->name());
  response->set_etag("v3-owner");
  response->set_title("Школа «Ёлка»");
  response->set_state(submission::OwnerApplication::DRAFT);
  (*response->mutable_content()->mutable_fields())["audience"].set_number_value(120);
  return status;
}

grpc::Status Submission::CreateApplication(grpc::ServerContext* context,
                                           const submission::CreateApplicationRequest* request,
                                           submission::OwnerApplication* response) {
  grpc::Status status = Take(context, "CreateApplication");
  const std::lock_guard lock(mutex_);
  asked_.create = *request;
  response->set_name(request->parent() + "/applications/0192");
  return status;
}

grpc::Status Submission::UpdateApplication(grpc::ServerContext* context,
                                           const submission::UpdateApplicationRequest* request,
                                           submission::OwnerApplication* response) {
  grpc::Status status = Take(context, "UpdateApplication");
  const std::lock_guard lock(mutex_);
  asked_.update = *request;
  response->set_name(request->application().name());
  response->set_etag("v4-owner");
  return status;
}

grpc::Status Submission::SubmitApplication(grpc::ServerContext* context,
                                           const submission::SubmitApplicationRequest* request,
                                           submission::OwnerApplication* response) {
  grpc::Status status = Take(context, "SubmitApplication");
  const std::lock_guard lock(mutex_);
  asked_.submit = *request;
  response->set_name(request->name());
  response->set_state(submission::OwnerApplication::SUBMITTED);
  return status;
}

Stage::Stage(const Adjust& adjust) {
  config::Config config = config::Defaults("gateway");
  config.listen.http = config.listen.staff = config.listen.grpc = config.listen.admin =
      "127.0.0.1:0";
  config.keys.dir = keys.path();
  config.backends.submission = absl::StrCat("dns:///127.0.0.1:", service.port());
  config.backends.registration = config.backends.review = config.backends.results =
      "dns:///127.0.0.1:1";
  config.http.public_hosts = {"nastavnik.test"};
  config.http.cors_origins = {"https://page.test"};
  config.drain.timeout = absl::Seconds(5);
  adjust(config);
  gateway = Gateway::Make(std::move(config)).value();
  if (!gateway->Start().ok()) throw std::runtime_error("the gateway does not start");
}

std::string Stage::Token(absl::Duration life) const {
  auth::AccessToken token;
  token.person = person;
  token.session = "s1";
  token.epoch = 7;
  token.password_time = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  token.expire_time = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now() + life));
  return keys.SignerOf("registration-token").Sign(token);
}

Stage::Answer Stage::Ask(const std::string& verb, const std::string& path, const std::string& body,
                         const std::vector<std::string>& lines, bool staff) {
  http::testing::Connection connection(staff ? gateway->staff_port() : gateway->http_port());
  std::string request = absl::StrCat(verb, " ", path, " HTTP/1.1\r\nHost: nastavnik.test:443\r\n");
  if (!body.empty()) absl::StrAppend(&request, "Content-Length: ", body.size(), "\r\n");
  bool typed = false;
  for (const std::string& line : lines) {
    absl::StrAppend(&request, line, "\r\n");
    typed = typed || absl::StartsWith(line, "Content-Type");
  }
  if (!body.empty() && !typed) absl::StrAppend(&request, "Content-Type: application/json\r\n");
  connection.Send(absl::StrCat(request, "\r\n", body));
  const std::string response = connection.Receive(verb == "HEAD");
  Answer answer;
  const size_t head = response.find("\r\n\r\n");
  if (head == std::string::npos || !absl::SimpleAtoi(response.substr(9, 3), &answer.status))
    return answer;
  answer.head = response.substr(0, head + 2);
  answer.bytes = response.substr(head + 4);
  const bool json = absl::StrContains(answer.Header("Content-Type"), "json");
  if (json && !answer.bytes.empty() && answer.Header("Content-Encoding").empty())
    answer.body = boost::json::parse(answer.bytes).as_object();
  return answer;
}

Stage::Answer Stage::AskAs(const std::string& verb, const std::string& path,
                           const std::string& body, std::vector<std::string> lines, bool staff) {
  lines.push_back(absl::StrCat("Authorization: Bearer ", Token()));
  return Ask(verb, path, body, lines, staff);
}

std::string Stage::Answer::Header(const std::string& name) const {
  const std::string key = absl::StrCat("\r\n", name, ": ");
  const size_t at = head.find(key);
  if (at == std::string::npos) return "";
  const size_t begin = at + key.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::string Stage::Answer::Text(const char* field) const {
  const auto* value = body.if_contains(field);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

}  // namespace nastavnik::gateway::testing
