#include "services/submission/handlers/internal.h"

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/json/proto/struct.h"
#include "common/outbox/feed.h"
#include "common/status/macros.h"
#include "services/submission/domain/errors.h"
#include "services/submission/handlers/convert.h"

namespace nastavnik::submission {
namespace {

constexpr int kMaxItems = 1000;

// Ids of another form are of no application, so they are left out as unknown ones are.
template <typename Texts>
std::vector<ApplicationId> ReadIds(const Texts& texts) {
  std::vector<ApplicationId> ids;
  for (const std::string& text : texts) {
    if (const auto id = ApplicationId::Parse(text)) ids.push_back(*id);
  }
  return ids;
}

pb::RoundItem ToProto(const RoundItem& item) {
  pb::RoundItem message;
  message.set_application(item.application.ToString());
  message.set_nomination(item.nomination.text());
  if (item.organization) message.set_organization(item.organization->ToString());
  message.set_region(item.region.text());
  for (const PersonId& person : item.people) message.add_people(person.ToString());
  for (const std::string& keyword : item.keywords) message.add_keywords(keyword);
  message.set_state(item.state);
  message.set_version(item.version);
  *message.mutable_submit_time() = ToTimestamp(item.submit_time);
  return message;
}

absl::StatusOr<Content> ContentOf(const VersionInForce& version) {
  ASSIGN_OR_RETURN(const json::Value content, json::Parse(version.content));
  return content.get_object();
}

}  // namespace

absl::StatusOr<pb::BatchGetRoundItemsResponse> BatchGetRoundItems(
    const Call& call, const pb::BatchGetRoundItemsRequest& request) {
  const SeasonId season(request.season());
  pb::BatchGetRoundItemsResponse response;
  if (!request.applications().empty()) {
    ASSIGN_OR_RETURN(const auto items, call.env.reads.RoundItems(
                                           season, ReadIds(request.applications()), call.deadline));
    for (const RoundItem& item : items) *response.add_items() = ToProto(item);
    return response;
  }
  ASSIGN_OR_RETURN(
      auto items, call.env.reads.AdmittedItems(season, NominationId(request.nomination()),
                                               ApplicationId::Parse(request.after()), kMaxItems + 1,
                                               call.deadline));
  response.set_more(items.size() > kMaxItems);
  if (response.more()) items.pop_back();
  for (const RoundItem& item : items) *response.add_items() = ToProto(item);
  return response;
}

absl::StatusOr<pb::BatchGetBlindApplicationsResponse> BatchGetBlindApplications(
    const Call& call, const pb::BatchGetBlindApplicationsRequest& request) {
  const SeasonId season_id(request.season());
  ASSIGN_OR_RETURN(
      const auto versions,
      call.env.reads.Versions(season_id, ReadIds(request.applications()), call.deadline));
  pb::BatchGetBlindApplicationsResponse response;
  for (const VersionInForce& version : versions) {
    ASSIGN_OR_RETURN(const auto season,
                     call.env.seasons.GetVersion(season_id, version.config_version, call.deadline));
    const Nomination* nomination = season->Find(version.nomination);
    if (nomination == nullptr) continue;
    ASSIGN_OR_RETURN(const Content content, ContentOf(version));
    pb::BlindContent& blind = *response.add_applications();
    blind.set_application(version.application.ToString());
    blind.set_version(version.version);
    blind.set_nomination(version.nomination.text());
    *blind.mutable_content() = json::ToStruct(ShownToExperts(nomination->form, content));
  }
  return response;
}

absl::StatusOr<pb::BatchGetPublicApplicationsResponse> BatchGetPublicApplications(
    const Call& call, const pb::BatchGetPublicApplicationsRequest& request) {
  ASSIGN_OR_RETURN(const auto versions,
                   call.env.reads.Versions(SeasonId(request.season()),
                                           ReadIds(request.applications()), call.deadline));
  pb::BatchGetPublicApplicationsResponse response;
  for (const VersionInForce& version : versions) {
    pb::PublicContent& content = *response.add_applications();
    content.set_application(version.application.ToString());
    content.set_number(version.number);
    content.set_title(version.title);
    content.set_region(version.region);
    *content.mutable_submit_time() = ToTimestamp(version.submit_time);
    for (const PersonId& person : version.people) content.add_people(person.ToString());
    content.set_nomination(version.nomination.text());
  }
  return response;
}

absl::StatusOr<registration::v1::GetDatabaseTimeResponse> GetDatabaseTime(
    const Call& call, const registration::v1::GetDatabaseTimeRequest&) {
  ASSIGN_OR_RETURN(const absl::Time now, call.env.db.Now(call.deadline));
  registration::v1::GetDatabaseTimeResponse response;
  *response.mutable_time() = ToTimestamp(now);
  return response;
}

absl::StatusOr<registration::v1::ApplyConfigResponse> ApplyConfig(
    const Call& call, const registration::v1::ApplyConfigRequest& request) {
  ASSIGN_OR_RETURN(const json::Value document, json::Parse(request.document()));
  ASSIGN_OR_RETURN(const auto season, ReadSeason(request.version(), document));
  if (season->id != SeasonId(request.season())) return SeasonNotFound(SeasonId(request.season()));
  ASSIGN_OR_RETURN(
      const int in_force,
      call.env.stages.ApplyConfig(*season, request.document(), request.activate(), call.deadline));
  call.env.seasons.Forget(season->id);
  registration::v1::ApplyConfigResponse response;
  response.set_version(in_force);
  return response;
}

absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(
    const Call& call, const events::v1::ReadFeedRequest& request) {
  return outbox::ReadFeed(call.env.db, request, call.deadline);
}

absl::StatusOr<pb::VerifyReceiptResponse> VerifyReceipt(const Call& call,
                                                        const pb::VerifyReceiptRequest& request) {
  pb::VerifyReceiptResponse response;
  const auto receipt = call.env.receipts.Open(request.note());
  if (!receipt) return response;
  response.set_valid(true);
  response.set_application(ResourceName(receipt->season, receipt->application));
  response.set_version(receipt->version);
  response.set_content_sha256(crypto::HexEncode(receipt->content_sha256));
  *response.mutable_receive_time() = ToTimestamp(receipt->receive_time);
  *response.mutable_decide_time() = ToTimestamp(receipt->decide_time);
  response.set_stage(receipt->stage.text());
  response.set_key_name(call.env.receipts.name());
  return response;
}

}  // namespace nastavnik::submission
