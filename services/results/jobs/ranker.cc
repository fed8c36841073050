#include "services/results/jobs/ranker.h"

#include <google/protobuf/util/json_util.h>

#include "absl/time/clock.h"

#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "nastavnik/results/v1/ranking_staff.pb.h"
#include "services/results/domain/errors.h"
#include "services/results/handlers/convert.h"

namespace nastavnik::results {
namespace {

constexpr absl::Duration kLongest =
    absl::Minutes(5);  // of one computation, mostly spent in asking for pages

// Whether trying again may help.
bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsCancelled(status) || absl::IsAborted(status) || absl::IsResourceExhausted(status);
}

absl::StatusOr<RankingId> RankingOf(const pg::Operation& operation) {
  pb::CreateRankingMetadata metadata;
  if (!google::protobuf::util::JsonStringToMessage(operation.metadata, &metadata).ok()) {
    return absl::InternalError("metadata of an operation");
  }
  ASSIGN_OR_RETURN(const auto name,
                   rpc::ParseChildName<RankingId>("seasons/*/rankings/*", metadata.ranking()));
  return name.id;
}

}  // namespace

absl::Status Ranker::Run(jobs::Run& run) {
  ASSIGN_OR_RETURN(const bool ours, election_.Hold());
  if (!ours) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto operations, env_.rankings.Unfinished(absl::Now() + absl::Seconds(5)));
  for (const pg::Operation& operation : operations) {
    if (run.Stopping()) return absl::OkStatus();
    RETURN_IF_ERROR(Carry(operation));
  }
  return absl::OkStatus();
}

absl::Status Ranker::Carry(const pg::Operation& operation) {
  const absl::Status status = Compute(operation);
  if (status.ok() || IsPassing(status)) return status;
  return env_.rankings.Fail(operation, status);
}

absl::Status Ranker::Compute(const pg::Operation& operation) {
  const absl::Time deadline = absl::Now() + kLongest;
  const SeasonId season(operation.season);
  ASSIGN_OR_RETURN(const RankingId id, RankingOf(operation));
  ASSIGN_OR_RETURN(const Config config, env_.seasons.InForce(season, deadline));
  if (!config.season.unavailable.empty()) return FeatureNotAvailable(config.season.unavailable);
  ASSIGN_OR_RETURN(Inputs inputs, env_.peers.GatherInputs(season, config.season, deadline));
  ASSIGN_OR_RETURN(const PublicContents contents,
                   env_.peers.GetPublicContents(season, inputs, deadline));
  const Computation computation = results::Compute(std::move(inputs), config.season.rules);

  Ranking ranking;
  ranking.id = id;
  ranking.season = season;
  ranking.config_version = config.version;
  ranking.inputs_sha256 = computation.inputs_sha256;
  ranking.result_sha256 = computation.result_sha256;
  ranking.nominations = Summarize(computation.entries, computation.rules);
  return env_.rankings.Finish(operation, ranking, computation, contents,
                              pb::Ranking::descriptor()->full_name(), EncodeRanking);
}

}  // namespace nastavnik::results
