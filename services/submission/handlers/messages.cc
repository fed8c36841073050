#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/status/macros.h"
#include "common/time/civil.h"
#include "services/submission/handlers/convert.h"
#include "services/submission/handlers/internal.h"

// Placeholders of the messages about applications (application.submitted, .admitted, .withdrawn).
namespace nastavnik::submission {
namespace {

using registration::v1::BatchGetMessageDataRequest;
using registration::v1::BatchGetMessageDataResponse;
using registration::v1::MessageData;
using registration::v1::MessageSubject;

std::string Moscow(absl::Time time, const Season& season) {
  return time::FormatLong(time, season.zone);
}

MessageData DataOf(const VersionInForce& version, const Season& season, absl::string_view subject) {
  MessageData data;
  auto& values = *data.mutable_values();
  values["number"] = version.number;
  values["title"] = version.title;
  values["contest"] = season.title;
  values["link"] = absl::StrCat("/", subject);
  values["version"] = absl::StrCat(version.version);
  values["sha256"] = crypto::HexEncode(version.content_sha256);
  values["submit_time"] = Moscow(version.submit_time, season);
  if (const StageRule* stage = season.Find(version.stage))
    values["closes"] = Moscow(stage->close_time, season);
  const Nomination* nomination = season.Find(version.nomination);
  const StageRule* review = nomination == nullptr ? nullptr : season.Find(nomination->review_stage);
  if (review != nullptr) values["review_closes"] = Moscow(review->close_time, season);
  if (season.publish_time != absl::InfiniteFuture())
    values["publish"] = Moscow(season.publish_time, season);
  if (version.state == "WITHDRAWN") {
    values["status"] = "Отозвана";
    values["reason"] = "по заявлению участника";
  }
  return data;
}

// Nothing where there is nothing to tell: an unknown application, or a person who is not behind it.
absl::StatusOr<MessageData> DataOf(const Call& call, const MessageSubject& subject) {
  const auto name = ParseApplicationName("seasons/*/applications/*", subject.subject());
  const auto person = PersonId::Parse(subject.person());
  if (!name.ok() || !person) return MessageData();
  ASSIGN_OR_RETURN(const auto versions,
                   call.env.reads.Versions(name->season, {name->id}, call.deadline));
  if (versions.empty()) return MessageData();
  const auto& people = versions[0].people;
  if (std::find(people.begin(), people.end(), *person) == people.end()) return MessageData();
  ASSIGN_OR_RETURN(const auto season, call.env.seasons.Get(name->season, call.deadline));
  return DataOf(versions[0], *season, subject.subject());
}

}  // namespace

absl::StatusOr<BatchGetMessageDataResponse> BatchGetMessageData(
    const Call& call, const BatchGetMessageDataRequest& request) {
  BatchGetMessageDataResponse response;
  for (const MessageSubject& subject : request.subjects()) {
    ASSIGN_OR_RETURN(*response.add_data(), DataOf(call, subject));
  }
  return response;
}

}  // namespace nastavnik::submission
