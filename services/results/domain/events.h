#pragma once

#include <string>

#include "common/outbox/event.h"
#include "services/results/domain/ranking.h"

// What results tells the others. Ids, states, versions and times; no marks, no places, no names.
namespace nastavnik::results {

// ranking.computed, .frozen, .signed, .superseded.
Event RankingComputed(const Ranking& ranking);
Event RankingFrozen(const Ranking& ranking);
Event RankingSigned(const Ranking& ranking);
Event RankingSuperseded(const SeasonId& season, const RankingId& id, const RankingId& successor);

// publication.scheduled, told when two organizers have set the instant.
Event PublicationScheduled(const Ranking& ranking, const Publication& publication);
// publication.published, told once from the instant on.
Event PublicationPublished(const SeasonId& season, int version, const RankingId& ranking);

// "seasons/2027/publications/1", "seasons/2027/results/0192..."
std::string PublicationName(const SeasonId& season, int version);
std::string ResultName(const SeasonId& season, const ApplicationId& application);

}  // namespace nastavnik::results
