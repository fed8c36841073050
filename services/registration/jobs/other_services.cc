#include "services/registration/jobs/other_services.h"

#include "nastavnik/results/v1/internal.pb.h"

// results' internal.proto has no message of its own, so that nothing else would link its
// descriptors.
[[gnu::used]] const void* const kResultsInternalProto =
    &descriptor_table_nastavnik_2fresults_2fv1_2finternal_2eproto;

namespace nastavnik::registration {

absl::StatusOr<v1::ApplyConfigResponse> OtherServices::ApplyConfig(
    const std::string& service, const v1::ApplyConfigRequest& request, absl::Time deadline) {
  if (service == "submission")
    return submission_.Call(&Submission::Stub::ApplyConfig, request, deadline);
  if (service == "review") return review_.Call(&Review::Stub::ApplyConfig, request, deadline);
  return results_.Call(&Results::Stub::ApplyConfig, request, deadline);
}

absl::StatusOr<v1::BatchGetMessageDataResponse> OtherServices::BatchGetMessageData(
    const std::string& service, const v1::BatchGetMessageDataRequest& request,
    absl::Time deadline) {
  if (service == "submission")
    return submission_.Call(&Submission::Stub::BatchGetMessageData, request, deadline);
  if (service == "review")
    return review_.Call(&Review::Stub::BatchGetMessageData, request, deadline);
  return results_.Call(&Results::Stub::BatchGetMessageData, request, deadline);
}

absl::StatusOr<events::v1::ReadFeedResponse> OtherServices::ReadFeed(
    const std::string& service, const events::v1::ReadFeedRequest& request, absl::Time deadline) {
  if (service == "submission")
    return submission_.Call(&Submission::Stub::ReadFeed, request, deadline);
  if (service == "review") return review_.Call(&Review::Stub::ReadFeed, request, deadline);
  return results_.Call(&Results::Stub::ReadFeed, request, deadline);
}

}  // namespace nastavnik::registration
