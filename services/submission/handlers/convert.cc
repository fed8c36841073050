#include "services/submission/handlers/convert.h"

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/rpc/name.h"
#include "services/submission/domain/errors.h"
#include "services/submission/domain/status.h"

namespace nastavnik::submission {
namespace {

pb::OwnerApplication::State OwnerState(Application::State state) {
  switch (state) {
    case Application::State::kDraft:
      return pb::OwnerApplication::DRAFT;
    case Application::State::kSubmitted:
      return pb::OwnerApplication::SUBMITTED;
    case Application::State::kAdmitted:
      return pb::OwnerApplication::ADMITTED;
    case Application::State::kWithdrawn:
      return pb::OwnerApplication::WITHDRAWN;
  }
  return pb::OwnerApplication::STATE_UNSPECIFIED;
}

pb::StaffApplication::State StaffState(Application::State state) {
  switch (state) {
    case Application::State::kSubmitted:
      return pb::StaffApplication::SUBMITTED;
    case Application::State::kAdmitted:
      return pb::StaffApplication::ADMITTED;
    case Application::State::kWithdrawn:
      return pb::StaffApplication::WITHDRAWN;
    case Application::State::kDraft:
      break;
  }
  return pb::StaffApplication::STATE_UNSPECIFIED;
}

pb::Similarity::State SimilarityState(SimilarityPair::State state) {
  switch (state) {
    case SimilarityPair::State::kOpen:
      return pb::Similarity::OPEN;
    case SimilarityPair::State::kConfirmed:
      return pb::Similarity::CONFIRMED;
    case SimilarityPair::State::kDismissed:
      return pb::Similarity::DISMISSED;
  }
  return pb::Similarity::STATE_UNSPECIFIED;
}

pb::Similarity::Relation RelationBetween(SimilarityPair::Relation relation) {
  switch (relation) {
    case SimilarityPair::Relation::kNone:
      return pb::Similarity::NONE;
    case SimilarityPair::Relation::kSamePerson:
      return pb::Similarity::SAME_PERSON;
    case SimilarityPair::Relation::kSameOrganization:
      return pb::Similarity::SAME_ORGANIZATION;
  }
  return pb::Similarity::RELATION_UNSPECIFIED;
}

pb::SimilarPassage ToProto(const SimilarPassage& passage) {
  pb::SimilarPassage message;
  message.set_field(passage.field);
  message.set_begin(passage.begin);
  message.set_end(passage.end);
  message.set_other_field(passage.other_field);
  message.set_other_begin(passage.other_begin);
  message.set_other_end(passage.other_end);
  return message;
}

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(micros / 1'000'000);
  timestamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
  return timestamp;
}

absl::StatusOr<ApplicationName> ParseApplicationName(absl::string_view pattern,
                                                     absl::string_view name,
                                                     absl::string_view field) {
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName(pattern, name, field));
  const auto id = ApplicationId::Parse(parts[1]);
  if (!id) return ApplicationNotFound();
  return ApplicationName{SeasonId(parts[0]), *id};
}

pb::OwnerApplication ToOwner(const Application& application, const Season& season, absl::Time now) {
  pb::OwnerApplication message;
  message.set_name(ResourceName(application.season, application.id));
  message.set_uid(application.id.ToString());
  message.set_etag(rpc::Etag(application.row_version, "owner"));
  message.set_state(OwnerState(application.state));
  message.set_status(StatusForOwner(application, season, now));
  message.set_nomination(application.nomination.text());
  message.set_title(application.title);
  message.set_number(application.number);
  message.set_version(application.version);
  message.set_changed_since_submit(application.changed);
  message.set_config_version(application.config_version);
  *message.mutable_create_time() = ToTimestamp(application.create_time);
  *message.mutable_update_time() = ToTimestamp(application.update_time);
  if (application.submit_time)
    *message.mutable_submit_time() = ToTimestamp(*application.submit_time);
  if (application.withdraw_time)
    *message.mutable_withdraw_time() = ToTimestamp(*application.withdraw_time);
  return message;
}

pb::OwnerApplication ToOwner(const OwnerView& view, const Season& season) {
  pb::OwnerApplication message = ToOwner(view.application, season, view.now);
  *message.mutable_server_time() = ToTimestamp(view.now);
  *message.mutable_close_time() = ToTimestamp(view.stage.close_time);
  *message.mutable_grace_until_time() = ToTimestamp(view.stage.GraceUntil());
  return message;
}

pb::StaffApplication ToStaff(const Application& application) {
  pb::StaffApplication message;
  message.set_name(ResourceName(application.season, application.id));
  message.set_uid(application.id.ToString());
  message.set_etag(rpc::Etag(application.check_version, "staff"));
  message.set_state(StaffState(application.state));
  message.set_status(StatusForStaff(application));
  message.set_nomination(application.nomination.text());
  message.set_title(application.title);
  message.set_number(application.number);
  message.set_version(application.version);
  message.set_config_version(application.config_version);
  if (application.submit_time)
    *message.mutable_submit_time() = ToTimestamp(*application.submit_time);
  if (application.decide_time)
    *message.mutable_decide_time() = ToTimestamp(*application.decide_time);
  return message;
}

pb::StaffApplication ToStaff(const StaffView& view) {
  pb::StaffApplication message = ToStaff(view.application);
  *message.mutable_server_time() = ToTimestamp(view.now);
  if (view.stage) *message.mutable_close_time() = ToTimestamp(view.stage->close_time);
  return message;
}

pb::Receipt ToProto(const SignedReceipt& signed_receipt) {
  const Receipt& receipt = signed_receipt.receipt;
  pb::Receipt message;
  message.set_name(absl::StrCat(ResourceName(receipt.season, receipt.application), "/receipt"));
  message.set_version(receipt.version);
  message.set_content_sha256(crypto::HexEncode(receipt.content_sha256));
  *message.mutable_receive_time() = ToTimestamp(receipt.receive_time);
  *message.mutable_decide_time() = ToTimestamp(receipt.decide_time);
  message.set_note(signed_receipt.note);
  return message;
}

pb::Similarity ToProto(const SimilarityPair& pair, const Season& season) {
  pb::Similarity message;
  message.set_name(ResourceName(pair));
  message.set_etag(rpc::Etag(pair.row_version, "staff"));
  message.set_state(SimilarityState(pair.state));
  const bool exact = pair.kind == SimilarityPair::Kind::kExact;
  message.set_kind(exact ? pb::Similarity::EXACT : pb::Similarity::NEAR);
  message.set_relation(RelationBetween(pair.relation));
  message.set_coverage_percent(pair.percent);
  message.set_flagged(pair.percent >= season.similarity_flag_percent);
  message.set_application(ResourceName(pair.side.season, pair.side.application));
  message.set_number(pair.side.number);
  message.set_version(pair.side.version);
  message.set_other_application(ResourceName(pair.other.season, pair.other.application));
  message.set_other_number(pair.other.number);
  message.set_other_version(pair.other.version);
  for (const SimilarPassage& passage : pair.passages) *message.add_passages() = ToProto(passage);
  message.set_reason(pair.reason);
  *message.mutable_create_time() = ToTimestamp(pair.create_time);
  if (pair.decide_time) *message.mutable_decide_time() = ToTimestamp(*pair.decide_time);
  return message;
}

}  // namespace nastavnik::submission
