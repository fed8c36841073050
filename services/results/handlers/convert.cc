#include "services/results/handlers/convert.h"

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/rpc/name.h"
#include "services/results/domain/events.h"

namespace nastavnik::results {
namespace {

std::string UserName(const PersonId& person) { return absl::StrCat("users/", person.ToString()); }

std::string ApplicationName(const SeasonId& season, const ApplicationId& application) {
  return absl::StrCat("seasons/", season.text(), "/applications/", application.ToString());
}

void Fill(const NominationFigures& figures, pb::NominationSummary& proto) {
  proto.set_nomination(figures.nomination.text());
  proto.set_contenders(figures.contenders);
  proto.set_excluded(figures.excluded);
  proto.mutable_awards()->insert(figures.awards.begin(), figures.awards.end());
  proto.set_void_nomination(figures.is_void);
  proto.set_tie_unresolved(figures.tie_unresolved);
}

void Fill(const Publication& publication, absl::Time now, pb::Publication& proto) {
  proto.set_version(publication.version);
  const bool published = publication.publish_time <= now;
  proto.set_state(published ? pb::Publication::PUBLISHED : pb::Publication::SCHEDULED);
  *proto.mutable_publish_time() = ToProto(publication.publish_time);
}

void Fill(const pg::Proposal& proposal, common::v1::PendingApproval& proto) {
  proto.set_verb(proposal.verb);
  proto.set_payload_hash(crypto::HexEncode(proposal.payload_hash));
  proto.set_proposer(UserName(proposal.proposer));
  *proto.mutable_expire_time() = ToProto(proposal.expire_time);
}

// Name of the enum value is the name of the reason.
pb::RankingEntry::Reason ToProto(Reason reason) {
  pb::RankingEntry::Reason proto = pb::RankingEntry::REASON_UNSPECIFIED;
  const absl::string_view name = ReasonName(reason);
  if (!name.empty()) pb::RankingEntry::Reason_Parse(std::string(name), &proto);
  return proto;
}

}  // namespace

google::protobuf::Timestamp ToProto(absl::Time time) {
  google::protobuf::Timestamp proto;
  const int64_t micros = absl::ToUnixMicros(time);
  proto.set_seconds(micros / 1'000'000);
  proto.set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1000);
  return proto;
}

absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

pb::Ranking ToProto(const RankingView& view) {
  const Ranking& ranking = view.ranking;
  pb::Ranking proto;
  proto.set_name(ResourceName(ranking.season, ranking.id));
  pb::Ranking::State state;
  if (pb::Ranking::State_Parse(std::string(NameOf(ranking.state)), &state)) proto.set_state(state);
  proto.set_config_version(ranking.config_version);
  proto.set_inputs_sha256(crypto::HexEncode(ranking.inputs_sha256));
  proto.set_result_sha256(crypto::HexEncode(ranking.result_sha256));
  proto.set_root(crypto::HexEncode(ranking.root));
  const std::string statement_sha256 =
      ranking.statement.empty() ? "" : crypto::HexEncode(crypto::Sha256(ranking.statement));
  proto.set_statement(ranking.statement);
  proto.set_statement_sha256(statement_sha256);
  for (const NominationFigures& figures : ranking.nominations)
    Fill(figures, *proto.add_nominations());
  for (const Signature& signature : ranking.signatures) {
    pb::RankingSignature& signed_by = *proto.add_signatures();
    signed_by.set_nomination(signature.nomination.text());
    signed_by.set_user(UserName(signature.person));
    signed_by.set_statement_sha256(statement_sha256);
    *signed_by.mutable_sign_time() = ToProto(signature.sign_time);
  }
  if (ranking.publication) Fill(*ranking.publication, view.now, *proto.mutable_publication());
  if (view.pending) Fill(*view.pending, *proto.mutable_pending_approval());
  *proto.mutable_create_time() = ToProto(ranking.create_time);
  if (ranking.freeze_time) *proto.mutable_freeze_time() = ToProto(*ranking.freeze_time);
  if (ranking.sign_time) *proto.mutable_sign_time() = ToProto(*ranking.sign_time);
  proto.set_etag(rpc::Etag(ranking.version, "staff"));
  return proto;
}

std::string EncodeRanking(const RankingView& view) { return ToProto(view).SerializeAsString(); }

pb::RankingEntry ToProto(const SeasonId& season, const RankingId& ranking, const Entry& entry) {
  pb::RankingEntry proto;
  proto.set_name(
      absl::StrCat(ResourceName(season, ranking), "/entries/", entry.application.ToString()));
  proto.set_application(ApplicationName(season, entry.application));
  proto.set_nomination(entry.nomination.text());
  proto.set_region(entry.region.text());
  proto.set_place(entry.place);
  proto.set_award(entry.award);
  proto.set_reason(ToProto(entry.reason));
  proto.set_reserve(entry.reserve);
  proto.set_reviews(entry.reviews);
  proto.set_sum_hundredths(static_cast<int32_t>(entry.total_sum));
  if (entry.reviews == 0) return proto;
  proto.set_mean_hundredths(static_cast<int32_t>(Rounded({entry.total_sum, entry.reviews})));
  for (const CriterionSum& criterion : entry.criteria) {
    pb::CriterionMean& mean = *proto.add_criteria();
    mean.set_criterion(criterion.criterion);
    mean.set_sum(static_cast<int32_t>(criterion.sum));
    mean.set_mean_hundredths(static_cast<int32_t>(Rounded({100 * criterion.sum, entry.reviews})));
  }
  return proto;
}

pb::OwnerResult ToProto(const SeasonId& season, const OwnOutcome& own) {
  const Outcome& outcome = own.outcome;
  pb::OwnerResult proto;
  proto.set_name(ResultName(season, outcome.application));
  proto.set_application(ApplicationName(season, outcome.application));
  proto.set_number(own.number);
  proto.set_nomination(outcome.nomination.text());
  proto.set_award(outcome.award);
  proto.set_award_title(outcome.award_title);
  proto.set_place(outcome.place);
  *proto.mutable_publish_time() = ToProto(own.publish_time);
  proto.set_etag(rpc::Etag(own.version, "owner"));
  proto.set_total_shown(outcome.total_shown);
  if (outcome.total_shown) {
    proto.set_total_hundredths(static_cast<int32_t>(Rounded({outcome.total_sum, outcome.reviews})));
    proto.set_reviews(outcome.reviews);
  }
  for (const Outcome::Mean& mean : outcome.criteria) {
    pb::OwnerCriterion& criterion = *proto.add_criteria();
    criterion.set_criterion(mean.criterion);
    criterion.set_title(mean.title);
    criterion.set_mean_hundredths(static_cast<int32_t>(Rounded({100 * mean.sum, outcome.reviews})));
    criterion.set_max_mark(mean.max);
  }
  return proto;
}

pb::PublicResult ToProto(const SeasonId& season, const PublicOutcome& result,
                         absl::Time publish_time, const Names::ByPerson& names) {
  pb::PublicResult proto;
  proto.set_name(ResultName(season, result.outcome.application));
  proto.set_nomination(result.outcome.nomination.text());
  proto.set_nomination_title(result.outcome.nomination_title);
  proto.set_place(result.outcome.place);
  proto.set_award(result.outcome.award);
  proto.set_award_title(result.outcome.award_title);
  proto.set_number(result.number);
  proto.set_title(result.title);
  proto.set_region(result.region.text());
  for (const PersonId& person : result.people) {
    const auto name = names.find(person);
    if (name != names.end()) proto.add_authors(name->second);
  }
  *proto.mutable_publish_time() = ToProto(publish_time);
  return proto;
}

}  // namespace nastavnik::results
