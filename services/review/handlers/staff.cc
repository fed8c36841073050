#include "absl/strings/ascii.h"

#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/sealing.h"
#include "services/review/handlers/handlers.h"
#include "services/review/handlers/own.h"

namespace nastavnik::review {
namespace {

std::string EncodeExpert(const Expert& expert) {
  return ToStaffProto(expert, 0).SerializeAsString();
}

}  // namespace

absl::StatusOr<pb::StaffExpert> InviteExpert(const Call& call,
                                             const pb::InviteExpertRequest& request) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(parts[0], call.deadline));
  const std::vector<std::string> nominations(request.nominations().begin(),
                                             request.nominations().end());
  RETURN_IF_ERROR(CheckNominations(nominations, *rules));
  Expert expert{.season = parts[0], .id = ExpertId::New(), .grade = GradeFrom(request.grade())};
  for (const auto& nomination : nominations)
    expert.competences[NominationId(nomination)] = Level::kPrimary;
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      call.env.experts.Invite(call.write, expert, Seal(request.email()), person, EncodeExpert));
  call.env.wake_invitations();
  return Decode<pb::StaffExpert>(answer);
}

absl::StatusOr<pb::StaffExpert> ActivateExpert(const Call& call,
                                               const pb::ActivateExpertRequest& request) {
  ASSIGN_OR_RETURN(const auto name,
                   rpc::ParseChildName<ExpertId>("seasons/*/experts/*", request.name()));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      call.env.experts.Update(
          call.write, name.parent, name.id, person, "activate", request.waive_reason(),
          [](const Expert& before, absl::Time) { return Activate(before); }, EncodeExpert));
  call.env.wake_queue();
  return Decode<pb::StaffExpert>(answer);
}

absl::StatusOr<pb::ListExpertsResponse> ListExperts(const Call& call,
                                                    const pb::ListExpertsRequest& request) {
  constexpr char kMethod[] = "ExpertStaffService.ListExperts";
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  ASSIGN_OR_RETURN(const auto nominations,
                   VisibleNominations(call, parts[0], request.nomination()));
  const Uuid principal = call.caller.person.uuid();
  ASSIGN_OR_RETURN(const page::Page page, page::Read(call.env.pages, kMethod, principal, request));
  const std::string state = request.state() == pb::Expert::STATE_UNSPECIFIED
                                ? ""
                                : pb::Expert::State_Name(request.state());
  ASSIGN_OR_RETURN(const auto experts,
                   call.env.experts.List(parts[0], AfterOf<ExpertId>(page), nominations, state,
                                         page.size + 1, call.deadline));
  pb::ListExpertsResponse response;
  for (const ListedExpert& listed : experts) {
    if (response.experts_size() == page.size) {
      response.set_next_page_token(page::Next(call.env.pages, kMethod, principal, request,
                                              {LastId(response.experts().rbegin()->name())}));
      break;
    }
    *response.add_experts() = ToStaffProto(listed.expert, listed.held);
  }
  return response;
}

absl::StatusOr<pb::StaffConflict> RecordConflict(
    const Call& call, const pb::ExpertStaffServiceCreateConflictRequest& request) {
  ASSIGN_OR_RETURN(const auto name, rpc::ParseChildName<ExpertId>("seasons/*/experts/*",
                                                                  request.parent(), "parent"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(Conflict conflict, ConflictFrom(request.conflict(), name.parent));
  conflict.expert = name.id;
  std::vector<FieldViolation> violations;
  RETURN_IF_ERROR(call.env.peers.CheckOrganization(conflict.organization, "conflict.organization",
                                                   violations, call.deadline));
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      call.env.experts.AddConflict(call.write, conflict, person, [](const Conflict& made) {
        return ToStaffProto(made).SerializeAsString();
      }));
  call.env.wake_queue();
  return Decode<pb::StaffConflict>(answer);
}

absl::StatusOr<pb::AssignmentStaffServiceListAssignmentsResponse> ListStaffAssignments(
    const Call& call, const pb::AssignmentStaffServiceListAssignmentsRequest& request) {
  constexpr char kMethod[] = "AssignmentStaffService.ListAssignments";
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  AssignmentStore::Filter filter;
  ASSIGN_OR_RETURN(filter.nominations, VisibleNominations(call, parts[0], request.nomination()));
  if (request.state() != pb::Assignment::STATE_UNSPECIFIED)
    filter.state = pb::Assignment::State_Name(request.state());
  if (!request.expert().empty()) {
    ASSIGN_OR_RETURN(const auto expert, rpc::ParseChildName<ExpertId>("seasons/*/experts/*",
                                                                      request.expert(), "expert"));
    filter.expert = expert.id;
  }
  const Uuid principal = call.caller.person.uuid();
  ASSIGN_OR_RETURN(const page::Page page, page::Read(call.env.pages, kMethod, principal, request));
  ASSIGN_OR_RETURN(const auto assignments,
                   call.env.assignments.List(parts[0], AfterOf<AssignmentId>(page), filter,
                                             page.size + 1, call.deadline));
  pb::AssignmentStaffServiceListAssignmentsResponse response;
  for (const Assignment& assignment : assignments) {
    if (response.assignments_size() == page.size) {
      response.set_next_page_token(page::Next(call.env.pages, kMethod, principal, request,
                                              {LastId(response.assignments().rbegin()->name())}));
      break;
    }
    *response.add_assignments() = ToStaffProto(assignment);
  }
  return response;
}

}  // namespace nastavnik::review
