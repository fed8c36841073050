#include "absl/strings/str_cat.h"
#include "submission_invariants/sql.h"
#include "tests/store/submission/contest.h"
#include "tests/support/statements.h"

namespace nastavnik::submission {
namespace {

int Broken(const pg::Statement& rule) {
  const auto rows = Db()->Read(pg::Query(rule, "2027"), Soon());
  REQUIRE_THAT(rows, IsOk());
  return rows->size();
}

// As a vandal would: past the triggers and the state machine.
void Vandalize(const std::string& change) {
  Db().Run(absl::StrCat("SET session_replication_role = replica; ", change));
}

TEST_CASE("every invariant is found broken when it is") {
  const std::pair<const char*, const char*> vandalisms[] = {
      {"01_versions_in_time",
       "UPDATE application_version SET receive_time = receive_time + interval '1 day'"},
      {"01_versions_have_windows", "UPDATE application_version SET stage_version = 77"},
      {"02_freeze_equals_rows", "UPDATE stage_freeze SET count = count + 1"},
      {"02_freeze_equals_rows", "UPDATE application_version SET content_sha256 = sha256('other')"},
      {"02_nothing_joins_a_frozen_stage",
       "UPDATE application_version SET submit_time = submit_time + interval '1 day'"},
      {"03_one_receipt_a_version", "DELETE FROM receipt"},
      {"03_one_receipt_a_version", "UPDATE application_version SET content = content || ' '"},
      {"04_participation_matches_state", "UPDATE participation SET active = NOT active"},
      {"04_everybody_has_an_owner", "DELETE FROM participation"},
      {"05_versions_are_consecutive", "UPDATE application_version SET version = 2"},
      {"33_transitions_follow_each_other",
       "UPDATE application_transition SET from_state = 'ADMITTED' WHERE seq = 2"},
      {"33_transitions_lead_to_the_state",
       "UPDATE application SET state = 'DRAFT', version = 0, number = NULL, submit_time = NULL"},
      {"34_events_have_no_gap", "DELETE FROM outbox WHERE subject_seq = 1"},
      {"34_every_step_was_told", "DELETE FROM outbox"},
      {"37_versions_name_a_config", "UPDATE application_version SET config_version = 99"},
      {"38_nobody_checks_their_own", "UPDATE application_transition SET verb = 'admit'"},
      {"44_texts_are_normal", "UPDATE application_version SET title = 'и' || U&'\\0306'"},
      {"45_numbers_are_right",
       "UPDATE application SET number = left(number, -1) || CASE right(number, 1) WHEN 'A' THEN "
       "'B' ELSE 'A' END"},
      {"47_counters_add_up",
       "UPDATE application SET version = 0, number = NULL, submit_time = NULL"},
  };
  for (const auto& [name, change] : vandalisms) {
    INFO(name << ": " << change);
    Contest contest;
    contest.Submitted();
    contest.Close("applications", *Db()->Now(Soon()), absl::ZeroDuration());
    REQUIRE_THAT(contest.stages.Freeze(contest.season(), StageId("applications")), IsOk());
    CheckInvariants();
    Vandalize(change);
    int broken = 0;
    for (const pg::Statement* rule : invariants::sql::kAll) {
      if (absl::string_view(rule->name) == name) broken = Broken(*rule);
    }
    CHECK(broken > 0);
  }
}

TEST_CASE("the root of a freeze is found again, however many are in the set") {
  for (const int count : {0, 1, 2, 3, 7}) {
    INFO(count);
    Contest contest;
    for (int i = 0; i < count; ++i) contest.Submitted();
    const PersonId gone = PersonId::New();
    const ApplicationId withdrawn = contest.Submitted(gone);
    REQUIRE_THAT(
        contest.applications.Withdraw(contest.MakeAct(withdrawn, gone), "", Contest::Encode),
        IsOk());
    contest.Close("applications", *Db()->Now(Soon()), absl::ZeroDuration());
    REQUIRE_THAT(contest.stages.Freeze(contest.season(), StageId("applications")), IsOk());
    CHECK(Db().Run("SELECT count FROM stage_freeze") == std::to_string(count));
    CheckInvariants();
    Vandalize("UPDATE stage_freeze SET root = sha256('another')");
    CHECK(Broken(invariants::sql::k02FreezeEqualsRows) == 1);
  }
}

}  // namespace

void CheckInvariants() {
  for (const pg::Statement* rule : invariants::sql::kAll) {
    INFO(rule->name);
    CHECK(Broken(*rule) == 0);
  }
}

}  // namespace nastavnik::submission
