#pragma once

#include "absl/status/statusor.h"

#include "nastavnik/events/v1/feed.pb.h"
#include "nastavnik/registration/v1/internal.pb.h"
#include "nastavnik/results/v1/ranking_staff.pb.h"
#include "nastavnik/results/v1/result.pb.h"
#include "nastavnik/results/v1/result_public.pb.h"
#include "services/results/env.h"

namespace nastavnik::results {

namespace pb = results::v1;

// Staff: rankings.cc.
absl::StatusOr<google::longrunning::Operation> CreateRanking(
    const Call& call, const pb::CreateRankingRequest& request);
absl::StatusOr<pb::Ranking> GetRanking(const Call& call, const pb::GetRankingRequest& request);
absl::StatusOr<pb::ListRankingEntriesResponse> ListRankingEntries(
    const Call& call, const pb::ListRankingEntriesRequest& request);
absl::StatusOr<pb::Ranking> FreezeRanking(const Call& call,
                                          const pb::FreezeRankingRequest& request);
absl::StatusOr<pb::Ranking> SignRanking(const Call& call, const pb::SignRankingRequest& request);
absl::StatusOr<pb::Ranking> PublishRanking(const Call& call,
                                           const pb::PublishRankingRequest& request);

// Participants and the public: results.cc.
absl::StatusOr<pb::OwnerResult> GetOwnResult(const Call& call, const pb::GetResultRequest& request);
absl::StatusOr<pb::PublicResult> GetPublicResult(const Call& call,
                                                 const pb::GetResultRequest& request);
absl::StatusOr<pb::ListResultsResponse> ListResults(const Call& call,
                                                    const pb::ListResultsRequest& request);

// The other services: internal.cc.
absl::StatusOr<registration::v1::ApplyConfigResponse> ApplyConfig(
    const Call& call, const registration::v1::ApplyConfigRequest& request);
absl::StatusOr<registration::v1::BatchGetMessageDataResponse> BatchGetMessageData(
    const Call& call, const registration::v1::BatchGetMessageDataRequest& request);
absl::StatusOr<registration::v1::GetDatabaseTimeResponse> GetDatabaseTime(
    const Call& call, const registration::v1::GetDatabaseTimeRequest& request);
absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(
    const Call& call, const events::v1::ReadFeedRequest& request);

}  // namespace nastavnik::results
