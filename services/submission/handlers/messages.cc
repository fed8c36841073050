#include <algorithm>
#include <map>

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

bool IsBehind(const VersionInForce& version, absl::string_view person) {
  const auto id = PersonId::Parse(person);
  return id && std::find(version.people.begin(), version.people.end(), *id) != version.people.end();
}

}  // namespace

// Nothing where there is nothing to tell: an unknown application, or a person who is not behind it.
absl::StatusOr<BatchGetMessageDataResponse> BatchGetMessageData(
    const Call& call, const BatchGetMessageDataRequest& request) {
  struct Asked {
    ApplicationId application;
    int place;  // in the request
  };
  std::map<SeasonId, std::vector<Asked>> asked;
  BatchGetMessageDataResponse response;
  for (int i = 0; i < request.subjects_size(); ++i) {
    response.add_data();
    const auto name =
        ParseApplicationName("seasons/*/applications/*", request.subjects(i).subject());
    if (name.ok()) asked[name->season].push_back({name->id, i});
  }
  for (const auto& [season_id, applications] : asked) {
    std::vector<ApplicationId> ids;
    for (const Asked& one : applications) ids.push_back(one.application);
    ASSIGN_OR_RETURN(const auto versions, call.env.reads.Versions(season_id, ids, call.deadline));
    if (versions.empty()) continue;
    ASSIGN_OR_RETURN(const auto season, call.env.seasons.Get(season_id, call.deadline));
    std::map<ApplicationId, const VersionInForce*> known;
    for (const VersionInForce& version : versions) known[version.application] = &version;
    for (const Asked& one : applications) {
      const MessageSubject& subject = request.subjects(one.place);
      const auto version = known.find(one.application);
      if (version == known.end() || !IsBehind(*version->second, subject.person())) continue;
      *response.mutable_data(one.place) = DataOf(*version->second, *season, subject.subject());
    }
  }
  return response;
}

}  // namespace nastavnik::submission
