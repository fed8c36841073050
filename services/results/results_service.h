#pragma once

#include <memory>

#include "common/rpc/process.h"
#include "common/rpc/service.h"
#include "services/results/env.h"

namespace nastavnik::results {

std::unique_ptr<rpc::Service> RankingStaffService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> ResultService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> ResultPublicService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> ResultsInternalService(rpc::Pipeline& pipeline, Env& env);

// Adds the service's environment, RPCs and loops to a process.
void SetUp(rpc::Process& process);

}  // namespace nastavnik::results
