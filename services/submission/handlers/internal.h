#pragma once

#include "nastavnik/submission/v1/internal.pb.h"
#include "nastavnik/submission/v1/receipt_public.pb.h"
#include "services/submission/env.h"

// Handlers of SubmissionInternalService and ReceiptPublicService; the protos say what each does.
namespace nastavnik::submission {

absl::StatusOr<v1::BatchGetRoundItemsResponse> BatchGetRoundItems(
    const Call& call, const v1::BatchGetRoundItemsRequest& request);
absl::StatusOr<v1::BatchGetBlindApplicationsResponse> BatchGetBlindApplications(
    const Call& call, const v1::BatchGetBlindApplicationsRequest& request);
absl::StatusOr<v1::BatchGetPublicApplicationsResponse> BatchGetPublicApplications(
    const Call& call, const v1::BatchGetPublicApplicationsRequest& request);
absl::StatusOr<registration::v1::BatchGetMessageDataResponse> BatchGetMessageData(
    const Call& call, const registration::v1::BatchGetMessageDataRequest& request);
absl::StatusOr<registration::v1::GetDatabaseTimeResponse> GetDatabaseTime(
    const Call& call, const registration::v1::GetDatabaseTimeRequest& request);
absl::StatusOr<registration::v1::ApplyConfigResponse> ApplyConfig(
    const Call& call, const registration::v1::ApplyConfigRequest& request);
absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(
    const Call& call, const events::v1::ReadFeedRequest& request);

absl::StatusOr<v1::VerifyReceiptResponse> VerifyReceipt(const Call& call,
                                                        const v1::VerifyReceiptRequest& request);

}  // namespace nastavnik::submission
