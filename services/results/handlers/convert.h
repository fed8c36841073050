#pragma once

#include <string>

#include "google/protobuf/timestamp.pb.h"
#include "nastavnik/results/v1/ranking_staff.pb.h"
#include "nastavnik/results/v1/result.pb.h"
#include "nastavnik/results/v1/result_public.pb.h"
#include "services/results/names.h"
#include "services/results/store/published_store.h"
#include "services/results/store/ranking_store.h"

// The border: the domain on one side, proto on the other.
namespace nastavnik::results {

namespace pb = results::v1;

google::protobuf::Timestamp ToProto(absl::Time time);
absl::Time FromProto(const google::protobuf::Timestamp& time);

pb::Ranking ToProto(const RankingView& view);
std::string EncodeRanking(const RankingView& view);
pb::RankingEntry ToProto(const SeasonId& season, const RankingId& ranking, const Entry& entry);
pb::OwnerResult ToProto(const SeasonId& season, const OwnOutcome& own);
pb::PublicResult ToProto(const SeasonId& season, const PublicOutcome& result,
                         absl::Time publish_time, const Names::ByPerson& names);

}  // namespace nastavnik::results
