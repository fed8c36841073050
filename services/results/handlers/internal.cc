#include "common/outbox/feed.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/results/handlers/convert.h"
#include "services/results/handlers/handlers.h"

namespace nastavnik::results {
namespace {

namespace registration = nastavnik::registration::v1;

// Application of "seasons/2027/results/0192..."; nil for another subject.
ApplicationId ApplicationOf(const std::string& subject, SeasonId& season) {
  const auto name = rpc::ParseChildName<ApplicationId>("seasons/*/results/*", subject);
  if (!name.ok()) return {};
  season = SeasonId(name->parent);
  return name->id;
}

}  // namespace

absl::StatusOr<registration::ApplyConfigResponse> ApplyConfig(const Call& call,
                                                              const registration::ApplyConfigRequest& request) {
  ASSIGN_OR_RETURN(const int version, call.env.seasons.Apply(call.write, SeasonId(request.season()), request.version(),
                                                             request.document(), request.activate()));
  registration::ApplyConfigResponse response;
  response.set_version(version);
  return response;
}

absl::StatusOr<registration::BatchGetMessageDataResponse> BatchGetMessageData(
    const Call& call, const registration::BatchGetMessageDataRequest& request) {
  std::map<SeasonId, std::vector<ApplicationId>> wanted;
  std::vector<std::pair<SeasonId, ApplicationId>> subjects;
  for (const auto& subject : request.subjects()) {
    SeasonId season;
    const ApplicationId application = ApplicationOf(subject.subject(), season);
    subjects.emplace_back(season, application);
    if (!application.IsNil()) wanted[season].push_back(application);
  }
  std::map<SeasonId, std::map<ApplicationId, PublishedStore::Label>> labels;
  for (const auto& [season, applications] : wanted) {
    ASSIGN_OR_RETURN(labels[season], call.env.published.Labels(season, applications, call.deadline));
  }
  registration::BatchGetMessageDataResponse response;
  for (const auto& [season, application] : subjects) {
    auto& values = *response.add_data()->mutable_values();
    const auto label = labels[season].find(application);
    if (label == labels[season].end()) continue;  // not published: nothing to tell
    values["number"] = label->second.number;
    values["title"] = label->second.title;
  }
  return response;
}

absl::StatusOr<registration::GetDatabaseTimeResponse> GetDatabaseTime(const Call& call,
                                                                      const registration::GetDatabaseTimeRequest&) {
  ASSIGN_OR_RETURN(const absl::Time now, call.env.db.Now(call.deadline));
  registration::GetDatabaseTimeResponse response;
  *response.mutable_time() = ToProto(now);
  return response;
}

absl::StatusOr<events::v1::ListEventsResponse> ListEvents(const Call& call,
                                                          const events::v1::ListEventsRequest& request) {
  return outbox::ListEvents(call.env.db, request, call.deadline);
}

}  // namespace nastavnik::results
