#pragma once

#include <memory>

#include "common/rpc/process.h"
#include "common/rpc/service.h"
#include "services/review/env.h"

namespace nastavnik::review {

std::unique_ptr<rpc::Service> ExpertService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> AssignmentService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> ExpertStaffService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> AssignmentStaffService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> ReviewInternalService(rpc::Pipeline& pipeline, Env& env);

// Adds the service's environment, RPCs and loops to a process.
void SetUp(rpc::Process& process);

}  // namespace nastavnik::review
