#pragma once

#include "services/registration/handlers/convert.h"

namespace nastavnik::registration {

// Everybody's view of the contest; all of it from memory.
absl::StatusOr<pb::ListSeasonsResponse> ListSeasons(const Call& call,
                                                    const pb::ListSeasonsRequest& request);
absl::StatusOr<pb::Season> GetSeason(const Call& call, const pb::GetSeasonRequest& request);
absl::StatusOr<pb::ListNominationsResponse> ListNominations(
    const Call& call, const pb::ListNominationsRequest& request);
absl::StatusOr<pb::ListStagesResponse> ListStages(const Call& call,
                                                  const pb::ListStagesRequest& request);
absl::StatusOr<pb::Form> GetForm(const Call& call, const pb::GetFormRequest& request);
absl::StatusOr<pb::ListRegionsResponse> ListRegions(const Call& call,
                                                    const pb::ListRegionsRequest& request);

// Running a contest.
absl::StatusOr<pb::StaffSeason> CreateSeason(const Call& call,
                                             const pb::CreateSeasonRequest& request);
absl::StatusOr<pb::SeasonConfig> CreateSeasonConfig(const Call& call,
                                                    const pb::CreateSeasonConfigRequest& request);
absl::StatusOr<pb::SeasonConfig> GetSeasonConfig(const Call& call,
                                                 const pb::GetSeasonConfigRequest& request);
absl::StatusOr<pb::SeasonConfig> ActivateSeasonConfig(
    const Call& call, const pb::ActivateSeasonConfigRequest& request);
absl::StatusOr<pb::StaffSeason> AnnounceSeason(const Call& call,
                                               const pb::AnnounceSeasonRequest& request);
absl::StatusOr<pb::StaffStage> OpenStage(const Call& call, const pb::OpenStageRequest& request);
absl::StatusOr<pb::StaffStage> CloseStage(const Call& call, const pb::CloseStageRequest& request);

}  // namespace nastavnik::registration
