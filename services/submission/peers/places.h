#pragma once

#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/rpc/client.h"
#include "nastavnik/registration/v1/internal.grpc.pb.h"
#include "nastavnik/registration/v1/season.grpc.pb.h"
#include "services/submission/domain/form/content.h"

namespace nastavnik::submission {

// Which organizations and regions registration knows. Those it knew once are not asked for again:
// none is ever taken back. Thread-safe.
class Places {
 public:
  using Internal = rpc::Client<registration::v1::RegistrationInternalService>;
  using Public = rpc::Client<registration::v1::SeasonPublicService>;
  Places(Internal& internal, Public& seasons) : internal_(internal), seasons_(seasons) {}

  // The ids that stand as "organizations/..." or "regions/..." somewhere in the values and that
  // registration does not know.
  absl::StatusOr<UnknownPlaces> FindUnknown(const Content& values, absl::Time deadline);

 private:
  static constexpr size_t kMostKept = 100'000;  // organizations

  absl::Status AskOrganizations(const std::set<std::string>& ids, UnknownPlaces& unknown,
                                absl::Time deadline);
  absl::Status AskRegions(const std::set<std::string>& ids, UnknownPlaces& unknown,
                          absl::Time deadline);

  Internal& internal_;
  Public& seasons_;
  absl::Mutex mutex_;
  absl::flat_hash_set<std::string> organizations_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<std::string> regions_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nastavnik::submission
