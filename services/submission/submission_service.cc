#include "services/submission/submission_service.h"

#include "nastavnik/submission/v1/application.grpc.pb.h"
#include "nastavnik/submission/v1/application_staff.grpc.pb.h"
#include "nastavnik/submission/v1/internal.grpc.pb.h"
#include "nastavnik/submission/v1/receipt_public.grpc.pb.h"
#include "services/submission/handlers/applications.h"
#include "services/submission/handlers/internal.h"
#include "services/submission/handlers/similarities.h"
#include "services/submission/handlers/staff.h"

namespace nastavnik::submission {

std::unique_ptr<rpc::Service> MakeApplicationService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::ApplicationService>(pipeline, env)
      .On("CreateApplication", CreateApplication)
      .On("GetApplication", GetApplication)
      .On("ListApplications", ListApplications)
      .On("UpdateApplication", UpdateApplication)
      .On("ValidateApplication", ValidateApplication)
      .On("SubmitApplication", SubmitApplication)
      .On("WithdrawApplication", WithdrawApplication)
      .On("GetReceipt", GetReceipt)
      .Build();
}

std::unique_ptr<rpc::Service> MakeApplicationStaffService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::ApplicationStaffService>(pipeline, env)
      .On("ListApplications", ListStaffApplications)
      .On("GetApplication", GetStaffApplication)
      .On("AdmitApplication", AdmitApplication)
      .On("BatchAdmitApplications", BatchAdmitApplications)
      .On("ListSimilarities", ListSimilarities)
      .On("GetSimilarity", GetSimilarity)
      .On("ConfirmSimilarity", ConfirmSimilarity)
      .On("DismissSimilarity", DismissSimilarity)
      .Build();
}

std::unique_ptr<rpc::Service> MakeReceiptPublicService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::ReceiptPublicService>(pipeline, env)
      .OnMemory("VerifyReceipt", VerifyReceipt)
      .Build();
}

std::unique_ptr<rpc::Service> MakeInternalService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::SubmissionInternalService>(pipeline, env)
      .On("BatchGetRoundItems", BatchGetRoundItems)
      .On("BatchGetBlindApplications", BatchGetBlindApplications)
      .On("BatchGetPublicApplications", BatchGetPublicApplications)
      .On("BatchGetMessageData", BatchGetMessageData)
      .On("GetDatabaseTime", GetDatabaseTime)
      .On("ApplyConfig", ApplyConfig)
      .On("ReadFeed", ReadFeed)
      .Build();
}

}  // namespace nastavnik::submission
