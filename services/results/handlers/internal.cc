#include <map>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/outbox/feed.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/results/handlers/convert.h"
#include "services/results/handlers/handlers.h"

namespace nastavnik::results {
namespace {

namespace registration = nastavnik::registration::v1;

// A publication and its readers whom a message may tell of it.
using Publications = std::map<std::pair<SeasonId, int>, std::vector<PersonId>>;

// Season and version of "seasons/2027/publications/1"; version 0 for another subject.
std::pair<SeasonId, int> PublicationOf(const std::string& subject) {
  const auto parts = rpc::ParseName("seasons/*/publications/*", subject);
  int version = 0;
  if (!parts.ok() || !absl::SimpleAtoi((*parts)[1], &version)) return {};
  return {SeasonId((*parts)[0]), version};
}

}  // namespace

absl::StatusOr<registration::ApplyConfigResponse> ApplyConfig(
    const Call& call, const registration::ApplyConfigRequest& request) {
  ASSIGN_OR_RETURN(const int version,
                   call.env.seasons.Apply(call.write, SeasonId(request.season()), request.version(),
                                          request.document(), request.activate()));
  registration::ApplyConfigResponse response;
  response.set_version(version);
  return response;
}

absl::StatusOr<registration::BatchGetMessageDataResponse> BatchGetMessageData(
    const Call& call, const registration::BatchGetMessageDataRequest& request) {
  Publications wanted;
  for (const auto& subject : request.subjects()) {
    wanted[PublicationOf(subject.subject())].push_back(
        PersonId::Parse(subject.person()).value_or(PersonId()));
  }
  std::map<std::pair<SeasonId, int>, std::map<PersonId, PublishedStore::Label>> labels;
  for (const auto& [publication, people] : wanted) {
    ASSIGN_OR_RETURN(
        labels[publication],
        call.env.published.Labels(publication.first, publication.second, people, call.deadline));
  }
  registration::BatchGetMessageDataResponse response;
  for (const auto& subject : request.subjects()) {
    auto& values = *response.add_data()->mutable_values();
    const auto& known = labels[PublicationOf(subject.subject())];
    const auto label = known.find(PersonId::Parse(subject.person()).value_or(PersonId()));
    if (label == known.end()) continue;  // no result there: nothing to tell
    values["number"] = label->second.number;
    values["title"] = label->second.title;
  }
  return response;
}

absl::StatusOr<registration::GetDatabaseTimeResponse> GetDatabaseTime(
    const Call& call, const registration::GetDatabaseTimeRequest&) {
  ASSIGN_OR_RETURN(const absl::Time now, call.env.db.Now(call.deadline));
  registration::GetDatabaseTimeResponse response;
  *response.mutable_time() = ToProto(now);
  return response;
}

absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(
    const Call& call, const events::v1::ReadFeedRequest& request) {
  return outbox::ReadFeed(call.env.db, request, call.deadline);
}

}  // namespace nastavnik::results
