#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/pg/approval.h"
#include "nastavnik/review/v1/assignment.pb.h"
#include "nastavnik/review/v1/assignment_staff.pb.h"
#include "nastavnik/review/v1/expert.pb.h"
#include "nastavnik/review/v1/expert_staff.pb.h"
#include "nastavnik/review/v1/internal.pb.h"
#include "services/review/domain/assignment.h"
#include "services/review/domain/expert.h"
#include "services/review/domain/matching/planner.h"
#include "services/review/domain/review.h"
#include "services/review/domain/rubric.h"
#include "services/review/domain/run.h"
#include "services/review/store/expert_store.h"
#include "services/review/store/review_store.h"

// The border: proto on one side, the domain on the other. One function an audience.
namespace nastavnik::review {

namespace pb = nastavnik::review::v1;

google::protobuf::Timestamp ToTimestamp(absl::Time time);

pb::Expert ToProto(const Expert& expert);
pb::StaffExpert ToStaffProto(const Expert& expert, int held);
pb::Conflict ToProto(const Conflict& conflict);
pb::StaffConflict ToStaffProto(const Conflict& conflict);
pb::Assignment ToProto(const Assignment& assignment);
pb::StaffAssignment ToStaffProto(const Assignment& assignment);
pb::Review ToProto(const Review& review);
pb::Rubric ToProto(const Rubric& rubric);
pb::AssignmentRun ToProto(const AssignmentRun& run,
                          const std::optional<pg::Proposal>& waiting = std::nullopt);
// Metadata of the run's operation, as JSON: what is being done and how many applications of how
// many are through it.
std::string ProgressOf(const AssignmentRun& run, absl::string_view stage, int done, int total);
pb::ProposedAssignment ToProto(const ProposedPair& pair, const std::string& season);
pb::CompletedReview ToProto(const CompletedReview& review);

// FIELD_INVALID with every fault of form.
absl::StatusOr<ExpertProfile> ProfileFrom(const pb::AcceptInvitationRequest& request);
absl::StatusOr<Conflict> ConflictFrom(const pb::StaffConflict& conflict, const std::string& season);
absl::StatusOr<ReviewPatch> PatchFrom(const pb::UpdateReviewRequest& request);
Grade GradeFrom(pb::Expert::Grade grade);

// The stored answer of a write as the message it is.
template <typename Message>
absl::StatusOr<Message> Decode(const pg::Answer& answer) {
  Message message;
  if (!message.ParseFromString(answer.bytes)) return absl::InternalError("stored answer");
  return message;
}

}  // namespace nastavnik::review
