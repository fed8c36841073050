#include "tests/store/registration/scene.h"
#include "tests/support/statements.h"

namespace nastavnik::registration {
namespace {

int Broken(absl::string_view name) {
  for (const pg::Statement* rule : invariants::sql::kAll) {
    if (rule->name != name) continue;
    const auto rows = Db()->Read(pg::Query(*rule, "2027"), Soon());
    REQUIRE_THAT(rows, IsOk());
    return rows->size();
  }
  FAIL("no invariant " << name);
  return 0;
}

TEST_CASE("every invariant is found broken when it is") {
  const std::pair<const char*, const char*> vandalisms[] = {
      {"05_logs_are_guarded", "ALTER TABLE consent_fact DISABLE TRIGGER insert_only"},
      {"06_consents_are_consecutive", "UPDATE person SET facts_version = 7"},
      {"06_consents_end_once", "UPDATE consent_fact SET act = 'WITHDRAWN' WHERE consent = 'media'"},
      {"06_registered_under_consent",
       "UPDATE consent_fact SET act_time = act_time + interval '1 day'"},
      {"33_transitions_follow_each_other", "UPDATE person SET state = 'LOCKED'"},
      {"33_transitions_follow_each_other", "DELETE FROM person_transition"},
      {"34_events_have_no_gap", "UPDATE outbox SET subject_seq = 5 WHERE type = 'consent.given'"},
      {"34_everything_was_told", "DELETE FROM outbox WHERE type = 'registration.created'"},
      {"35_sessions_spend_tokens_once", "UPDATE refresh_token SET spend_time = clock_timestamp()"},
      {"37_configs_are_consecutive", "UPDATE season_config SET document = document || ' '"},
      {"37_configs_are_consecutive", "DELETE FROM config_install WHERE service = 'review'"},
      {"37_running_seasons_change_by_two",
       "INSERT INTO config_activation SELECT season_id, version + 1, activator_id, NULL, "
       "'2027-03-02 10:00:01+03' FROM config_activation"},
      {"38_offices_exclude_each_other",
       "INSERT INTO role_grant SELECT gen_random_uuid(), person_id, role, '2027', '', '', NULL, "
       "clock_timestamp() FROM person, unnest(ARRAY['CHAIR', 'AUDITOR']) AS r (role)"},
      {"44_texts_are_normal",
       "UPDATE person SET family_name = '\\x01' || convert_to('и' || U&'\\0306', 'UTF8')"},
      {"46_one_message_an_event", "UPDATE message SET state = 'SENT'"},
  };
  for (const auto& [name, change] : vandalisms) {
    INFO(name << ": " << change);
    Scene scene;
    const season::Document document = scene.Season();
    const PersonId anna = scene.Person("anna@example.ru");
    scene.Consent(anna, document, "processing");
    scene.Consent(anna, document, "media");
    REQUIRE_THAT(scene.participation.Register(Key(anna), anna, document, RegionId(),
                                              [](const Registration&) { return ""; }),
                 IsOk());
    CheckInvariants();
    Db().Run(std::string("SET session_replication_role = replica; ") +
             change);  // past the triggers
    CHECK(Broken(name) > 0);
    Db().Run("ALTER TABLE consent_fact ENABLE TRIGGER insert_only");
  }
}

TEST_CASE("logs refuse to be changed") {
  Scene scene;
  scene.Season();
  for (const char* change :
       {"UPDATE season_config SET reason = 'x'", "DELETE FROM config_activation"}) {
    CHECK(Db().Run(std::string("DO $$ BEGIN ") + change +
                   "; EXCEPTION WHEN raise_exception THEN RETURN; END $$; SELECT 1") == "1");
  }
  CHECK(Db().Count("season_config WHERE reason = 'x'") == 0);
  CHECK(Db().Count("config_activation") == 1);
}

// Runs after all others: Catch keeps the order of the sources.
TEST_CASE("every statement is run by some test") {
  CHECK(support::Unpreparable(Db(), sql::kAll) == "");
  CHECK(support::NeverRun(sql::kAll) == std::vector<std::string>{});
  CHECK(support::NeverRun(invariants::sql::kAll) == std::vector<std::string>{});
}

}  // namespace
}  // namespace nastavnik::registration
