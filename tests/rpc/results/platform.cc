#include "tests/rpc/results/platform.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <sodium.h>

#include "absl/time/clock.h"

#include "common/crypto/encoding.h"
#include "common/json/json.h"
#include "results_sql/sql.h"
#include "services/results/results_service.h"

namespace nastavnik::results::testing {
namespace {

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

google::protobuf::Timestamp ToProto(absl::Time time) {
  google::protobuf::Timestamp proto;
  proto.set_seconds(absl::ToUnixMicros(time) / 1'000'000);
  proto.set_nanos(static_cast<int>(absl::ToUnixMicros(time) % 1'000'000) * 1000);
  return proto;
}

const char* const kNominations[] = {"production", "education", "social", "service"};

}  // namespace

support::ServiceDatabase& Platform::Db() {
  static auto& db = support::Database("results", Migrations());
  return db;
}

Platform::Platform() {
  Db().Clear();
  MakePair("results");
  tokens_ = MakePair("registration-token");
  registration_ = MakePair("registration");
  Write("page.key", std::string(32, 'k'));
  config::Config config = config::Defaults("results");
  config.listen.grpc = "127.0.0.1:0";
  config.listen.admin = "127.0.0.1:0";
  config.database.url = Db().options().url;
  config.keys.dir = keys_.path();
  config.backends.registration = config.backends.submission = config.backends.review =
      neighbours.target();
  config.drain.delay = absl::ZeroDuration();
  Populate();
  process_ = std::make_unique<rpc::Process>("results", config);
  SetUp(*process_);
  REQUIRE_THAT(process_->Start(), support::IsOk());
  channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(process_->grpc_port()),
                                 grpc::InsecureChannelCredentials());
  ApplyConfig();
}

Platform::~Platform() { process_->Drain(absl::ZeroDuration()); }

void Platform::Populate() {
  using access::v1::Grant;
  neighbours.Grant(operator_, Grant::OPERATOR);
  for (const PersonId& organizer : organizers) neighbours.Grant(organizer, Grant::ORGANIZER);
  for (int i = 0; i < 4; ++i) neighbours.Grant(chairs[i], Grant::CHAIR, kNominations[i]);
  AddApplicants(12, [](int n) {
    return World::Applicant{.nomination = kNominations[n % 4],
                            .name = n < 8 ? "Королёва" : "",
                            .totals = {9000 - 300 * n, 9100 - 300 * n}};
  });
}

void Platform::AddApplicants(int count, const std::function<World::Applicant(int)>& make) {
  const std::lock_guard lock(neighbours.world.mutex);
  auto& applicants = neighbours.world.applicants;
  for (int n = 0; n < count; ++n) {
    applicants.push_back(make(n));
    applicants.back().application = ApplicationId::New();
    applicants.back().person = PersonId::New();
  }
  std::sort(applicants.begin(), applicants.end(),
            [](const auto& a, const auto& b) { return a.application < b.application; });
}

void Platform::AddFifthNomination() {
  AddApplicants(3, [](int) {
    return World::Applicant{.nomination = "business", .totals = {10'000, 10'000}};
  });
  json::Value patch = *json::Parse(ReadFile("deploy/seasons/fifth-nomination.patch.json"));
  patch = json::MergePatch(std::move(patch), *json::Parse(R"({"rankingRules": {"main": {"quotas":
      {"winner": {"total": 7, "nominations": {"business": 3}}}}}})"));
  ApplyConfig(2, json::Canonical(patch));
}

void Platform::ApplyConfig(int version, const std::string& patch) {
  json::Value document = *json::Parse(ReadFile("deploy/seasons/mentoring-2027.json"));
  document = json::MergePatch(std::move(document),
                              *json::Parse(ReadFile("deploy/seasons/demo.patch.json")));
  document = json::MergePatch(std::move(document),
                              *json::Parse(R"({"rankingRules": {"main": {"quotas": {"winner":
      {"total": 4, "nominations": {"production": 1, "education": 1, "social": 1, "service": 1}}}}}})"));
  document = json::MergePatch(std::move(document), *json::Parse(patch));
  nastavnik::registration::v1::ApplyConfigRequest request;
  request.set_season("2027");
  request.set_version(version);
  request.set_document(json::Canonical(document));
  request.set_activate(true);
  REQUIRE_THAT(Internal(&pb::ResultsInternalService::Stub::ApplyConfig, request, "ApplyConfig"),
               support::IsOk());
}

absl::StatusOr<google::longrunning::Operation> Platform::Create(PersonId person) {
  pb::CreateRankingRequest request;
  request.set_parent("seasons/2027");
  request.set_request_id(NewUuid().ToString());
  return Call<pb::RankingStaffService>(&pb::RankingStaffService::Stub::CreateRanking, request,
                                       person);
}

google::longrunning::Operation Platform::Wait(const google::longrunning::Operation& operation) {
  google::longrunning::WaitOperationRequest request;
  request.set_name(operation.name());
  request.mutable_timeout()->set_seconds(15);
  for (;;) {
    const auto answer = Call<google::longrunning::Operations>(
        &google::longrunning::Operations::Stub::WaitOperation, request, operator_);
    REQUIRE_THAT(answer, support::IsOk());
    if (answer->done()) return *answer;
  }
}

pb::Ranking Platform::Compute() {
  const auto begun = Create(operator_);
  REQUIRE_THAT(begun, support::IsOk());
  const auto done = Wait(*begun);
  INFO(done.ShortDebugString());
  pb::Ranking ranking;
  REQUIRE(done.response().UnpackTo(&ranking));
  return ranking;
}

absl::StatusOr<pb::Ranking> Platform::Get(const std::string& name, PersonId person) {
  pb::GetRankingRequest request;
  request.set_name(name);
  return Call<pb::RankingStaffService>(&pb::RankingStaffService::Stub::GetRanking, request, person);
}

absl::StatusOr<pb::Ranking> Platform::Freeze(const std::string& name) {
  pb::FreezeRankingRequest request;
  request.set_name(name);
  request.set_request_id(NewUuid().ToString());
  return Call<pb::RankingStaffService>(&pb::RankingStaffService::Stub::FreezeRanking, request,
                                       organizers[0]);
}

absl::StatusOr<pb::Ranking> Platform::Sign(const pb::Ranking& ranking, PersonId person) {
  pb::SignRankingRequest request;
  request.set_name(ranking.name());
  request.set_statement_sha256(ranking.statement_sha256());
  request.set_request_id(NewUuid().ToString());
  return Call<pb::RankingStaffService>(&pb::RankingStaffService::Stub::SignRanking, request,
                                       person);
}

absl::StatusOr<pb::Ranking> Platform::Publish(const pb::Ranking& ranking, PersonId person,
                                              absl::Time publish_time) {
  pb::PublishRankingRequest request;
  request.set_name(ranking.name());
  *request.mutable_publish_time() = ToProto(publish_time);
  request.set_etag(ranking.etag());
  request.set_request_id(NewUuid().ToString());
  return Call<pb::RankingStaffService>(&pb::RankingStaffService::Stub::PublishRanking, request,
                                       person);
}

pb::Ranking Platform::Signed() {
  const auto frozen = Freeze(Compute().name());
  REQUIRE_THAT(frozen, support::IsOk());
  for (const PersonId& chair : chairs) REQUIRE_THAT(Sign(*frozen, chair), support::IsOk());
  const auto signed_ranking = Sign(*frozen, organizers[0]);
  REQUIRE_THAT(signed_ranking, support::IsOk());
  return *signed_ranking;
}

absl::Time Platform::Schedule() {
  const pb::Ranking ranking = Signed();
  const absl::Time publish_time =
      absl::FromUnixMicros(absl::ToUnixMicros(absl::Now())) + absl::Seconds(3);
  REQUIRE_THAT(Publish(ranking, organizers[0], publish_time), support::IsOk());
  REQUIRE_THAT(Publish(ranking, organizers[1], publish_time), support::IsOk());
  return publish_time;
}

std::string Platform::Bearer(PersonId person) const {
  auth::AccessToken token;
  token.person = person;
  token.session = "session";
  token.password_time = absl::Now();
  token.expire_time = absl::Now() + absl::Minutes(10);
  return auth::Signer("registration-token", tokens_).Sign(token);
}

std::string Platform::CallToken(const std::string& method) const {
  auth::CallToken token;
  token.to = "results";
  token.method = "/nastavnik.results.v1.ResultsInternalService/" + method;
  auth::Minter minter("registration", auth::Signer("registration", registration_));
  return minter.Mint(token);
}

void Platform::Write(const std::string& name, absl::string_view bytes) {
  const std::string path = keys_.path() + "/" + name;
  std::ofstream(path) << crypto::HexEncode(bytes) << "\n";
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

auth::SecretKey Platform::MakePair(const std::string& name) {
  auth::SecretKey secret;
  auth::PublicKey open;
  crypto_sign_keypair(open.data(), secret.data());
  Write(name + ".key", {reinterpret_cast<const char*>(secret.data()), secret.size()});
  Write(name + ".pub", {reinterpret_cast<const char*>(open.data()), open.size()});
  return secret;
}

}  // namespace nastavnik::results::testing
