#include "services/review/review_service.h"

#include "nastavnik/review/v1/assignment.grpc.pb.h"
#include "nastavnik/review/v1/assignment_staff.grpc.pb.h"
#include "nastavnik/review/v1/expert.grpc.pb.h"
#include "nastavnik/review/v1/expert_staff.grpc.pb.h"
#include "nastavnik/review/v1/internal.grpc.pb.h"
#include "services/review/handlers/handlers.h"

namespace nastavnik::review {

std::unique_ptr<rpc::Service> ExpertService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<pb::ExpertService>(pipeline, env)
      .On("AcceptInvitation", AcceptInvitation)
      .On("GetExpert", GetExpert)
      .On("CreateConflict", CreateConflict)
      .On("ListConflicts", ListConflicts)
      .Build();
}

std::unique_ptr<rpc::Service> AssignmentService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<pb::AssignmentService>(pipeline, env)
      .On("ListAssignments", ListAssignments)
      .On("AcceptAssignment", AcceptAssignment)
      .On("DeclineAssignment", DeclineAssignment)
      .On("ClaimNextAssignment", ClaimNextAssignment)
      .On("GetWorkspace", GetWorkspace)
      .On("GetReview", GetReview)
      .On("UpdateReview", UpdateReview)
      .On("CompleteReview", CompleteReview)
      .Build();
}

std::unique_ptr<rpc::Service> ExpertStaffService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<pb::ExpertStaffService>(pipeline, env)
      .On("InviteExpert", InviteExpert)
      .On("ActivateExpert", ActivateExpert)
      .On("ListExperts", ListExperts)
      .On("CreateConflict", RecordConflict)
      .Build();
}

std::unique_ptr<rpc::Service> AssignmentStaffService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<pb::AssignmentStaffService>(pipeline, env)
      .On("CreateAssignmentRun", CreateAssignmentRun)
      .On("GetAssignmentRun", GetAssignmentRun)
      .On("ListProposedAssignments", ListProposedAssignments)
      .On("ApproveAssignmentRun", ApproveAssignmentRun)
      .On("ListAssignments", ListStaffAssignments)
      .Build();
}

std::unique_ptr<rpc::Service> ReviewInternalService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<pb::ReviewInternalService>(pipeline, env)
      .On("BatchGetReviews", BatchGetReviews)
      .On("BatchGetMessageData", BatchGetMessageData)
      .On("GetDatabaseTime", GetDatabaseTime)
      .On("ApplyConfig", ApplyConfig)
      .On("ReadFeed", ReadFeed)
      .Build();
}

}  // namespace nastavnik::review
