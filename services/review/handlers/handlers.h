#pragma once

#include "absl/status/statusor.h"
#include "google/longrunning/operations.pb.h"

#include "nastavnik/events/v1/feed.pb.h"
#include "nastavnik/registration/v1/internal.pb.h"
#include "services/review/env.h"
#include "services/review/handlers/convert.h"

// One function an RPC: parse, check, act, reply.
namespace nastavnik::review {

// ExpertService
absl::StatusOr<pb::Expert> AcceptInvitation(const Call& call,
                                            const pb::AcceptInvitationRequest& request);
absl::StatusOr<pb::Expert> GetExpert(const Call& call, const pb::GetExpertRequest& request);
absl::StatusOr<pb::Conflict> CreateConflict(const Call& call,
                                            const pb::CreateConflictRequest& request);
absl::StatusOr<pb::ListConflictsResponse> ListConflicts(const Call& call,
                                                        const pb::ListConflictsRequest& request);

// AssignmentService
absl::StatusOr<pb::ListAssignmentsResponse> ListAssignments(
    const Call& call, const pb::ListAssignmentsRequest& request);
absl::StatusOr<pb::Assignment> AcceptAssignment(const Call& call,
                                                const pb::AcceptAssignmentRequest& request);
absl::StatusOr<pb::Assignment> DeclineAssignment(const Call& call,
                                                 const pb::DeclineAssignmentRequest& request);
absl::StatusOr<pb::Assignment> ClaimNextAssignment(const Call& call,
                                                   const pb::ClaimNextAssignmentRequest& request);
absl::StatusOr<pb::Workspace> GetWorkspace(const Call& call,
                                           const pb::GetWorkspaceRequest& request);
absl::StatusOr<pb::Review> GetReview(const Call& call, const pb::GetReviewRequest& request);
absl::StatusOr<pb::Review> UpdateReview(const Call& call, const pb::UpdateReviewRequest& request);
absl::StatusOr<pb::Review> CompleteReview(const Call& call,
                                          const pb::CompleteReviewRequest& request);

// ExpertStaffService
absl::StatusOr<pb::StaffExpert> InviteExpert(const Call& call,
                                             const pb::InviteExpertRequest& request);
absl::StatusOr<pb::StaffExpert> ActivateExpert(const Call& call,
                                               const pb::ActivateExpertRequest& request);
absl::StatusOr<pb::ListExpertsResponse> ListExperts(const Call& call,
                                                    const pb::ListExpertsRequest& request);
absl::StatusOr<pb::StaffConflict> RecordConflict(
    const Call& call, const pb::ExpertStaffServiceCreateConflictRequest& request);

// AssignmentStaffService
absl::StatusOr<google::longrunning::Operation> CreateAssignmentRun(
    const Call& call, const pb::CreateAssignmentRunRequest& request);
absl::StatusOr<pb::AssignmentRun> GetAssignmentRun(const Call& call,
                                                   const pb::GetAssignmentRunRequest& request);
absl::StatusOr<pb::ListProposedAssignmentsResponse> ListProposedAssignments(
    const Call& call, const pb::ListProposedAssignmentsRequest& request);
absl::StatusOr<pb::AssignmentRun> ApproveAssignmentRun(
    const Call& call, const pb::ApproveAssignmentRunRequest& request);
absl::StatusOr<pb::AssignmentStaffServiceListAssignmentsResponse> ListStaffAssignments(
    const Call& call, const pb::AssignmentStaffServiceListAssignmentsRequest& request);

// ReviewInternalService
absl::StatusOr<pb::BatchGetReviewsResponse> BatchGetReviews(
    const Call& call, const pb::BatchGetReviewsRequest& request);
absl::StatusOr<registration::v1::BatchGetMessageDataResponse> BatchGetMessageData(
    const Call& call, const registration::v1::BatchGetMessageDataRequest& request);
absl::StatusOr<registration::v1::GetDatabaseTimeResponse> GetDatabaseTime(
    const Call& call, const registration::v1::GetDatabaseTimeRequest& request);
absl::StatusOr<registration::v1::ApplyConfigResponse> ApplyConfig(
    const Call& call, const registration::v1::ApplyConfigRequest& request);
absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(
    const Call& call, const events::v1::ReadFeedRequest& request);

}  // namespace nastavnik::review
