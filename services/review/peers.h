#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/places/directory.h"
#include "common/rpc/client.h"
#include "common/status/error.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/registration/v1/season.grpc.pb.h"
#include "nastavnik/submission/v1/internal.grpc.pb.h"
#include "services/review/domain/matching/score.h"
#include "services/review/store/expert_store.h"
#include "services/review/store/run_store.h"

namespace nastavnik::review {

// What review asks of the other services, in the words of the domain. Thread-safe.
class Peers {
 public:
  static constexpr absl::Duration kBlindLife = absl::Seconds(30);
  static constexpr size_t kMostBlind = 1000;

  Peers(rpc::Backend& registration, rpc::Backend& submission)
      : registration_(registration), seasons_(registration), submission_(submission) {}

  // All admitted applications of the nominations, in the order of their ids.
  absl::StatusOr<std::vector<FetchedItem>> GetAdmitted(const std::string& season,
                                                       const std::vector<NominationId>& nominations,
                                                       absl::Time deadline);
  // The version in force as experts see it; known for a short while. Rights are the caller's to
  // check, every time.
  absl::StatusOr<submission::v1::BlindContent> GetBlind(const std::string& season,
                                                        ApplicationId application,
                                                        absl::Time deadline);
  void DropBlind(ApplicationId application);

  // Has registration send the link of an invitation; repeating it does nothing.
  absl::Status CreateInvitation(const WaitingInvitation& invitation, const std::string& email,
                                absl::Time deadline);
  // CODE_INVALID unless the secret belongs to that invitation and person.
  absl::Status RedeemInvitation(const std::string& season, ExpertId expert,
                                const std::string& secret, PersonId person, const std::string& key,
                                absl::Time deadline);
  // Whether the person's account is active, with a live consent of the season to the processing of
  // personal data.
  absl::StatusOr<bool> HasProcessingConsent(const std::string& season, PersonId person,
                                            absl::Time deadline);
  // Federal district of every region.
  absl::StatusOr<Districts> GetDistricts(absl::Time deadline);
  // Notes at `field` a region or an organization that registration does not know; a nil
  // organization is none.
  absl::Status CheckRegion(const RegionId& region, absl::string_view field,
                           std::vector<FieldViolation>& violations, absl::Time deadline);
  absl::Status CheckOrganization(OrganizationId organization, absl::string_view field,
                                 std::vector<FieldViolation>& violations, absl::Time deadline);

 private:
  struct Blind {
    submission::v1::BlindContent content;
    absl::Time read_time;
  };
  // Whether registration knows all of the places.
  absl::StatusOr<bool> AreKnown(places::Places places, absl::Time deadline);

  rpc::Client<registration::v1::RegistrationInternalService> registration_;
  rpc::Client<registration::v1::SeasonPublicService> seasons_;
  rpc::Client<submission::v1::SubmissionInternalService> submission_;
  places::Directory places_{registration_, seasons_};
  absl::Mutex mutex_;
  std::map<ApplicationId, Blind> blind_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::review
