#pragma once

#include "nastavnik/submission/v1/application_staff.pb.h"
#include "services/submission/env.h"

// Handlers of ApplicationStaffService for pairs of applications; the proto says what each does.
namespace nastavnik::submission {

absl::StatusOr<v1::ListSimilaritiesResponse> ListSimilarities(
    const Call& call, const v1::ListSimilaritiesRequest& request);
absl::StatusOr<v1::Similarity> GetSimilarity(const Call& call,
                                             const v1::GetSimilarityRequest& request);
absl::StatusOr<v1::Similarity> ConfirmSimilarity(const Call& call,
                                                 const v1::ConfirmSimilarityRequest& request);
absl::StatusOr<v1::Similarity> DismissSimilarity(const Call& call,
                                                 const v1::DismissSimilarityRequest& request);

}  // namespace nastavnik::submission
