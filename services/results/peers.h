#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/rpc/client.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/review/v1/internal.grpc.pb.h"
#include "nastavnik/submission/v1/internal.grpc.pb.h"
#include "services/results/domain/computation.h"
#include "services/results/domain/ranking/aggregate.h"
#include "services/results/domain/season.h"

namespace nastavnik::results {

// What results asks of the other services, in the words of the domain.
class Peers {
 public:
  Peers(rpc::Backend& registration, rpc::Backend& submission, rpc::Backend& review)
      : registration_(registration), submission_(submission), review_(review) {}

  // STAGE_NOT_FROZEN unless the last round of every nomination is frozen.
  absl::Status CheckFrozen(const SeasonId& id, const Season& season, absl::Time deadline);
  // Everything that the ranking is computed from: admitted applications, those that left with
  // reviews, completed reviews of the last rounds. STAGE_NOT_FROZEN.
  absl::StatusOr<Inputs> GatherInputs(const SeasonId& id, const Season& season,
                                      absl::Time deadline);
  // Numbers and titles.
  absl::StatusOr<PublicContents> GetPublicContents(const SeasonId& id, const Inputs& inputs,
                                                   absl::Time deadline);
  // Full names of those whose consent to distribution is in force; the others are left out.
  absl::StatusOr<std::map<PersonId, std::string>> GetPublicNames(
      const SeasonId& id, const std::vector<PersonId>& people, absl::Time deadline);

 private:
  absl::StatusOr<std::vector<CountedReview>> GetReviews(const SeasonId& id, const Season& season,
                                                        absl::Time deadline);
  absl::StatusOr<std::vector<Contestant>> GetAdmitted(const SeasonId& id, const Season& season,
                                                      absl::Time deadline);
  // Adds those whom somebody reviewed and who are not admitted any more.
  absl::Status AddLeavers(const SeasonId& id, const Season& season,
                          const std::vector<CountedReview>& reviews,
                          std::vector<Contestant>& contestants, absl::Time deadline);

  rpc::Client<registration::v1::RegistrationInternalService> registration_;
  rpc::Client<submission::v1::SubmissionInternalService> submission_;
  rpc::Client<review::v1::ReviewInternalService> review_;
};

}  // namespace nastavnik::results
