#pragma once

#include <memory>

#include "common/rpc/service.h"
#include "services/registration/env.h"

// The proto services of registration, with a handler for each RPC.
namespace nastavnik::registration {

std::unique_ptr<rpc::Service> MakeAccountService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> MakeAccountStaffService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> MakeConsentService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> MakeOrganizationService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> MakeRegistrationService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> MakeSeasonPublicService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> MakeSeasonStaffService(rpc::Pipeline& pipeline, Env& env);
std::unique_ptr<rpc::Service> MakeInternalService(rpc::Pipeline& pipeline, Env& env);

}  // namespace nastavnik::registration
