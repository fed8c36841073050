#include "services/registration/registration_service.h"

#include "nastavnik/registration/v1/account.grpc.pb.h"
#include "nastavnik/registration/v1/consent.grpc.pb.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/registration/v1/organization.grpc.pb.h"
#include "nastavnik/registration/v1/registration.grpc.pb.h"
#include "nastavnik/registration/v1/season.grpc.pb.h"
#include "services/registration/handlers/accounts.h"
#include "services/registration/handlers/internal.h"
#include "services/registration/handlers/participation.h"
#include "services/registration/handlers/seasons.h"

namespace nastavnik::registration {

std::unique_ptr<rpc::Service> MakeAccountService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::AccountService>(pipeline, env)
      .On("CreateUser", CreateUser)
      .On("ConfirmContact", ConfirmContact)
      .On("CreateSession", CreateSession)
      .On("RefreshSession", RefreshSession)
      .On("DeleteSession", DeleteSession)
      .On("GetUser", GetUser)
      .On("UpdateUser", UpdateUser)
      .Build();
}

std::unique_ptr<rpc::Service> MakeAccountStaffService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::AccountStaffService>(pipeline, env)
      .On("GrantRole", GrantRole)
      .On("RevokeRole", RevokeRole)
      .Build();
}

std::unique_ptr<rpc::Service> MakeConsentService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::ConsentService>(pipeline, env)
      .On("ListConsents", ListConsents)
      .On("CreateConsent", CreateConsent)
      .On("WithdrawConsent", WithdrawConsent)
      .Build();
}

std::unique_ptr<rpc::Service> MakeOrganizationService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::OrganizationService>(pipeline, env)
      .On("CreateOrganization", CreateOrganization)
      .On("GetOrganization", GetOrganization)
      .Build();
}

std::unique_ptr<rpc::Service> MakeRegistrationService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::RegistrationService>(pipeline, env)
      .On("CheckEligibility", CheckEligibility)
      .On("CreateRegistration", CreateRegistration)
      .On("GetRegistration", GetRegistration)
      .Build();
}

std::unique_ptr<rpc::Service> MakeSeasonPublicService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::SeasonPublicService>(pipeline, env)
      .OnMemory("ListSeasons", ListSeasons)
      .OnMemory("GetSeason", GetSeason)
      .OnMemory("ListNominations", ListNominations)
      .OnMemory("ListStages", ListStages)
      .OnMemory("GetForm", GetForm)
      .OnMemory("ListRegions", ListRegions)
      .Build();
}

std::unique_ptr<rpc::Service> MakeSeasonStaffService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::SeasonStaffService>(pipeline, env)
      .On("CreateSeason", CreateSeason)
      .On("CreateSeasonConfig", CreateSeasonConfig)
      .On("GetSeasonConfig", GetSeasonConfig)
      .On("ActivateSeasonConfig", ActivateSeasonConfig)
      .On("AnnounceSeason", AnnounceSeason)
      .On("OpenStage", OpenStage)
      .On("CloseStage", CloseStage)
      .Build();
}

std::unique_ptr<rpc::Service> MakeInternalService(rpc::Pipeline& pipeline, Env& env) {
  return rpc::Bind<v1::RegistrationInternalService>(pipeline, env)
      .On("GetConfig", GetConfig)
      .On("GetPrincipal", GetPrincipal)
      .On("BatchGetPeople", BatchGetPeople)
      .On("BatchGetOrganizations", BatchGetOrganizations)
      .On("CreateInvitation", CreateInvitation)
      .On("RedeemInvitation", RedeemInvitation)
      .OnMemory("GetSigningKeys", GetSigningKeys)
      .On("ReadFeed", ReadFeed)
      .Build();
}

}  // namespace nastavnik::registration
