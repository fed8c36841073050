#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/rpc/client.h"
#include "nastavnik/events/v1/feed.pb.h"
#include "nastavnik/registration/v1/internal.pb.h"
#include "nastavnik/results/v1/internal.grpc.pb.h"
#include "nastavnik/review/v1/internal.grpc.pb.h"
#include "nastavnik/submission/v1/internal.grpc.pb.h"

namespace nastavnik::registration {

// The three services that decide by the season's document, asked for the same things by name.
class OtherServices {
 public:
  using Submission = nastavnik::submission::v1::SubmissionInternalService;
  using Review = nastavnik::review::v1::ReviewInternalService;
  using Results = nastavnik::results::v1::ResultsInternalService;

  OtherServices(rpc::Client<Submission> submission, rpc::Client<Review> review,
                rpc::Client<Results> results)
      : submission_(std::move(submission)),
        review_(std::move(review)),
        results_(std::move(results)) {}

  absl::StatusOr<v1::ApplyConfigResponse> ApplyConfig(const std::string& service,
                                                      const v1::ApplyConfigRequest& request,
                                                      absl::Time deadline);
  absl::StatusOr<v1::BatchGetMessageDataResponse> BatchGetMessageData(
      const std::string& service, const v1::BatchGetMessageDataRequest& request,
      absl::Time deadline);
  absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(
      const std::string& service, const events::v1::ReadFeedRequest& request,
      absl::Time deadline);

 private:
  rpc::Client<Submission> submission_;
  rpc::Client<Review> review_;
  rpc::Client<Results> results_;
};

}  // namespace nastavnik::registration
