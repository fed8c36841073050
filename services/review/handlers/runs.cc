#include "common/crypto/encoding.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/events.h"
#include "services/review/handlers/handlers.h"
#include "services/review/handlers/own.h"

namespace nastavnik::review {
namespace {

constexpr char kRuns[] = "seasons/*/assignmentRuns/*";

using access::v1::Grant;

// The nominations that a run is asked for, in the season's order; all of the round's when none is
// named.
absl::StatusOr<std::vector<NominationId>> NominationsOf(const pb::AssignmentRun& asked,
                                                        const Round& round) {
  if (asked.nominations().empty()) return round.nominations;
  std::vector<NominationId> nominations;
  for (const NominationId& nomination : round.nominations) {
    const auto& wanted = asked.nominations();
    if (std::find(wanted.begin(), wanted.end(), nomination.text()) != wanted.end())
      nominations.push_back(nomination);
  }
  if (static_cast<int>(nominations.size()) != asked.nominations_size()) {
    return OneField("assignmentRun.nominations", "UNKNOWN_VALUE",
                    "Такой номинации в этом туре нет, или она указана дважды.");
  }
  return nominations;
}

absl::StatusOr<AssignmentRun> VisibleRun(const Call& call, const std::string& name,
                                         absl::string_view field) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseChildName<RunId>(kRuns, name, field));
  ASSIGN_OR_RETURN(AssignmentRun run, call.env.runs.Get(parts.parent, parts.id, call.deadline));
  if (!SeesNominations(call, parts.parent, run.nominations)) return NotFound();
  return run;
}

}  // namespace

absl::StatusOr<google::longrunning::Operation> CreateAssignmentRun(
    const Call& call, const pb::CreateAssignmentRunRequest& request) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(parts[0], call.deadline));
  const Round* round = rules->RoundOfStage(StageId(request.assignment_run().stage()));
  if (round == nullptr)
    return OneField("assignmentRun.stage", "UNKNOWN_VALUE",
                    "Такого этапа экспертизы в сезоне нет.");
  RETURN_IF_ERROR(round->CheckSupported());
  AssignmentRun run{.season = parts[0],
                    .id = RunId::New(),
                    .stage = round->stage,
                    .operation = pg::OperationId::New().uuid(),
                    .author = person};
  ASSIGN_OR_RETURN(run.nominations, NominationsOf(request.assignment_run(), *round));
  const bool office = call.caller.Has(Grant::OPERATOR, run.season);
  if (!office && !ChairsNominations(call, run.season, run.nominations)) return NotAllowed();
  const std::string metadata = ProgressOf(run, "waiting", 0, 0);
  const auto encode = [&](const AssignmentRun& made) {
    const pg::Operation begun{.id = pg::OperationId(made.operation),
                              .season = made.season,
                              .kind = "assignmentRun",
                              .owner = person,
                              .metadata = metadata};
    return rpc::ToProto(call.env.operations, begun).SerializeAsString();
  };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.runs.Create(call.write, run, {metadata, encode}));
  call.env.wake_solver();
  return Decode<google::longrunning::Operation>(answer);
}

absl::StatusOr<pb::AssignmentRun> GetAssignmentRun(const Call& call,
                                                   const pb::GetAssignmentRunRequest& request) {
  ASSIGN_OR_RETURN(const AssignmentRun run, VisibleRun(call, request.name(), "name"));
  ASSIGN_OR_RETURN(const auto waiting, call.env.runs.Waiting(run.season, run.id, call.deadline));
  return ToProto(run, run.state == AssignmentRun::State::kProposed ? waiting : std::nullopt);
}

absl::StatusOr<pb::ListProposedAssignmentsResponse> ListProposedAssignments(
    const Call& call, const pb::ListProposedAssignmentsRequest& request) {
  constexpr char kMethod[] = "AssignmentStaffService.ListProposedAssignments";
  ASSIGN_OR_RETURN(const AssignmentRun run, VisibleRun(call, request.parent(), "parent"));
  const Uuid principal = call.caller.person.uuid();
  ASSIGN_OR_RETURN(const page::Page page, page::Read(call.env.pages, kMethod, principal, request));
  ASSIGN_OR_RETURN(const auto pairs, call.env.runs.ListPairs(
                                         run.season, run.id, AfterOf<ApplicationId>(page),
                                         AfterOf<ExpertId>(page, 1), page.size + 1, call.deadline));
  pb::ListProposedAssignmentsResponse response;
  for (const ProposedPair& pair : pairs) {
    if (response.proposed_assignments_size() == page.size) {
      const auto& last = *response.proposed_assignments().rbegin();
      response.set_next_page_token(page::Next(call.env.pages, kMethod, principal, request,
                                              {LastId(last.application()), LastId(last.expert())}));
      break;
    }
    *response.add_proposed_assignments() = ToProto(pair, run.season);
  }
  return response;
}

absl::StatusOr<pb::AssignmentRun> ApproveAssignmentRun(
    const Call& call, const pb::ApproveAssignmentRunRequest& request) {
  ASSIGN_OR_RETURN(const AssignmentRun run, VisibleRun(call, request.name(), "name"));
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  const bool chair = ChairsNominations(call, run.season, run.nominations);
  if (!chair && !call.caller.Has(Grant::OPERATOR, run.season)) return NotAllowed();
  ASSIGN_OR_RETURN(const Rules rules, call.env.seasons.RulesOf(run.season, call.deadline));
  const Round* round = rules->RoundOfStage(run.stage);
  if (round == nullptr) return NotFound();
  const RunStore::Approval approval{
      .inputs_sha256 = crypto::HexDecode(request.inputs_sha256()).value_or(""),
      .drop_invalid = request.drop_invalid(),
      .two_persons = !chair,
      .actor = person};
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.runs.Approve(
                       call.write, run, *round, *rules, approval,
                       [](const AssignmentRun& after, const std::optional<pg::Proposal>& waiting) {
                         return ToProto(after, waiting).SerializeAsString();
                       }));
  call.env.wake_queue();
  return Decode<pb::AssignmentRun>(answer);
}

}  // namespace nastavnik::review
