#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/events.h"
#include "services/review/handlers/handlers.h"
#include "services/review/handlers/own.h"

namespace nastavnik::review {
namespace {

// The key of a redemption. Registration keeps the keys of all this service's calls together, so it
// names the expert, hence the season, and the person; the caller's own key makes a new attempt
// differ from one that was refused.
std::string RedemptionKey(ExpertId expert, PersonId person, const std::string& key) {
  return crypto::HexEncode(
      crypto::Sha256(absl::StrCat(expert.ToString(), " ", person.ToString(), " ", key)));
}

// Spends the invitation, after everything that could make the acceptance fail.
absl::Status Redeem(const Call& call, const pb::AcceptInvitationRequest& request,
                    const Expert& expert, PersonId person, const SeasonRules& rules) {
  RETURN_IF_ERROR(review::AcceptInvitation(expert, person, {}, absl::InfinitePast()).status());
  const auto other = call.env.experts.OfPerson(expert.season, person, call.deadline);
  if (other.ok()) return AlreadyExpert(ExpertName(expert.season, *other));
  if (!absl::IsNotFound(other.status())) return other.status();
  ASSIGN_OR_RETURN(const bool consented,
                   call.env.peers.HasProcessingConsent(expert.season, person, call.deadline));
  if (!consented) return ConsentRequired(rules.processing_consents());
  return call.env.peers.RedeemInvitation(expert.season, expert.id, request.secret(), person,
                                         RedemptionKey(expert.id, person, request.request_id()),
                                         call.deadline);
}

}  // namespace

absl::StatusOr<pb::Expert> AcceptInvitation(const Call& call,
                                            const pb::AcceptInvitationRequest& request) {
  ASSIGN_OR_RETURN(const auto name,
                   rpc::ParseChildName<ExpertId>("seasons/*/experts/*", request.name()));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ExpertProfile profile, ProfileFrom(request));
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(name.parent, call.deadline));
  std::vector<FieldViolation> violations;
  CheckProfile(profile, *rules, violations);
  RETURN_IF_ERROR(call.env.peers.CheckRegion(profile.region, "region", violations, call.deadline));
  RETURN_IF_ERROR(call.env.peers.CheckOrganization(profile.organization, "organization", violations,
                                                   call.deadline));
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  ASSIGN_OR_RETURN(const Expert known, call.env.experts.Get(name.parent, name.id, call.deadline));
  // Somebody who has accepted repeats the call; the store answers as before.
  if (known.person != person) RETURN_IF_ERROR(Redeem(call, request, known, person, *rules));
  const auto accept = [&](const Expert& before, absl::Time now) {
    return review::AcceptInvitation(before, person, profile, now);
  };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.experts.Update(
                       call.write, name.parent, name.id, person, "accept", "", accept,
                       [](const Expert& after) { return ToProto(after).SerializeAsString(); }));
  return Decode<pb::Expert>(answer);
}

absl::StatusOr<pb::Expert> GetExpert(const Call& call, const pb::GetExpertRequest& request) {
  ASSIGN_OR_RETURN(const OwnExpert own, OwnExpertOf(call, request.name(), "name"));
  ASSIGN_OR_RETURN(const Expert expert,
                   call.env.experts.Get(own.season, own.expert, call.deadline));
  return ToProto(expert);
}

absl::StatusOr<pb::Conflict> CreateConflict(const Call& call,
                                            const pb::CreateConflictRequest& request) {
  ASSIGN_OR_RETURN(const OwnExpert own, OwnExpertOf(call, request.parent(), "parent"));
  const pb::Conflict& asked = request.conflict();
  if (asked.assignment().empty() == asked.organization().empty()) {
    return OneField("conflict", "REQUIRED", "Укажите одно: назначение или организацию.");
  }
  pb::StaffConflict target;
  target.set_reason(asked.reason());
  target.set_organization(asked.organization());
  AssignmentId assignment;
  if (!asked.assignment().empty()) {
    ASSIGN_OR_RETURN(const auto name,
                     rpc::ParseChildName<AssignmentId>("seasons/*/assignments/*",
                                                       asked.assignment(), "conflict.assignment"));
    ASSIGN_OR_RETURN(
        const Assignment held,
        call.env.assignments.GetOwn(own.season, name.id, call.caller.person, call.deadline));
    assignment = held.id;
    target.set_application(ApplicationName(own.season, held.application));
  }
  ASSIGN_OR_RETURN(Conflict conflict, ConflictFrom(target, own.season));
  std::vector<FieldViolation> violations;
  RETURN_IF_ERROR(call.env.peers.CheckOrganization(conflict.organization, "conflict.organization",
                                                   violations, call.deadline));
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  conflict.kind = Conflict::Kind::kDeclared;
  conflict.expert = own.expert;
  conflict.assignment = assignment;
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.experts.AddConflict(
                       call.write, conflict, call.caller.person,
                       [](const Conflict& made) { return ToProto(made).SerializeAsString(); }));
  call.env.wake_queue();
  return Decode<pb::Conflict>(answer);
}

absl::StatusOr<pb::ListConflictsResponse> ListConflicts(const Call& call,
                                                        const pb::ListConflictsRequest& request) {
  constexpr char kMethod[] = "ExpertService.ListConflicts";
  ASSIGN_OR_RETURN(const OwnExpert own, OwnExpertOf(call, request.parent(), "parent"));
  const Uuid principal = call.caller.person.uuid();
  ASSIGN_OR_RETURN(const page::Page page, page::Read(call.env.pages, kMethod, principal, request));
  ASSIGN_OR_RETURN(const auto conflicts,
                   call.env.experts.Conflicts(own.season, own.expert, AfterOf<ConflictId>(page),
                                              page.size + 1, call.deadline));
  pb::ListConflictsResponse response;
  for (const Conflict& conflict : conflicts) {
    if (response.conflicts_size() == page.size) {
      response.set_next_page_token(page::Next(call.env.pages, kMethod, principal, request,
                                              {LastId(response.conflicts().rbegin()->name())}));
      break;
    }
    *response.add_conflicts() = ToProto(conflict);
  }
  return response;
}

}  // namespace nastavnik::review
