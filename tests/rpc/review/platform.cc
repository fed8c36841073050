#include "tests/rpc/review/platform.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <sodium.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/auth/minter.h"
#include "common/crypto/encoding.h"
#include "common/json/json.h"
#include "review_sql/sql.h"
#include "services/review/review_service.h"
#include "tests/support/redis.h"

namespace nastavnik::review::testing {
namespace {

using access::v1::Grant;
using support::IsOk;

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

support::ServiceDatabase& Platform::Db() {
  static auto& db = support::Database("review", Migrations());
  return db;
}

Platform::Platform() {
  Db().Clear();
  support::Redis::Shared().Clear();
  MakePair("review");
  tokens_ = MakePair("registration-token");
  registration_ = MakePair("registration");
  results_ = MakePair("results");
  Write("page.key", std::string(32, 'k'));
  config::Config config = config::Defaults("review");
  config.listen.grpc = "127.0.0.1:0";
  config.listen.admin = "127.0.0.1:0";
  config.database.url = Db().options().url;
  config.redis.queue.url = support::Redis::Shared().Url();
  config.keys.dir = keys_.path();
  config.backends.registration = config.backends.submission = neighbours.target();
  config.drain.delay = absl::ZeroDuration();
  for (const PersonId& person : operators) neighbours.Grant(person, Grant::OPERATOR);
  neighbours.Grant(chair, Grant::CHAIR, "production");
  process_ = std::make_unique<rpc::Process>("review", config);
  SetUp(*process_);
  REQUIRE_THAT(process_->Start(), IsOk());
  channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(process_->grpc_port()),
                                 grpc::InsecureChannelCredentials());
  ApplyConfig();
}

Platform::~Platform() { process_->Drain(absl::ZeroDuration()); }

void Platform::ApplyConfig() {
  json::Value document = *json::Parse(ReadFile("deploy/seasons/mentoring-2027.json"));
  document = json::MergePatch(std::move(document),
                              *json::Parse(ReadFile("deploy/seasons/demo.patch.json")));
  document = json::MergePatch(std::move(document), *json::Parse(R"({
      "stages": {"review-1": {"opens": "2020-01-01T10:00 Europe/Moscow", "closes": "2090-01-01T10:00 Europe/Moscow"}},
      "reviewRounds": {"r1": {"alternates": 1}}})"));
  nastavnik::registration::v1::ApplyConfigRequest request;
  request.set_season("2027");
  request.set_version(1);
  request.set_document(json::Canonical(document));
  request.set_activate(true);
  REQUIRE_THAT(Internal(&pb::ReviewInternalService::Stub::ApplyConfig, request, "ApplyConfig",
                        "registration"),
               IsOk());
}

absl::StatusOr<pb::StaffExpert> Platform::Invite(PersonId staff, const std::string& key) {
  pb::InviteExpertRequest request;
  request.set_parent("seasons/2027");
  request.set_email("anna.petrova@example.ru");
  request.add_nominations("production");
  request.set_grade(pb::Expert::SENIOR);
  request.set_request_id(key);
  return Call<pb::ExpertStaffService>(&pb::ExpertStaffService::Stub::InviteExpert, request, staff);
}

pb::AcceptInvitationRequest Acceptance(const std::string& name, PersonId person,
                                       const std::string& secret, const std::string& key) {
  pb::AcceptInvitationRequest request;
  request.set_name(name);
  request.set_secret(secret);
  pb::Competence& competence = *request.add_competences();
  competence.set_nomination("production");
  competence.set_level(pb::Competence::PRIMARY);
  request.add_keywords("onboarding");
  request.set_region("regions/ru-77");
  request.set_organization("organizations/" + person.ToString());
  request.set_conflict_statement(true);
  request.set_request_id(key);
  return request;
}

absl::StatusOr<pb::Expert> Platform::AcceptInvitation(const std::string& name, PersonId person,
                                                      const std::string& secret,
                                                      const std::string& key) {
  return Call<pb::ExpertService>(&pb::ExpertService::Stub::AcceptInvitation,
                                 Acceptance(name, person, secret, key), person);
}

std::string Platform::InviteAndWait(PersonId staff) {
  const auto invited = Invite(staff);
  REQUIRE_THAT(invited, IsOk());
  support::WaitFor("the invitation is handed over", [&] {
    std::lock_guard lock(neighbours.world.mutex);
    return neighbours.world.invitations.contains(invited->name());
  });
  return invited->name();
}

PersonId Platform::AddExpert(int index) {
  const PersonId person = PersonId::New();
  const std::string name = InviteAndWait(operators[index % 2]);
  REQUIRE_THAT(AcceptInvitation(name, person, "secret"), IsOk());
  pb::ActivateExpertRequest request;
  request.set_name(name);
  request.set_waive_reason("Опыт прошлых сезонов");
  request.set_request_id(NewUuid().ToString());
  REQUIRE_THAT(Call<pb::ExpertStaffService>(&pb::ExpertStaffService::Stub::ActivateExpert, request,
                                            operators[0]),
               IsOk());
  return person;
}

pb::AssignmentRun Platform::Propose() {
  pb::CreateAssignmentRunRequest request;
  request.set_parent("seasons/2027");
  request.mutable_assignment_run()->set_stage("review-1");
  request.mutable_assignment_run()->add_nominations("production");
  request.set_request_id(NewUuid().ToString());
  const auto begun = Call<pb::AssignmentStaffService>(
      &pb::AssignmentStaffService::Stub::CreateAssignmentRun, request, chair);
  REQUIRE_THAT(begun, IsOk());
  google::longrunning::WaitOperationRequest wait;
  wait.set_name(begun->name());
  wait.mutable_timeout()->set_seconds(15);
  const auto done = Call<google::longrunning::Operations>(
      &google::longrunning::Operations::Stub::WaitOperation, wait, chair);
  REQUIRE_THAT(done, IsOk());
  INFO(done->ShortDebugString());
  pb::AssignmentRun run;
  REQUIRE(done->response().UnpackTo(&run));
  return run;
}

absl::StatusOr<pb::AssignmentRun> Platform::Approve(const pb::AssignmentRun& run, PersonId person) {
  pb::ApproveAssignmentRunRequest request;
  request.set_name(run.name());
  request.set_inputs_sha256(run.inputs_sha256());
  request.set_request_id(NewUuid().ToString());
  return Call<pb::AssignmentStaffService>(&pb::AssignmentStaffService::Stub::ApproveAssignmentRun,
                                          request, person);
}

std::vector<pb::Assignment> Platform::Own(PersonId person, pb::Assignment::State state) {
  std::vector<pb::Assignment> own;
  pb::ListAssignmentsRequest request;
  request.set_parent("seasons/2027");
  request.set_state(state);
  request.set_page_size(2);
  do {
    const auto page =
        Call<pb::AssignmentService>(&pb::AssignmentService::Stub::ListAssignments, request, person);
    REQUIRE_THAT(page, IsOk());
    own.insert(own.end(), page->assignments().begin(), page->assignments().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return own;
}

absl::StatusOr<pb::Assignment> Platform::Accept(const std::string& name, PersonId person) {
  pb::AcceptAssignmentRequest request;
  request.set_name(name);
  request.set_request_id(NewUuid().ToString());
  return Call<pb::AssignmentService>(&pb::AssignmentService::Stub::AcceptAssignment, request,
                                     person);
}

absl::StatusOr<pb::Review> Platform::Save(const std::string& assignment, PersonId person,
                                          const std::string& etag, int mark) {
  pb::UpdateReviewRequest request;
  request.mutable_review()->set_name(assignment + "/review");
  for (const char* criterion : {"a1", "a2", "b1", "b2", "c1", "c2"}) {
    pb::CriterionMark& entry = *request.mutable_review()->add_marks();
    entry.set_criterion(criterion);
    entry.set_mark(mark);
  }
  request.mutable_review()->set_comment("Практика описана полно.");
  request.set_etag(etag);
  return Call<pb::AssignmentService>(&pb::AssignmentService::Stub::UpdateReview, request, person);
}

absl::StatusOr<pb::Review> Platform::Complete(const std::string& assignment, PersonId person,
                                              const std::string& etag) {
  pb::CompleteReviewRequest request;
  request.set_name(assignment + "/review");
  request.set_etag(etag);
  request.set_no_conflict_statement(true);
  request.set_request_id(NewUuid().ToString());
  return Call<pb::AssignmentService>(&pb::AssignmentService::Stub::CompleteReview, request, person);
}

std::string Platform::Bearer(PersonId person) const {
  auth::AccessToken token;
  token.person = person;
  token.session = "session";
  token.password_time = absl::Now();
  token.expire_time = absl::Now() + absl::Minutes(10);
  return auth::Signer("registration-token", tokens_).Sign(token);
}

std::string Platform::CallToken(const std::string& method, const std::string& service) const {
  auth::CallToken token;
  token.to = "review";
  token.method = "/nastavnik.review.v1.ReviewInternalService/" + method;
  auth::Minter minter(service,
                      auth::Signer(service, service == "results" ? results_ : registration_));
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

}  // namespace nastavnik::review::testing
