#include "absl/time/clock.h"

#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/review/domain/errors.h"
#include "services/review/handlers/handlers.h"
#include "services/review/handlers/own.h"

namespace nastavnik::review {
namespace {

std::string StateName(pb::Assignment::State state) {
  return state == pb::Assignment::STATE_UNSPECIFIED ? "" : pb::Assignment::State_Name(state);
}

std::string EncodeAssignment(const Assignment& assignment) {
  return ToProto(assignment).SerializeAsString();
}

// Whether the expert may look at the application: not before it is offered, not after it was given
// up or taken back.
bool Readable(const Assignment& assignment) {
  return assignment.Open() || assignment.state == Assignment::State::kCompleted;
}

}  // namespace

absl::StatusOr<pb::ListAssignmentsResponse> ListAssignments(
    const Call& call, const pb::ListAssignmentsRequest& request) {
  constexpr char kMethod[] = "AssignmentService.ListAssignments";
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const page::Page page,
                   page::Read(call.env.pages, kMethod, person.uuid(), request));
  ASSIGN_OR_RETURN(
      const auto assignments,
      call.env.assignments.ListOwn(parts[0], person, AfterOf<AssignmentId>(page),
                                   StateName(request.state()), page.size + 1, call.deadline));
  pb::ListAssignmentsResponse response;
  for (const Assignment& assignment : assignments) {
    if (response.assignments_size() == page.size) {
      response.set_next_page_token(page::Next(call.env.pages, kMethod, person.uuid(), request,
                                              {LastId(response.assignments().rbegin()->name())}));
      break;
    }
    *response.add_assignments() = ToProto(assignment);
  }
  return response;
}

absl::StatusOr<pb::Assignment> AcceptAssignment(const Call& call,
                                                const pb::AcceptAssignmentRequest& request) {
  ASSIGN_OR_RETURN(const AssignmentRef name, AssignmentOf(request.name(), "", "name"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(name.season, call.deadline));
  ASSIGN_OR_RETURN(const pg::Answer answer, call.env.assignments.Accept(call.write, *rules, name.id,
                                                                        person, EncodeAssignment));
  return Decode<pb::Assignment>(answer);
}

absl::StatusOr<pb::Assignment> DeclineAssignment(const Call& call,
                                                 const pb::DeclineAssignmentRequest& request) {
  ASSIGN_OR_RETURN(const AssignmentRef name, AssignmentOf(request.name(), "", "name"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  if (request.reason() == pb::DeclineAssignmentRequest::OTHER && request.text().empty()) {
    return OneField("text", "REQUIRED", "Опишите причину.");
  }
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(name.season, call.deadline));
  const std::string& reason = pb::DeclineAssignmentRequest::Reason_Name(request.reason());
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.assignments.Decline(call.write, *rules, name.id, person, reason,
                                                request.text(), EncodeAssignment));
  call.env.wake_queue();
  if (!answer.replayed) call.env.declines.With({name.season, reason}).Increment();
  return Decode<pb::Assignment>(answer);
}

absl::StatusOr<pb::Assignment> ClaimNextAssignment(const Call& call,
                                                   const pb::ClaimNextAssignmentRequest& request) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ExpertId expert,
                   call.env.experts.OfPerson(parts[0], person, call.deadline));
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(parts[0], call.deadline));
  const auto districts =
      call.env.peers.GetDistricts(call.deadline);  // without them regions only count as different
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      call.env.claims.ClaimNext(call.write, *rules, districts.ok() ? *districts : Districts(),
                                expert, EncodeAssignment));
  return Decode<pb::Assignment>(answer);
}

absl::StatusOr<pb::Workspace> GetWorkspace(const Call& call,
                                           const pb::GetWorkspaceRequest& request) {
  ASSIGN_OR_RETURN(const AssignmentRef name, AssignmentOf(request.name(), "/workspace", "name"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const Assignment held,
                   call.env.assignments.GetOwn(name.season, name.id, person, call.deadline));
  if (!Readable(held)) return NotFound();
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(name.season, call.deadline));
  ASSIGN_OR_RETURN(const Stage stage,
                   call.env.seasons.StageOf(name.season, held.stage, call.deadline));
  ASSIGN_OR_RETURN(const Review review, call.env.reviews.Get(name.season, name.id, call.deadline));
  ASSIGN_OR_RETURN(const auto blind,
                   call.env.peers.GetBlind(name.season, held.application, call.deadline));
  ASSIGN_OR_RETURN(const absl::Time now, call.env.db.Now(call.deadline));
  pb::Workspace workspace;
  workspace.set_name(request.name());
  *workspace.mutable_assignment() = ToProto(held);
  *workspace.mutable_content() = blind.content();
  workspace.set_application_version(blind.version());
  if (const Rubric* rubric = rules->RubricOf(held.nomination))
    *workspace.mutable_rubric() = ToProto(*rubric);
  if (!review.id.IsNil()) *workspace.mutable_review() = ToProto(review);
  *workspace.mutable_server_time() = ToTimestamp(now);
  *workspace.mutable_close_time() = ToTimestamp(stage.close_time);
  *workspace.mutable_grace_until_time() = ToTimestamp(stage.close_time + stage.grace);
  return workspace;
}

absl::StatusOr<pb::Review> GetReview(const Call& call, const pb::GetReviewRequest& request) {
  ASSIGN_OR_RETURN(const AssignmentRef name, AssignmentOf(request.name(), "/review", "name"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const Assignment held,
                   call.env.assignments.GetOwn(name.season, name.id, person, call.deadline));
  if (!Readable(held)) return NotFound();
  ASSIGN_OR_RETURN(const Review review, call.env.reviews.Get(name.season, name.id, call.deadline));
  return ToProto(review);
}

absl::StatusOr<pb::Review> UpdateReview(const Call& call, const pb::UpdateReviewRequest& request) {
  ASSIGN_OR_RETURN(const AssignmentRef name,
                   AssignmentOf(request.review().name(), "/review", "review.name"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ReviewPatch patch, PatchFrom(request));
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(name.season, call.deadline));
  const auto check = [&](int version) { return rpc::CheckEtag(version, "expert", request.etag()); };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.reviews.Update(
                       call.write, *rules, name.id, person, check, patch,
                       [](const Review& after) { return ToProto(after).SerializeAsString(); }));
  return Decode<pb::Review>(answer);
}

absl::StatusOr<pb::Review> CompleteReview(const Call& call,
                                          const pb::CompleteReviewRequest& request) {
  ASSIGN_OR_RETURN(const AssignmentRef name, AssignmentOf(request.name(), "/review", "name"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  if (!request.no_conflict_statement()) {
    return OneField("noConflictStatement", "REQUIRED", "Подтвердите, что конфликта интересов нет.");
  }
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(name.season, call.deadline));
  const auto check = [&](int version) { return rpc::CheckEtag(version, "expert", request.etag()); };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.reviews.Complete(
                       call.write, *rules, name.id, person, call.receive_time, check,
                       [](const Review& after) { return ToProto(after).SerializeAsString(); }));
  return Decode<pb::Review>(answer);
}

}  // namespace nastavnik::review
