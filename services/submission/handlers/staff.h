#pragma once

#include "nastavnik/submission/v1/application_staff.pb.h"
#include "services/submission/env.h"

// Handlers of ApplicationStaffService; the proto says what each does.
namespace nastavnik::submission {

absl::StatusOr<v1::ListStaffApplicationsResponse> ListStaffApplications(
    const Call& call, const v1::ListStaffApplicationsRequest& request);
absl::StatusOr<v1::StaffApplication> GetStaffApplication(
    const Call& call, const v1::GetStaffApplicationRequest& request);
absl::StatusOr<v1::StaffApplication> AdmitApplication(const Call& call,
                                                      const v1::AdmitApplicationRequest& request);
absl::StatusOr<v1::BatchAdmitApplicationsResponse> BatchAdmitApplications(
    const Call& call, const v1::BatchAdmitApplicationsRequest& request);

}  // namespace nastavnik::submission
