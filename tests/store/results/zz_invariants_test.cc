#include <catch2/catch.hpp>

#include "results_invariants/sql.h"
#include "results_sql/sql.h"
#include "tests/store/results/scene.h"
#include "tests/support/matchers.h"
#include "tests/support/statements.h"

namespace nastavnik::results {
namespace {

using support::IsOk;
using support::Soon;
using testing::Db;
using testing::kSeason;
using testing::Walk;

// Names of the invariants that do not hold.
std::string Broken() {
  std::string broken;
  for (const pg::Statement* rule : invariants::sql::kAll) {
    const auto rows = Db()->Read(pg::Query(*rule, kSeason), Soon());
    REQUIRE_THAT(rows, IsOk());
    if (!rows->empty()) broken += std::string(broken.empty() ? "" : " ") + rule->name;
  }
  return broken;
}

// Changes rows that nothing can change through the service.
void Damage(const std::string& sql) { Db().Run("SET session_replication_role = replica; " + sql); }

TEST_CASE("every invariant holds after a whole life, and finds what breaks it") {
  Walk walk;
  walk.Compute();
  const Ranking ranking = walk.Signed();
  REQUIRE_THAT(walk.Publish(ranking, testing::kOrganizer, std::nullopt), IsOk());
  REQUIRE_THAT(walk.Publish(ranking, testing::kSecondOrganizer, std::nullopt), IsOk());
  CHECK(Broken() == "");

  const std::string this_one = " ranking_id = '" + ranking.id.ToString() + "'";
  const auto damaged = [&](const std::string& damage, const std::string& repair) {
    Damage(damage);
    const std::string broken = Broken();
    Damage(repair);
    return broken;
  };
  CHECK(damaged("UPDATE ranking_text SET body = body || 'x' WHERE kind = 'INPUTS' AND" + this_one,
                "UPDATE ranking_text SET body = substr(body, 1, length(body) - 1) WHERE kind = "
                "'INPUTS' AND" +
                    this_one) == "23_stored_bytes");
  CHECK(
      damaged("UPDATE ranking_entry SET reason = 'TIE_UNRESOLVED' WHERE reason = 'QUOTA_FULL' AND" +
                  this_one,
              "UPDATE ranking_entry SET reason = 'QUOTA_FULL' WHERE reason = 'TIE_UNRESOLVED' AND" +
                  this_one) == "25_unresolved_tie");
  CHECK(damaged("UPDATE ranking_entry SET place = 1 WHERE place = 2 AND" + this_one,
                "UPDATE ranking_entry SET place = 2 WHERE place = 1 AND award = '' AND" +
                    this_one) == "25_unresolved_tie");
  CHECK(damaged("UPDATE ranking_quota SET places = 0 WHERE nomination_id = 'social' AND" + this_one,
                "UPDATE ranking_quota SET places = 1 WHERE nomination_id = 'social' AND" +
                    this_one) == "26_quotas");
  CHECK(damaged("UPDATE ranking_nomination SET is_void = true WHERE nomination_id = 'social' AND" +
                    this_one,
                "UPDATE ranking_nomination SET is_void = false WHERE" + this_one) == "26_quotas");
  CHECK(damaged("UPDATE ranking_nomination SET pass_value = 9400 WHERE" + this_one,
                "UPDATE ranking_nomination SET pass_value = 6000 WHERE" + this_one) ==
        "27_pass_mark");
  CHECK(damaged("UPDATE ranking_entry SET people = people || '" + testing::kChair.ToString() +
                    "'::uuid WHERE award <> '' AND" + this_one,
                "UPDATE ranking_entry SET people = people[1:1] WHERE" + this_one) == "28_one_win");
  CHECK(damaged("UPDATE publication SET root = '\\x00'",
                "UPDATE publication p SET root = r.root FROM ranking r WHERE r.ranking_id = "
                "p.ranking_id") == "29_publication");
  CHECK(damaged("UPDATE publication SET version = 2", "UPDATE publication SET version = 1") ==
        "29_publication");
  CHECK(damaged("UPDATE outcome SET place = 7 WHERE is_public",
                "UPDATE outcome SET place = 1 WHERE is_public") == "29_outcome");
  CHECK(
      damaged("UPDATE ranking_signature SET statement_sha256 = sha256('') WHERE nomination_id = ''",
              "UPDATE ranking_signature s SET statement_sha256 = t.statement_sha256 FROM "
              "ranking_signature t WHERE t.nomination_id <> '' "
              "AND s.nomination_id = ''") == "29_signatures");
  CHECK(damaged("UPDATE ranking_transition SET seq = 5 WHERE seq = 3",
                "UPDATE ranking_transition SET seq = 3 WHERE seq = 5") == "33_transitions");
  CHECK(damaged("UPDATE outbox SET subject_seq = 9 WHERE subject_seq = 3",
                "UPDATE outbox SET subject_seq = 3 WHERE subject_seq = 9") == "34_events");
  CHECK(damaged("UPDATE outbox SET type = 'ranking.lost' WHERE type = 'ranking.frozen'",
                "UPDATE outbox SET type = 'ranking.frozen' WHERE type = 'ranking.lost'") ==
        "34_every_step_was_told");
  CHECK(damaged("UPDATE ranking_entry SET total_sum = 20001 WHERE place = 3 AND" + this_one,
                "UPDATE ranking_entry SET total_sum = e.sum FROM (SELECT application_id AS id, "
                "total_sum AS sum FROM outcome) e "
                "WHERE place = 3 AND application_id = e.id AND" +
                    this_one)
            .find("22_counted_reviews") == 0);
  CHECK(Broken() == "");
}

TEST_CASE("every statement is run by some test") {
  // Runs with a planted fault only.
  CHECK(support::NeverRun(sql::kAll) == std::vector<std::string>{"select_own_outcome_early"});
}

}  // namespace
}  // namespace nastavnik::results
