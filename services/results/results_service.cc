#include "services/results/results_service.h"

#include "nastavnik/results/v1/internal.grpc.pb.h"
#include "nastavnik/results/v1/internal.pb.h"
#include "nastavnik/results/v1/ranking_staff.grpc.pb.h"
#include "nastavnik/results/v1/result.grpc.pb.h"
#include "nastavnik/results/v1/result_public.grpc.pb.h"
#include "services/results/handlers/handlers.h"

namespace nastavnik::results {
namespace {

// internal.proto has no message of its own, so that nothing else would link its descriptors.
[[gnu::used]] const void* const kInternalProto =
    &descriptor_table_nastavnik_2fresults_2fv1_2finternal_2eproto;

}  // namespace

std::unique_ptr<rpc::Service> RankingStaffService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<pb::RankingStaffService>(pipeline, env)
      .On("CreateRanking", CreateRanking)
      .On("GetRanking", GetRanking)
      .On("ListRankingEntries", ListRankingEntries)
      .On("FreezeRanking", FreezeRanking)
      .On("SignRanking", SignRanking)
      .On("PublishRanking", PublishRanking)
      .Build();
}

std::unique_ptr<rpc::Service> ResultService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<pb::ResultService>(pipeline, env).On("GetResult", GetOwnResult).Build();
}

std::unique_ptr<rpc::Service> ResultPublicService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<pb::ResultPublicService>(pipeline, env)
      .On("ListResults", ListResults)
      .On("GetResult", GetPublicResult)
      .Build();
}

std::unique_ptr<rpc::Service> ResultsInternalService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<pb::ResultsInternalService>(pipeline, env)
      .On("ApplyConfig", ApplyConfig)
      .On("BatchGetMessageData", BatchGetMessageData)
      .On("GetDatabaseTime", GetDatabaseTime)
      .On("ReadFeed", ReadFeed)
      .Build();
}

}  // namespace nastavnik::results
