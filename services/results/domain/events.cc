#include "services/results/domain/events.h"

#include "absl/strings/str_cat.h"

#include "common/crypto/encoding.h"
#include "common/time/civil.h"

namespace nastavnik::results {
namespace {

Event RankingEvent(absl::string_view type, const Ranking& ranking) {
  Event event;
  event.type = std::string(type);
  event.season = ranking.season.text();
  event.subject = ResourceName(ranking.season, ranking.id);
  event.data = {{"state", std::string(NameOf(ranking.state))},
                {"configVersion", absl::StrCat(ranking.config_version)},
                {"inputsSha256", crypto::HexEncode(ranking.inputs_sha256)},
                {"resultSha256", crypto::HexEncode(ranking.result_sha256)}};
  return event;
}

Event PublicationEvent(absl::string_view type, const SeasonId& season, int version) {
  Event event;
  event.type = std::string(type);
  event.season = season.text();
  event.subject = PublicationName(season, version);
  event.data = {{"version", absl::StrCat(version)}};
  return event;
}

}  // namespace

Event RankingComputed(const Ranking& ranking) { return RankingEvent("ranking.computed", ranking); }

Event RankingFrozen(const Ranking& ranking) {
  Event event = RankingEvent("ranking.frozen", ranking);
  event.data.emplace_back("root", crypto::HexEncode(ranking.root));
  return event;
}

Event RankingSigned(const Ranking& ranking) {
  Event event = RankingEvent("ranking.signed", ranking);
  event.data.emplace_back("root", crypto::HexEncode(ranking.root));
  return event;
}

Event RankingSuperseded(const SeasonId& season, const RankingId& id, const RankingId& successor) {
  Event event;
  event.type = "ranking.superseded";
  event.season = season.text();
  event.subject = ResourceName(season, id);
  event.data = {{"state", "SUPERSEDED"}, {"successor", ResourceName(season, successor)}};
  return event;
}

Event PublicationScheduled(const Ranking& ranking, const Publication& publication) {
  Event event = PublicationEvent("publication.scheduled", ranking.season, publication.version);
  event.data.emplace_back("ranking", ResourceName(ranking.season, ranking.id));
  event.data.emplace_back("publishTime", time::FormatMicros(publication.publish_time));
  return event;
}

Event PublicationPublished(const SeasonId& season, int version, const RankingId& ranking) {
  Event event = PublicationEvent("publication.published", season, version);
  event.recipients = {kEverybody};
  event.data.emplace_back("ranking", ResourceName(season, ranking));
  return event;
}

std::string PublicationName(const SeasonId& season, int version) {
  return absl::StrCat("seasons/", season.text(), "/publications/", version);
}

std::string ResultName(const SeasonId& season, const ApplicationId& application) {
  return absl::StrCat("seasons/", season.text(), "/results/", application.ToString());
}

}  // namespace nastavnik::results
