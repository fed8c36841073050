#pragma once

#include "nastavnik/submission/v1/application.pb.h"
#include "services/submission/env.h"

// Handlers of ApplicationService; the proto says what each does.
namespace nastavnik::submission {

absl::StatusOr<v1::OwnerApplication> CreateApplication(const Call& call,
                                                       const v1::CreateApplicationRequest& request);
absl::StatusOr<v1::OwnerApplication> GetApplication(const Call& call,
                                                    const v1::GetApplicationRequest& request);
absl::StatusOr<v1::ListApplicationsResponse> ListApplications(
    const Call& call, const v1::ListApplicationsRequest& request);
absl::StatusOr<v1::OwnerApplication> UpdateApplication(const Call& call,
                                                       const v1::UpdateApplicationRequest& request);
absl::StatusOr<v1::ValidateApplicationResponse> ValidateApplication(
    const Call& call, const v1::ValidateApplicationRequest& request);
absl::StatusOr<v1::OwnerApplication> SubmitApplication(const Call& call,
                                                       const v1::SubmitApplicationRequest& request);
absl::StatusOr<v1::OwnerApplication> WithdrawApplication(
    const Call& call, const v1::WithdrawApplicationRequest& request);
absl::StatusOr<v1::Receipt> GetReceipt(const Call& call, const v1::GetReceiptRequest& request);

}  // namespace nastavnik::submission
