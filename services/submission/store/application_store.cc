#include "services/submission/store/application_store.h"

#include <set>

#include "common/status/macros.h"
#include "services/submission/domain/errors.h"
#include "services/submission/domain/events.h"
#include "services/submission/store/rows.h"
#include "submission_sql/sql.h"

namespace nastavnik::submission {
namespace {

using pg::Query;

// A place among the person's active applications of a scope.
absl::StatusOr<int> FreeSlot(const Season& season, const Nomination& nomination,
                             const pg::Rows& participations, ApplicationId mine) {
  const std::string scope = Season::ScopeOf(nomination);
  std::set<int> taken;
  ApplicationId other;
  for (const pg::Row row : participations) {
    const auto id = row.IdOf<ApplicationId>("application_id");
    if (row.View("scope") != scope) continue;
    if (id == mine) return row.Int("slot");
    taken.insert(row.Int("slot"));
    other = id;
  }
  int slot = 0;
  while (taken.count(slot) > 0) ++slot;
  if (slot >= nomination.participation.max_active) return ParticipationLimit(season.id, other);
  return slot;
}

// The window of an act of editing, which has no grace.
absl::StatusOr<Stage> StageToEdit(const Act& act, const pg::Rows& rows, absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(StageChanging()));
  if (ConfigVersionOf(row) != act.season.version) return StageChanging();
  Stage stage = ReadStage(row);
  RETURN_IF_ERROR(
      CheckOpen(stage, ReceiveTime(act.stamp, stage.grace, now), now, absl::ZeroDuration()));
  return stage;
}

}  // namespace

void RunStep(const Step& step, pg::Changes& changes) {
  const Application& a = step.application;
  const Transition& t = step.transition;
  const auto number = a.number.empty() ? std::nullopt : std::optional(a.number);
  const auto actor = t.actor.IsNil() ? std::nullopt : std::optional(t.actor);
  changes.RunExactly(1, sql::kUpdateApplicationState, a.season, a.id, a.row_version - 1,
                     NameOf(a.state), number, a.changed, a.version, a.check_version, a.transitions,
                     a.config_version, a.update_time, a.submit_time, a.withdraw_time, a.decide_time,
                     NameOf(*t.from), t.verb, actor, t.reason);
  changes.Emit(ApplicationEvent(step));
}

absl::StatusOr<pg::Answer> ApplicationStore::Create(const Act& act, const Nomination& nomination,
                                                    const Patch& patch, const Applicant& applicant,
                                                    EncodeOwner encode) {
  const std::vector<Query> reads = {
      Query(sql::kSelectStage, act.season.id, nomination.application_stage),
      Query(sql::kSelectParticipations, act.season.id, act.person)};
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    const absl::Time now = rows.Now();
    ASSIGN_OR_RETURN(const Stage stage, StageToEdit(act, rows[0], now));
    const absl::CivilDay today = absl::ToCivilDay(now, act.season.zone);
    RETURN_IF_ERROR(CheckApplicant(act.season, nomination, Eligibility::Gate::kDraft, applicant,
                                   patch.values, today));
    ASSIGN_OR_RETURN(const int slot, FreeSlot(act.season, nomination, rows[1], act.id));
    ASSIGN_OR_RETURN(const Step step,
                     Start(act.season, nomination, act.id, act.person, patch, now));
    const Application& a = step.application;
    changes.RunExactly(1, sql::kInsertApplication, a.season, a.id, nomination.direction,
                       a.nomination, a.stage, NameOf(a.state), a.title, a.content, a.config_version,
                       a.create_time, a.applicant, Season::ScopeOf(nomination), slot);
    changes.Emit(ApplicationEvent(step));
    return encode({a, stage, now}, nullptr);
  };
  return db_.Write(act.key, reads, decide);
}

absl::StatusOr<pg::Answer> ApplicationStore::Update(const Act& act, const Patch& patch,
                                                    const std::optional<Applicant>& applicant,
                                                    EtagCheck etag, EncodeOwner encode) {
  std::vector<Query> reads = {
      Query(sql::kSelectStageOfApplication, act.season.id, act.id),
      Query(sql::kSelectOwnApplicationForUpdate, act.season.id, act.id, act.person)};
  const Nomination* target = patch.nomination.empty() ? nullptr : act.season.Find(patch.nomination);
  if (!patch.nomination.empty()) {
    const StageId stage = target == nullptr ? StageId() : target->application_stage;
    reads.push_back(Query(sql::kSelectStage, act.season.id, stage));
    reads.push_back(Query(sql::kSelectParticipations, act.season.id, act.person));
  }
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[1].One(ApplicationNotFound()));
    const Application before = ReadApplication(row);
    RETURN_IF_ERROR(etag(before.row_version));
    ASSIGN_OR_RETURN(Stage stage, StageToEdit(act, rows[0], rows.Now()));
    ASSIGN_OR_RETURN(const Application after, Edit(act.season, before, patch, rows.Now()));
    const Nomination& nomination = *act.season.Find(after.nomination);
    if (after.nomination != before.nomination) {
      ASSIGN_OR_RETURN(stage, StageToEdit(act, rows[2], rows.Now()));
      const absl::CivilDay today = absl::ToCivilDay(rows.Now(), act.season.zone);
      RETURN_IF_ERROR(CheckApplicant(act.season, nomination, Eligibility::Gate::kDraft,
                                     applicant.value(), ContentOf(after), today));
      ASSIGN_OR_RETURN(const int slot, FreeSlot(act.season, nomination, rows[3], act.id));
      changes.RunExactly(1, sql::kUpdateParticipation, act.season.id, act.id, act.person,
                         Season::ScopeOf(nomination), slot);
    }
    changes.RunExactly(1, sql::kUpdateApplication, after.season, after.id, before.row_version,
                       nomination.direction, after.nomination, after.stage, after.title,
                       after.content, after.changed, after.config_version, after.update_time);
    return encode({after, stage, rows.Now()}, nullptr);
  };
  return db_.WriteInGroup(act.key, reads, decide);
}

absl::StatusOr<pg::Answer> ApplicationStore::Withdraw(const Act& act, absl::string_view reason,
                                                      EncodeOwner encode) {
  const std::vector<Query> reads = {
      Query(sql::kSelectStageForShare, act.season.id, act.id),
      Query(sql::kSelectOwnApplicationForUpdate, act.season.id, act.id, act.person),
      Query(sql::kSelectSeason, act.season.id)};
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[1].One(ApplicationNotFound()));
    ASSIGN_OR_RETURN(const pg::Row season, rows[2].One(SeasonNotFound(act.season.id)));
    if (season.Bool("published")) return ResultsPublished(row.View("state"));
    ASSIGN_OR_RETURN(const pg::Row stage, rows[0].One(StageChanging()));
    ASSIGN_OR_RETURN(const Step step,
                     submission::Withdraw(ReadApplication(row), act.person, reason, rows.Now()));
    RunStep(step, changes);
    changes.Run(sql::kReleaseParticipation, act.season.id, act.id);
    return encode({step.application, ReadStage(stage), rows.Now()}, nullptr);
  };
  return db_.Write(act.key, reads, decide);
}

absl::Status ApplicationStore::WithdrawAll(const pg::WriteKey& key, PersonId person,
                                           const std::string& season, absl::string_view reason) {
  const std::vector<Query> reads = {Query(sql::kSelectStagesOfPersonForShare, person, season),
                                    Query(sql::kSelectActiveApplicationsForUpdate, person, season)};
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    std::set<std::pair<SeasonId, StageId>> held;
    for (const pg::Row row : rows[0])
      held.emplace(row.IdOf<SeasonId>("season_id"), row.IdOf<StageId>("stage_id"));
    for (const pg::Row row : rows[1]) {
      Application application = ReadApplication(row);
      if (held.count({application.season, application.stage}) == 0) return StageChanging();
      ASSIGN_OR_RETURN(const Step step, submission::Withdraw(std::move(application), PersonId(),
                                                             reason, rows.Now()));
      RunStep(step, changes);
      changes.Run(sql::kReleaseParticipation, step.application.season, step.application.id);
    }
    return "";
  };
  return db_.Write(key, reads, decide).status();
}

absl::StatusOr<OwnerView> ApplicationStore::Get(const SeasonId& season, ApplicationId id,
                                                PersonId person, absl::Time deadline) {
  ASSIGN_OR_RETURN(const auto rows,
                   db_.ReadAll({Query(sql::kSelectOwnApplication, season, id, person),
                                Query(sql::kSelectStageOfApplication, season, id)},
                               deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(ApplicationNotFound()));
  ASSIGN_OR_RETURN(const pg::Row stage, rows[1].One(ApplicationNotFound()));
  return OwnerView{ReadApplication(row), ReadStage(stage), stage.Time("now")};
}

absl::StatusOr<std::vector<Application>> ApplicationStore::List(PersonId person,
                                                                const SeasonId& season,
                                                                std::optional<ApplicationId> after,
                                                                int limit, absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const pg::Rows rows,
      db_.Read(Query(sql::kSelectOwnApplications, person, season, after, limit), deadline));
  std::vector<Application> applications;
  for (const pg::Row row : rows) applications.push_back(ReadApplication(row));
  return applications;
}

absl::StatusOr<std::string> ApplicationStore::GetReceipt(const SeasonId& season, ApplicationId id,
                                                         PersonId person, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(Query(sql::kSelectReceipt, season, id, person), deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows.One(ReceiptNotFound()));
  return row.Text("note");
}

}  // namespace nastavnik::submission
