#pragma once

#include <memory>

#include "common/rpc/service.h"
#include "services/submission/env.h"

// The gRPC services of this process: one line an RPC.
namespace nastavnik::submission {

std::unique_ptr<rpc::Service> MakeApplicationService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> MakeApplicationStaffService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> MakeReceiptPublicService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> MakeInternalService(rpc::Pipeline& pipeline, Env& env);

}  // namespace nastavnik::submission
