#include <catch2/catch.hpp>

#include "results_sql/sql.h"
#include "tests/store/results/scene.h"
#include "tests/support/matchers.h"
#include "tests/support/statements.h"
#include "tests/unit/results/season.h"

namespace nastavnik::results {
namespace {

using support::IsOk;
using support::Refuses;
using support::Soon;
using testing::Db;
using testing::kSeason;
using testing::Numbered;
using testing::Walk;

TEST_CASE("the schema takes every statement") {
  CHECK(support::Unpreparable(Db(), sql::kAll) == "");
}

TEST_CASE("versions of a document only grow") {
  Walk walk;
  const auto apply = [&](int version, bool activate) {
    return *walk.seasons.Apply(pg::WriteKey::Job("config"), kSeason, version, testing::Document(),
                               activate);
  };
  CHECK(apply(3, true) == 3);
  CHECK(apply(2, true) == 3);   // late: the one in force is answered
  CHECK(apply(4, false) == 3);  // kept, not in force
  CHECK(walk.seasons.InForce(kSeason, Soon())->version == 3);
  CHECK(apply(4, true) == 4);
  CHECK(apply(4, true) == 4);
  CHECK(Db().Count("season_config") == 4);
  CHECK(Db().Run("SELECT string_agg(stage_id, ' ' ORDER BY stage_id) FROM stage") ==
        "ranking refusal-appeals results");
  CHECK_THAT(walk.seasons.Apply(pg::WriteKey::Job("config"), kSeason, 5, "{}", true),
             Refuses("DOCUMENT_INVALID"));
  CHECK_THAT(walk.seasons.InForce(SeasonId("2031"), Soon()), Refuses("NOT_FOUND"));
}

TEST_CASE("figures of the tables") {
  Walk walk;
  walk.Compute();
  auto values = support::FiguresOf(Db(), sql::kSelectFigures);
  CHECK(values["nastavnik_operations ranking SUCCEEDED"] == 1);
  CHECK(values["nastavnik_stage_closes_timestamp_seconds 2027 ranking"] > 1e9);
}

TEST_CASE("a computed ranking is stored as it was computed") {
  Walk walk;
  const Ranking computed = walk.Compute();
  const Ranking stored = walk.Get(computed.id);
  CHECK(stored.state == Ranking::State::kComputed);
  CHECK(stored.inputs_sha256 == computed.inputs_sha256);
  REQUIRE(stored.nominations.size() == 4);
  CHECK(stored.nominations[0].nomination.text() == "production");
  CHECK(stored.nominations[0].contenders == 3);
  CHECK(stored.nominations[0].awards == std::map<std::string, int>{{"winner", 1}});
  CHECK(Db().Run("SELECT state FROM operation") == "SUCCEEDED");
  CHECK(walk.rankings.Unfinished(Soon())->empty());
  CHECK_THAT(walk.rankings.Get(kSeason, RankingId::New(), Soon()), Refuses("NOT_FOUND"));
}

TEST_CASE("entries come by nomination, then place, page by page") {
  Walk walk;
  const Ranking ranking = walk.Compute();
  std::vector<std::string> places;
  EntryPlace after;
  for (;;) {
    const auto page = *walk.rankings.ListEntries(kSeason, ranking.id, {}, after, 5, Soon());
    for (const ListedEntry& listed : page) {
      places.push_back(listed.entry.nomination.text() + std::to_string(listed.entry.place));
    }
    if (page.size() < 5) break;
    after = page.back().at;
  }
  CHECK(places == std::vector<std::string>{"production1", "production2", "production3",
                                           "education1", "education2", "education3", "social1",
                                           "social2", "social3", "service1", "service2",
                                           "service3"});
  const auto own = *walk.rankings.ListEntries(kSeason, ranking.id, {"social"}, {}, 100, Soon());
  REQUIRE(own.size() == 3);
  CHECK(own[0].entry.award == "winner");
  CHECK(own[1].entry.reason == Reason::kQuotaFull);
  CHECK(own[1].entry.reserve == 1);
  CHECK(own[0].entry.criteria.size() == 2);
}

TEST_CASE("a newer ranking supersedes one that nobody has frozen") {
  Walk walk;
  const Ranking first = walk.Compute();
  const Ranking second = walk.Compute();
  CHECK(walk.Get(first.id).state == Ranking::State::kSuperseded);
  REQUIRE_THAT(walk.Freeze(second, walk.inputs), IsOk());
  pg::Operation operation;
  operation.id = pg::OperationId::New();
  operation.season = kSeason.text();
  operation.metadata = "{}";
  CHECK_THAT(walk.rankings.Begin(testing::Key("CreateRanking", testing::kOperator), operation,
                                 [](const pg::Operation&) { return std::string(); }),
             Refuses("ILLEGAL_TRANSITION"));
}

TEST_CASE("a failed computation ends its operation with the reason") {
  Walk walk;
  pg::Operation operation;
  operation.id = pg::OperationId::New();
  operation.season = kSeason.text();
  operation.owner = testing::kOperator;
  operation.metadata = "{}";
  REQUIRE_THAT(walk.rankings.Begin(testing::Key("CreateRanking", testing::kOperator), operation,
                                   [](const pg::Operation&) { return std::string(); }),
               IsOk());
  REQUIRE(walk.rankings.Unfinished(Soon())->size() == 1);
  REQUIRE_THAT(walk.rankings.Fail(operation, absl::FailedPreconditionError("x")), IsOk());
  CHECK(walk.rankings.Unfinished(Soon())->empty());
}

TEST_CASE("only unchanged inputs are frozen, and then outcomes are there") {
  Walk walk;
  const Ranking ranking = walk.Compute();
  Inputs changed = walk.inputs;
  changed.contestants[0].total_sum += 1;
  CHECK_THAT(walk.Freeze(ranking, changed), Refuses("INPUTS_CHANGED"));
  CHECK(Db().Count("outcome") == 0);
  REQUIRE_THAT(walk.Freeze(ranking, walk.inputs), IsOk());
  CHECK(Db().Count("outcome") == 12);
  CHECK(Db().Run("SELECT count(*) FROM outcome WHERE is_public") == "4");
  const Ranking frozen = walk.Get(ranking.id);
  CHECK(frozen.root.size() == 32);
  CHECK(frozen.version == 2);
  CHECK_THAT(walk.Freeze(ranking, walk.inputs), Refuses("ILLEGAL_TRANSITION"));
}

TEST_CASE("signatures make it SIGNED; what was written stays") {
  Walk walk;
  const Ranking ranking = walk.Signed();
  CHECK(ranking.state == Ranking::State::kSigned);
  CHECK(ranking.signatures.size() == 5);
  CHECK(Db().Run("SELECT string_agg(to_state, ' ' ORDER BY seq) FROM ranking_transition") ==
        "COMPUTED FROZEN SIGNED");
  CHECK(Db().Run("SELECT string_agg(type, ' ' ORDER BY subject_seq) FROM outbox") ==
        "ranking.computed ranking.frozen ranking.signed");
  for (const char* table : {"ranking_signature", "ranking_entry", "outcome", "ranking_text"}) {
    CAPTURE(table);
    const std::string probe =
        std::string("DO $$ BEGIN UPDATE ") + table +
        " SET season_id = 'x'; RAISE EXCEPTION 'changed'; EXCEPTION WHEN raise_exception THEN"
        " IF SQLERRM = 'changed' THEN RAISE; END IF; END $$";
    Db().Run(probe);  // ends the test when the table can be changed
  }
}

TEST_CASE("two organizers publish") {
  Walk walk;
  const Ranking ranking = walk.Signed();
  const absl::Time later = absl::Now() + absl::Hours(1);
  CHECK_THAT(walk.Publish(ranking, testing::kOrganizer, absl::Now() - absl::Seconds(1)),
             Refuses("FIELD_INVALID"));
  CHECK_THAT(walk.Publish(ranking, testing::kChair, later), Refuses("PERMISSION_DENIED"));
  REQUIRE_THAT(walk.Publish(ranking, testing::kOrganizer, later), IsOk());
  CHECK(walk.rankings.Get(kSeason, ranking.id, Soon())->pending->proposer == testing::kOrganizer);
  CHECK_FALSE(walk.Get(ranking.id).publication);
  CHECK_THAT(walk.Publish(ranking, testing::kOrganizer, later), Refuses("SECOND_PERSON_REQUIRED"));
  REQUIRE_THAT(walk.Publish(ranking, testing::kSecondOrganizer, later), IsOk());
  const auto view = walk.rankings.Get(kSeason, ranking.id, Soon());
  CHECK_FALSE(view->pending);
  CHECK(view->ranking.publication->version == 1);
  CHECK(view->ranking.version == ranking.version + 1);
  CHECK_THAT(walk.Publish(ranking, testing::kOrganizer, later), Refuses("ILLEGAL_TRANSITION"));
}

}  // namespace
}  // namespace nastavnik::results
