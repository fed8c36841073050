#pragma once

#include <string>

#include "common/pg/operation.h"
#include "services/results/store/announcement_store.h"
#include "services/results/store/published_store.h"
#include "services/results/store/ranking_store.h"
#include "services/results/store/season_store.h"
#include "tests/support/database.h"

// A small season in the database of results.
namespace nastavnik::results::testing {

support::ServiceDatabase& Db();

inline const SeasonId kSeason("2027");
extern const PersonId kOperator, kOrganizer, kSecondOrganizer, kChair;

// The demonstration season: four nominations, one winner each, two reviews an application.
std::string Document();

// Twelve applications, three a nomination, the better the smaller their number.
Inputs MakeInputs();
PublicContents MakeContents(const Inputs& inputs);

pg::WriteKey Key(absl::string_view method, const PersonId& person);

// Walks a ranking through its life.
class Walk {
 public:
  Walk();

  Ranking Compute();
  absl::StatusOr<pg::Answer> Freeze(const Ranking& ranking, const Inputs& inputs);
  absl::StatusOr<pg::Answer> Sign(const Ranking& ranking, const PersonId& person,
                                  const std::vector<NominationId>& chairs);
  absl::StatusOr<pg::Answer> Publish(const Ranking& ranking, const PersonId& person,
                                     std::optional<absl::Time> publish_time);
  // Computed, frozen and signed by everybody.
  Ranking Signed();
  Ranking Get(const RankingId& id);

  SeasonStore seasons{*Db()};
  RankingStore rankings{*Db()};
  PublishedStore published{*Db()};
  AnnouncementStore announcements{*Db()};
  Season season;
  Inputs inputs = MakeInputs();

 private:
  RankingCall CallOf(const pg::WriteKey& key, const Ranking& ranking, const PersonId& person);
};

}  // namespace nastavnik::results::testing
