#include "services/submission/store/rows.h"

#include <cmath>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "common/status/fault.h"

namespace nastavnik::submission {

Application ReadApplication(const pg::Row& row) {
  return {.season = row.IdOf<SeasonId>("season_id"),
          .id = row.IdOf<ApplicationId>("application_id"),
          .applicant = row.IdOf<PersonId>("person_id"),
          .nomination = row.IdOf<NominationId>("nomination_id"),
          .stage = row.IdOf<StageId>("stage_id"),
          .state = StateOf(row.View("state")).value_or(Application::State::kDraft),
          .number = row.Text("number"),
          .title = row.Text("title"),
          .content = row.Text("content"),
          .changed = row.Bool("changed"),
          .version = row.Int("version"),
          .row_version = row.Int("row_version"),
          .check_version = row.Int("check_version"),
          .transitions = row.Int("transitions"),
          .config_version = row.Int("config_version"),
          .create_time = row.Time("create_time"),
          .update_time = row.Time("update_time"),
          .submit_time = row.OptionalTime("submit_time"),
          .withdraw_time = row.OptionalTime("withdraw_time"),
          .decide_time = row.OptionalTime("decide_time")};
}

Stage ReadStage(const pg::Row& row) {
  return {.id = row.IdOf<StageId>("stage_id"),
          .kind = row.Text("kind"),
          .version = row.Int("version"),
          .open_time = row.Time("open_time"),
          .close_time = row.Time("close_time"),
          .grace = absl::Microseconds(std::llround(row.Double("grace_seconds") * 1e6)),
          .frozen = row.Bool("frozen"),
          .changing = row.Bool("changing")};
}

int ConfigVersionOf(const pg::Row& stage) { return stage.Int("config_version"); }

absl::Time DecideTime(const pg::ReadRows& rows, absl::Time received) {
  return Fault("deadline_now") ? received : rows.Now();
}

#ifdef NASTAVNIK_PLANTED_FAULTS
namespace {

// The statement with `right` replaced; one a statement and fault, kept for ever.
const pg::Statement& Broken(const pg::Statement& statement, absl::string_view fault,
                            absl::string_view right, absl::string_view wrong) {
  thread_local std::map<std::string, std::pair<std::string, std::string>> texts;
  thread_local std::map<std::string, pg::Statement> statements;
  auto [it, added] = texts.try_emplace(absl::StrCat(statement.name, "_", fault));
  if (added) it->second = {it->first, absl::StrReplaceAll(statement.sql, {{right, wrong}})};
  pg::Statement& broken = statements[it->first];
  broken = {it->second.first.c_str(), it->second.second.c_str()};
  return broken;
}

}  // namespace

const pg::Statement& OrPlanted(const pg::Statement& statement) {
  if (Fault("stage_unlocked")) return Broken(statement, "stage_unlocked", "FOR SHARE OF s", "");
  if (Fault("deadline_now")) return Broken(statement, "deadline_now", "clock_timestamp()", "now()");
  return statement;
}
#else
const pg::Statement& OrPlanted(const pg::Statement& statement) { return statement; }
#endif

}  // namespace nastavnik::submission
