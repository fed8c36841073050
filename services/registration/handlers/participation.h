#pragma once

#include "services/registration/handlers/convert.h"

namespace nastavnik::registration {

absl::StatusOr<pb::ListConsentsResponse> ListConsents(const Call& call,
                                                      const pb::ListConsentsRequest& request);
absl::StatusOr<pb::Consent> CreateConsent(const Call& call,
                                          const pb::CreateConsentRequest& request);
absl::StatusOr<pb::Consent> WithdrawConsent(const Call& call,
                                            const pb::WithdrawConsentRequest& request);

absl::StatusOr<pb::Organization> CreateOrganization(const Call& call,
                                                    const pb::CreateOrganizationRequest& request);
absl::StatusOr<pb::Organization> GetOrganization(const Call& call,
                                                 const pb::GetOrganizationRequest& request);

absl::StatusOr<pb::CheckEligibilityResponse> CheckEligibility(
    const Call& call, const pb::CheckEligibilityRequest& request);
absl::StatusOr<pb::Registration> CreateRegistration(const Call& call,
                                                    const pb::CreateRegistrationRequest& request);
absl::StatusOr<pb::Registration> GetRegistration(const Call& call,
                                                 const pb::GetRegistrationRequest& request);

}  // namespace nastavnik::registration
