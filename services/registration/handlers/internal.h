#pragma once

#include "nastavnik/events/v1/feed.pb.h"
#include "nastavnik/registration/v1/internal.pb.h"
#include "services/registration/handlers/convert.h"

namespace nastavnik::registration {

absl::StatusOr<pb::GetConfigResponse> GetConfig(const Call& call,
                                                const pb::GetConfigRequest& request);
absl::StatusOr<pb::GetPrincipalResponse> GetPrincipal(const Call& call,
                                                      const pb::GetPrincipalRequest& request);
absl::StatusOr<pb::BatchGetPeopleResponse> BatchGetPeople(const Call& call,
                                                          const pb::BatchGetPeopleRequest& request);
absl::StatusOr<pb::BatchGetOrganizationsResponse> BatchGetOrganizations(
    const Call& call, const pb::BatchGetOrganizationsRequest& request);
absl::StatusOr<pb::CreateInvitationResponse> CreateInvitation(
    const Call& call, const pb::CreateInvitationRequest& request);
absl::StatusOr<pb::RedeemInvitationResponse> RedeemInvitation(
    const Call& call, const pb::RedeemInvitationRequest& request);
absl::StatusOr<pb::GetSigningKeysResponse> GetSigningKeys(const Call& call,
                                                          const pb::GetSigningKeysRequest& request);
absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(
    const Call& call, const events::v1::ReadFeedRequest& request);

}  // namespace nastavnik::registration
