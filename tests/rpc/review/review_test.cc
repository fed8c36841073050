// A round from the invitation of experts to completed reviews, over gRPC.
#include <functional>
#include <regex>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "catch2/catch.hpp"

#include "review_invariants/sql.h"
#include "tests/rpc/review/platform.h"

namespace nastavnik::review {
namespace {

using support::IsOk;
using support::Refuses;
using testing::Platform;
namespace pb = nastavnik::review::v1;

std::string Broken() {
  std::string broken;
  for (const pg::Statement* rule : invariants::sql::kAll) {
    const auto rows = Platform::Db()->Read(pg::Query(*rule, "2027"), support::Soon());
    REQUIRE_THAT(rows, IsOk());
    if (!rows->empty()) absl::StrAppend(&broken, " ", rule->name);
  }
  return broken;
}

struct Round : Platform {
  explicit Round(int experts = 5, int applications = 6) {
    for (int i = 0; i < applications; ++i)
      this->applications.push_back(neighbours.AddApplication("production"));
    for (int i = 0; i < experts; ++i) people.push_back(AddExpert(i));
  }
  // One offer and whose it is.
  std::pair<std::string, PersonId> AnyOffer() {
    for (const PersonId& person : people) {
      const auto own = Own(person, pb::Assignment::OFFERED);
      if (!own.empty()) return {own[0].name(), person};
    }
    return {"", PersonId()};
  }
  pb::StaffAssignment StaffView(const std::string& name) {
    pb::AssignmentStaffServiceListAssignmentsRequest request;
    request.set_parent("seasons/2027");
    request.set_page_size(1000);
    const auto list = Call<pb::AssignmentStaffService>(
        &pb::AssignmentStaffService::Stub::ListAssignments, request, chair);
    REQUIRE_THAT(list, IsOk());
    for (const auto& assignment : list->assignments()) {
      if (assignment.name() == name) return assignment;
    }
    return {};
  }
  std::vector<std::string> applications;
  std::vector<PersonId> people;
};

TEST_CASE("a round from invitation to completed reviews") {
  Round round;
  const pb::AssignmentRun run = round.Propose();
  CHECK(run.state() == pb::AssignmentRun::PROPOSED);
  CHECK(run.metrics().demand() == 12);
  CHECK(run.metrics().assigned() == 12);
  CHECK(run.metrics().listed_pairs() >= 12);
  CHECK(run.metrics().graph_components().at("production") >= 1);
  CHECK(run.metrics().peak_memory_mb() > 0);
  CHECK(run.number() == 1);
  for (const std::string& digest :
       {run.seed_commitment(), run.inputs_sha256(), run.result_sha256()})
    CHECK(digest.size() == 64);
  pb::ListProposedAssignmentsRequest list;
  list.set_parent(run.name());
  list.set_page_size(5);
  int pairs = 0;
  do {
    const auto page = round.Call<pb::AssignmentStaffService>(
        &pb::AssignmentStaffService::Stub::ListProposedAssignments, list, round.chair);
    REQUIRE_THAT(page, IsOk());
    pairs += page->proposed_assignments_size();
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  CHECK(pairs == 12);

  const auto deployed = round.Approve(run, round.chair);  // the chair alone
  REQUIRE_THAT(deployed, IsOk());
  CHECK(deployed->state() == pb::AssignmentRun::DEPLOYED);

  const auto [name, person] = round.AnyOffer();
  REQUIRE_THAT(round.Accept(name, person), IsOk());
  pb::GetWorkspaceRequest open;
  open.set_name(name + "/workspace");
  const auto workspace =
      round.Call<pb::AssignmentService>(&pb::AssignmentService::Stub::GetWorkspace, open, person);
  REQUIRE_THAT(workspace, IsOk());
  CHECK(workspace->rubric().criteria_size() == 7);
  CHECK(workspace->content().fields().at("title").string_value() == "Школа молодого наставника");
  CHECK(workspace->assignment().state() == pb::Assignment::ACCEPTED);
  CHECK_FALSE(absl::StrContains(workspace->DebugString(), "applications/"));

  CHECK_THAT(round.Save(name, person, "v3-expert", 6), Refuses("ETAG_MISMATCH"));
  const auto saved = round.Save(name, person, "v0-expert", 6);
  REQUIRE_THAT(saved, IsOk());
  const auto completed = round.Complete(name, person, saved->etag());
  REQUIRE_THAT(completed, IsOk());
  CHECK(completed->total_hundredths() == 6000);
  CHECK(completed->state() == pb::Review::COMPLETED);

  pb::BatchGetReviewsRequest reviews;
  reviews.set_season("2027");
  reviews.set_stage("review-1");
  const auto answer = round.Internal(&pb::ReviewInternalService::Stub::BatchGetReviews, reviews,
                                     "BatchGetReviews", "results");
  REQUIRE_THAT(answer, IsOk());
  REQUIRE(answer->reviews_size() == 1);
  CHECK(answer->reviews(0).marks().at("b1") == 6);
  CHECK_FALSE(answer->frozen());
  CHECK(Broken() == "");
}

TEST_CASE("an operator needs a second one, a chair of another nomination sees nothing") {
  Round round(4, 2);
  const pb::AssignmentRun run = round.Propose();
  const PersonId other = PersonId::New();
  round.neighbours.Grant(other, access::v1::Grant::CHAIR, "social");
  CHECK_THAT(round.Approve(run, other), Refuses("NOT_FOUND"));
  const auto waiting = round.Approve(run, round.operators[0]);
  REQUIRE_THAT(waiting, IsOk());
  CHECK(waiting->pending_approval().verb() == "approve");
  CHECK(waiting->state() == pb::AssignmentRun::PROPOSED);
  pb::GetAssignmentRunRequest get;
  get.set_name(run.name());
  const auto shown = round.Call<pb::AssignmentStaffService>(
      &pb::AssignmentStaffService::Stub::GetAssignmentRun, get, round.chair);
  REQUIRE_THAT(shown, IsOk());
  CHECK(shown->has_pending_approval());
  CHECK_THAT(round.Approve(run, round.operators[0]), Refuses("SECOND_PERSON_REQUIRED"));
  const auto deployed = round.Approve(run, round.operators[1]);
  REQUIRE_THAT(deployed, IsOk());
  CHECK(deployed->state() == pb::AssignmentRun::DEPLOYED);
  CHECK(Broken() == "");
}

TEST_CASE("an invitation is repeated until registration has it, and works once") {
  Platform platform;
  {
    std::lock_guard lock(platform.neighbours.world.mutex);
    platform.neighbours.world.registration_away = true;
  }
  const std::string key = NewUuid().ToString();
  const auto invited = platform.Invite(platform.operators[0], key);
  REQUIRE_THAT(invited, IsOk());
  CHECK(platform.Invite(platform.operators[0], key)->name() == invited->name());
  CHECK(invited->state() == pb::Expert::INVITED);
  {
    std::lock_guard lock(platform.neighbours.world.mutex);
    CHECK(platform.neighbours.world.invitations.empty());
    platform.neighbours.world.registration_away = false;
  }
  support::WaitFor("the invitation is handed over", [&] {
    return Platform::Db().Count(
               "expert_invitation WHERE hand_over_time IS NOT NULL AND email IS NULL") == 1;
  });
  const PersonId person = PersonId::New();
  CHECK_FALSE(platform.AcceptInvitation(invited->name(), person, "another secret").ok());
  const auto accepted = platform.AcceptInvitation(invited->name(), person, "secret");
  REQUIRE_THAT(accepted, IsOk());
  CHECK(accepted->state() == pb::Expert::CANDIDATE);
  CHECK(accepted->grade() == pb::Expert::SENIOR);
  CHECK_THAT(platform.AcceptInvitation(invited->name(), PersonId::New(), "secret"),
             Refuses("ILLEGAL_TRANSITION"));
  pb::GetExpertRequest me;
  me.set_name("seasons/2027/experts/me");
  CHECK(platform.Call<pb::ExpertService>(&pb::ExpertService::Stub::GetExpert, me, person)->name() ==
        invited->name());
  CHECK_THAT(
      platform.Call<pb::ExpertService>(&pb::ExpertService::Stub::GetExpert, me, PersonId::New()),
      Refuses("NOT_FOUND"));
  CHECK_THAT(platform.Call<pb::ExpertService>(&pb::ExpertService::Stub::GetExpert, me),
             Refuses("UNAUTHENTICATED"));
}

TEST_CASE("keys of experts never meet, and no invitation is spent in vain") {
  Platform platform;
  testing::World& world = platform.neighbours.world;
  const auto redeemed = [&] {
    std::lock_guard lock(world.mutex);
    return world.redemptions.size();
  };
  const PersonId first = PersonId::New(), second = PersonId::New(), third = PersonId::New();
  const std::string name = platform.InviteAndWait(platform.operators[0]);
  const std::string other = platform.InviteAndWait(platform.operators[0]);
  const auto accepted = platform.AcceptInvitation(name, first, "secret", "same");
  REQUIRE_THAT(accepted, IsOk());
  REQUIRE_THAT(platform.AcceptInvitation(other, second, "secret", "same"), IsOk());
  CHECK(platform.AcceptInvitation(name, first, "secret", "same")->etag() == accepted->etag());
  CHECK(redeemed() == 2);

  const std::string free = platform.InviteAndWait(platform.operators[0]);
  CHECK_THAT(platform.AcceptInvitation(free, first, "secret"), Refuses("ALREADY_EXISTS"));
  CHECK_THAT(platform.AcceptInvitation(name, third, "secret"), Refuses("ILLEGAL_TRANSITION"));
  {
    std::lock_guard lock(world.mutex);
    world.without_consent.insert(third);
  }
  const auto refused = platform.AcceptInvitation(free, third, "secret", "consent");
  CHECK_THAT(refused, Refuses("CONSENT_REQUIRED"));
  CHECK(ErrorFrom(refused.status()).metadata[0].second == "processing");
  CHECK(redeemed() == 2);
  {
    std::lock_guard lock(world.mutex);
    world.without_consent.clear();
  }
  CHECK_THAT(platform.AcceptInvitation(free, third, "secret", "consent"), IsOk());
  CHECK(redeemed() == 3);
}

TEST_CASE("an expert names places that exist; all that do not are told at once") {
  Platform platform;
  const std::string name = platform.InviteAndWait(platform.operators[0]);
  const PersonId person = PersonId::New();
  {
    std::lock_guard lock(platform.neighbours.world.mutex);
    platform.neighbours.world.unknown_organization = person.ToString();
  }
  pb::AcceptInvitationRequest request = testing::Acceptance(name, person, "secret", "key");
  request.set_region("regions/ru-00");
  request.mutable_competences(0)->set_nomination("cooking");
  const auto refused =
      platform.Call<pb::ExpertService>(&pb::ExpertService::Stub::AcceptInvitation, request, person);
  CHECK_THAT(refused, Refuses("FIELD_INVALID"));
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ErrorFrom(refused.status()).violations)
    fields.push_back(violation.field + " " + violation.reason);
  CHECK(fields == std::vector<std::string>{"competences UNKNOWN_VALUE", "region UNKNOWN_VALUE",
                                           "organization UNKNOWN_VALUE"});
  request.set_region("regions/ru-77");
  request.set_organization("");
  request.mutable_competences(0)->set_nomination("production");
  CHECK_THAT(
      platform.Call<pb::ExpertService>(&pb::ExpertService::Stub::AcceptInvitation, request, person),
      IsOk());
}

TEST_CASE("a declined offer finds its next expert without anybody doing anything") {
  Round round(6, 3);
  REQUIRE_THAT(round.Approve(round.Propose(), round.chair), IsOk());
  // Three declines of one application: the alternate first, then the queue.
  std::string application;
  for (int i = 0; i < 3; ++i) {
    std::string name;
    PersonId person;
    support::WaitFor("an offer of the application", [&] {
      for (const PersonId& candidate : round.people) {
        for (const auto& own : round.Own(candidate, pb::Assignment::OFFERED)) {
          const std::string its = round.StaffView(own.name()).application();
          if (!application.empty() && its != application) continue;
          application = its;
          name = own.name();
          person = candidate;
          return true;
        }
      }
      return false;
    });
    pb::DeclineAssignmentRequest decline;
    decline.set_name(name);
    decline.set_reason(pb::DeclineAssignmentRequest::NO_TIME);
    decline.set_request_id(NewUuid().ToString());
    const auto declined = round.Call<pb::AssignmentService>(
        &pb::AssignmentService::Stub::DeclineAssignment, decline, person);
    REQUIRE_THAT(declined, IsOk());
    CHECK(declined->state() == pb::Assignment::DECLINED);
    pb::GetWorkspaceRequest open;
    open.set_name(name + "/workspace");
    CHECK_THAT(
        round.Call<pb::AssignmentService>(&pb::AssignmentService::Stub::GetWorkspace, open, person),
        Refuses("NOT_FOUND"));
  }
  support::WaitFor("both slots are offered again",
                   [&] { return Platform::Db().Count("assignment WHERE state = 'OFFERED'") == 6; });
  CHECK(Broken() == "");
}

TEST_CASE("a withdrawn application and a declared conflict end assignments within a moment") {
  Round round(6, 3);
  REQUIRE_THAT(round.Approve(round.Propose(), round.chair), IsOk());
  round.neighbours.Withdraw(round.applications[0]);
  support::WaitFor("its assignments are revoked", [&] {
    return Platform::Db().Count(
               "assignment WHERE state = 'REVOKED' AND end_reason = 'WITHDRAWN'") == 2;
  });
  const auto [name, person] = round.AnyOffer();
  pb::CreateConflictRequest request;
  request.set_parent("seasons/2027/experts/me");
  request.mutable_conflict()->set_assignment(name);
  request.mutable_conflict()->set_reason("Автор — мой бывший коллега");
  request.set_request_id(NewUuid().ToString());
  const auto conflict =
      round.Call<pb::ExpertService>(&pb::ExpertService::Stub::CreateConflict, request, person);
  REQUIRE_THAT(conflict, IsOk());
  CHECK(conflict->assignment() == name);
  CHECK_THAT(round.Accept(name, person), Refuses("ILLEGAL_TRANSITION"));
  pb::ListConflictsRequest list;
  list.set_parent("seasons/2027/experts/me");
  CHECK(round.Call<pb::ExpertService>(&pb::ExpertService::Stub::ListConflicts, list, person)
            ->conflicts_size() == 1);
  support::WaitFor("somebody else has the slot",
                   [&] { return Platform::Db().Count("assignment WHERE state = 'OFFERED'") == 4; });
  CHECK(Broken() == "");
}

TEST_CASE(
    "the mails' placeholders: the invitation, the digest of offers, nothing when all is answered") {
  Round round(3, 2);
  registration::v1::BatchGetMessageDataRequest request;
  const auto invited = round.Invite(round.operators[0]);
  auto* subject = request.add_subjects();
  subject->set_template_("expert.invited");
  subject->set_subject(invited->name());
  REQUIRE_THAT(round.Approve(round.Propose(), round.chair), IsOk());
  subject = request.add_subjects();
  subject->set_template_("assignments.offered");
  subject->set_subject("seasons/2027/experts/x");
  subject->set_person(round.AnyOffer().second.ToString());
  subject = request.add_subjects();
  subject->set_template_("assignments.offered");
  subject->set_subject("seasons/2027/experts/x");
  subject->set_person(PersonId::New().ToString());
  const auto answer = round.Internal(&pb::ReviewInternalService::Stub::BatchGetMessageData, request,
                                     "BatchGetMessageData", "registration");
  REQUIRE_THAT(answer, IsOk());
  REQUIRE(answer->data_size() == 3);
  CHECK(answer->data(0).values().at("nomination") == "Наставничество на производстве");
  CHECK(answer->data(0).values().at("load") == "30");
  CHECK(std::stoi(answer->data(1).values().at("count")) >= 1);
  CHECK(absl::StrContains(answer->data(1).values().at("response_due"), "(МСК)"));
  CHECK(answer->data(2).values().empty());
}

// An application that waits because its experts gave it up, and an expert who asks for work: what
// that expert reads, with everything that is new in each run left out. `keywords` of the
// application decide the score.
std::string ReadByClaimer(const std::string& keyword) {
  Round round(3, 0);
  round.applications.push_back(round.neighbours.AddApplication("production"));
  {
    const std::lock_guard lock(round.neighbours.world.mutex);
    round.neighbours.world.items[0].set_keywords(0, keyword);
  }
  REQUIRE_THAT(round.Approve(round.Propose(), round.chair), IsOk());
  for (int i = 0; i < 2; ++i) {  // the alternate too gives it up
    const auto [name, person] = round.AnyOffer();
    pb::DeclineAssignmentRequest decline;
    decline.set_name(name);
    decline.set_reason(pb::DeclineAssignmentRequest::NO_TIME);
    decline.set_request_id(NewUuid().ToString());
    REQUIRE_THAT(round.Call<pb::AssignmentService>(&pb::AssignmentService::Stub::DeclineAssignment,
                                                   decline, person),
                 IsOk());
  }
  // Once a worker has looked in vain, the slot is a volunteer's for a while.
  support::WaitFor("a worker has found nobody", [&] {
    return Platform::Db().Count("assignment WHERE state = 'QUEUED' AND attempt > 0") > 0;
  });
  const PersonId person = round.AddExpert(3);
  pb::ClaimNextAssignmentRequest request;
  request.set_parent("seasons/2027");
  const auto claim = [&](PersonId who, const std::string& key) {
    request.set_request_id(key);
    return round.Call<pb::AssignmentService>(&pb::AssignmentService::Stub::ClaimNextAssignment,
                                             request, who);
  };
  CHECK_THAT(claim(person, ""), Refuses("IDEMPOTENCY_KEY_REQUIRED"));
  CHECK_THAT(claim(PersonId::New(), "stranger"), Refuses("NOT_FOUND"));
  const auto claimed = claim(person, "first");
  REQUIRE_THAT(claimed, IsOk());
  CHECK(claimed->state() == pb::Assignment::ACCEPTED);
  CHECK_FALSE(claimed->has_offer_time());
  CHECK(claim(person, "first")->SerializeAsString() == claimed->SerializeAsString());
  const auto refused = claim(person, "second");
  CHECK_THAT(refused, Refuses("NOTHING_TO_CLAIM"));
  pb::GetWorkspaceRequest open;
  open.set_name(claimed->name() + "/workspace");
  const auto workspace =
      round.Call<pb::AssignmentService>(&pb::AssignmentService::Stub::GetWorkspace, open, person);
  REQUIRE_THAT(workspace, IsOk());
  const auto review = round.Save(claimed->name(), person, "v0-expert", 5);
  REQUIRE_THAT(review, IsOk());
  std::string read = absl::StrCat(claimed->DebugString(), workspace->DebugString(),
                                  review->DebugString(), refused.status().message());
  for (const char* fresh : {"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                            "code: \"[^\"]*\"", "seconds: [0-9]+", "nanos: [0-9]+"}) {
    read = std::regex_replace(read, std::regex(fresh), "...");
  }
  CHECK(Broken() == "");
  return read;
}

TEST_CASE("pitfall 40: what an expert reads is the same whatever the score of the pair") {
  CHECK(ReadByClaimer("onboarding") == ReadByClaimer("craft"));
}

TEST_CASE("pitfall 40: no message for an assigned expert has a place for score or price or band") {
  std::set<const google::protobuf::Descriptor*> seen;
  const std::function<void(const google::protobuf::Descriptor&)> look =
      [&](const google::protobuf::Descriptor& message) {
        if (!absl::StartsWith(message.full_name(), "nastavnik.") || !seen.insert(&message).second)
          return;
        for (int i = 0; i < message.field_count(); ++i) {
          const google::protobuf::FieldDescriptor& field = *message.field(i);
          INFO(field.full_name());
          for (const char* part : {"score", "price", "band", "rank", "affinity", "alternate", "run",
                                   "origin", "application", "expert", "mean"}) {
            const std::string name = field.name();
            CHECK((name == "application_version" || name.find(part) == std::string::npos));
          }
          if (field.message_type() != nullptr) look(*field.message_type());
        }
      };
  const auto& service =
      *pb::Assignment::descriptor()->file()->FindServiceByName("AssignmentService");
  for (int i = 0; i < service.method_count(); ++i) {
    const google::protobuf::Descriptor& answer = *service.method(i)->output_type();
    INFO(answer.full_name());
    CHECK(answer.options().GetExtension(access::v1::audience) == access::v1::BLIND);
    look(answer);
  }
  CHECK(seen.size() >= 6);
}

TEST_CASE("what the round does not support is refused, not guessed") {
  Platform platform;
  pb::CreateAssignmentRunRequest request;
  request.set_parent("seasons/2027");
  request.mutable_assignment_run()->set_stage("review-9");
  request.set_request_id(NewUuid().ToString());
  const auto create = [&](PersonId person) {
    request.set_request_id(NewUuid().ToString());
    return platform.Call<pb::AssignmentStaffService>(
        &pb::AssignmentStaffService::Stub::CreateAssignmentRun, request, person);
  };
  CHECK_THAT(create(platform.chair), Refuses("FIELD_INVALID"));
  request.mutable_assignment_run()->set_stage("review-1");
  request.mutable_assignment_run()->add_nominations("social");
  CHECK_THAT(create(platform.chair), Refuses("PERMISSION_DENIED"));
  CHECK_THAT(create(PersonId::New()), Refuses("PERMISSION_DENIED"));
}

}  // namespace
}  // namespace nastavnik::review
