#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "common/rpc/client.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/registration/v1/season.grpc.pb.h"

namespace nastavnik::places {

struct Places {
  std::set<RegionId> regions;
  std::set<OrganizationId> organizations;
};

// The regions and organizations that registration knows. Those it knew once are not asked for
// again: none is ever taken back. Errors are those of the calls. Thread-safe.
class Directory {
 public:
  using Internal = rpc::Client<registration::v1::RegistrationInternalService>;
  using Public = rpc::Client<registration::v1::SeasonPublicService>;
  Directory(Internal& internal, Public& seasons) : internal_(internal), seasons_(seasons) {}

  // Those of the places that registration does not know.
  absl::StatusOr<Places> FindUnknown(Places asked, absl::Time deadline);
  // Federal district of every region that has one.
  absl::StatusOr<std::map<RegionId, std::string>> GetDistricts(absl::Time deadline);

 private:
  static constexpr size_t kMostKept = 100'000;  // organizations

  void LeaveOutKnown(Places& places);
  absl::Status LearnOrganizations(std::set<OrganizationId>& asked, absl::Time deadline);
  absl::Status LearnRegions(absl::Time deadline);

  Internal& internal_;
  Public& seasons_;
  absl::Mutex mutex_;
  absl::flat_hash_set<OrganizationId> organizations_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<RegionId> regions_ ABSL_GUARDED_BY(mutex_);
  std::map<RegionId, std::string> districts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::places
