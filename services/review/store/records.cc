#include "services/review/store/records.h"

#include "review_sql/sql.h"
#include "services/review/domain/events.h"

namespace nastavnik::review {
namespace {

std::map<NominationId, Level> CompetencesFrom(const pg::Row& row) {
  std::map<NominationId, Level> competences;
  const auto nominations = row.IdArray<NominationId>("nominations");
  const auto levels = row.TextArray("levels");
  for (size_t i = 0; i < nominations.size(); ++i) {
    competences[nominations[i]] = ParseLevel(levels[i]).value_or(Level::kSecondary);
  }
  return competences;
}

}  // namespace

std::optional<absl::Time> OrNull(absl::Time time) {
  return time == absl::InfinitePast() ? std::nullopt : std::optional<absl::Time>(time);
}

Stage StageFrom(const pg::Row& row) {
  return {.season = row.Text("season_id"),
          .id = row.IdOf<StageId>("stage_id"),
          .kind = row.Text("kind"),
          .open_time = row.Time("open_time"),
          .close_time = row.Time("close_time"),
          .grace = absl::Seconds(row.Int64("grace_seconds")),
          .state = ParseStageState(row.View("state")).value_or(Stage::State::kPlanned),
          .gated = row.Bool("gated"),
          .version = row.Int("version")};
}

Expert ExpertFrom(const pg::Row& row) {
  return {.season = row.Text("season_id"),
          .id = row.IdOf<ExpertId>("expert_id"),
          .person = row.IdOf<PersonId>("person_id"),
          .state = ParseExpertState(row.View("state")).value_or(Expert::State::kFailed),
          .grade = ParseGrade(row.View("grade")).value_or(Grade::kBasic),
          .competences = CompetencesFrom(row),
          .keywords = row.TextArray("keywords"),
          .region = row.IdOf<RegionId>("region_id"),
          .organization = row.IdOf<OrganizationId>("organization_id"),
          .load_limit = row.Int("load_limit"),
          .create_time = row.Time("create_time"),
          .accept_time = row.Time("accept_time"),
          .version = row.Int("version")};
}

Conflict ConflictFrom(const pg::Row& row) {
  return {.season = row.Text("season_id"),
          .id = row.IdOf<ConflictId>("conflict_id"),
          .expert = row.IdOf<ExpertId>("expert_id"),
          .kind = row.View("kind") == "REPORTED" ? Conflict::Kind::kReported
                                                 : Conflict::Kind::kDeclared,
          .application = row.IdOf<ApplicationId>("application_id"),
          .organization = row.IdOf<OrganizationId>("organization_id"),
          .person = row.IdOf<PersonId>("person_id"),
          .assignment = row.IdOf<AssignmentId>("assignment_id"),
          .active = row.View("state") == "ACTIVE",
          .reason = row.Text("reason"),
          .create_time = row.Time("create_time")};
}

Assignment AssignmentFrom(const pg::Row& row) {
  return {.season = row.Text("season_id"),
          .id = row.IdOf<AssignmentId>("assignment_id"),
          .stage = row.IdOf<StageId>("stage_id"),
          .application = row.IdOf<ApplicationId>("application_id"),
          .nomination = row.IdOf<NominationId>("nomination_id"),
          .slot = row.Int("slot"),
          .code = row.Text("code"),
          .origin = ParseOrigin(row.View("origin")).value_or(Assignment::Origin::kRun),
          .state = ParseAssignmentState(row.View("state")).value_or(Assignment::State::kDead),
          .run = row.IdOf<RunId>("run_id"),
          .expert = row.IdOf<ExpertId>("expert_id"),
          .person = row.IdOf<PersonId>("person_id"),
          .offer_time = row.Time("offer_time"),
          .response_due_time = row.Time("response_due_time"),
          .due_time = row.Time("due_time"),
          .late_until_time = row.Time("late_until_time"),
          .end_reason = row.Text("end_reason"),
          .create_time = row.Time("create_time"),
          .version = row.Int("version")};
}

AssignmentRun RunFrom(const pg::Row& row) {
  return {.season = row.Text("season_id"),
          .id = row.IdOf<RunId>("run_id"),
          .stage = row.IdOf<StageId>("stage_id"),
          .number = row.Int("number"),
          .nominations = row.IdArray<NominationId>("nominations"),
          .state = ParseRunState(row.View("state")),
          .seed_commitment = row.Bytes("commitment"),
          .operation = row.Uuid("operation_id"),
          .config_version = row.Int("config_version"),
          .inputs_sha256 = row.Bytes("inputs_sha256"),
          .result_sha256 = row.Bytes("result_sha256"),
          .metrics = row.Text("metrics"),
          .error = row.Text("error"),
          .author = row.IdOf<PersonId>("author_id"),
          .create_time = row.Time("create_time"),
          .deploy_time = row.Time("deploy_time"),
          .version = row.Int("version")};
}

Review ReviewFrom(const pg::Row& row) {
  return {.season = row.Text("season_id"),
          .id = row.IdOf<ReviewId>("review_id"),
          .assignment = row.IdOf<AssignmentId>("assignment_id"),
          .state = ParseReviewState(row.View("state")).value_or(Review::State::kDiscarded),
          .draft = DecodeContent(row.View("draft")),
          .revision = row.Int("revision"),
          .total_hundredths = row.Int("total_hundredths"),
          .update_time = row.Time("update_time"),
          .complete_time = row.Time("complete_time"),
          .version = row.Int("version")};
}

RoundItem RoundItemFrom(const pg::Row& row, const SeasonRules& rules) {
  return {.application = row.IdOf<ApplicationId>("application_id"),
          .nomination = row.IdOf<NominationId>("nomination_id"),
          .organization = row.IdOf<OrganizationId>("organization_id"),
          .region = row.IdOf<RegionId>("region_id"),
          .people = row.IdArray<PersonId>("people"),
          .keywords = KeywordsOf(row.TextArray("keywords"), rules),
          .demand = row.Int("demand")};
}

Candidate CandidateFrom(const pg::Row& row, const NominationId& nomination,
                        const SeasonRules& rules, const Round& round, PairFacts& pair) {
  Candidate candidate;
  candidate.expert = {
      .season = rules.season(),
      .id = row.IdOf<ExpertId>("expert_id"),
      .person = row.IdOf<PersonId>("person_id"),
      .state = ParseExpertState(row.View("state")).value_or(Expert::State::kFailed),
      .grade = ParseGrade(row.View("grade")).value_or(Grade::kBasic),
      .competences = {{nomination, ParseLevel(row.View("level")).value_or(Level::kSecondary)}},
      .region = row.IdOf<RegionId>("region_id"),
      .organization = row.IdOf<OrganizationId>("organization_id"),
      .load_limit = row.Int("load_limit")};
  candidate.keywords = KeywordsOf(row.TextArray("keywords"), rules);
  candidate.held_round = row.Int("held_round");
  candidate.held_season = row.Int("held_season");
  pair = {
      .conflict = row.Bool("conflict"),
      .declined = row.Bool("declined"),
      .had = row.Bool("had_in_round") || (round.fresh_experts && row.Bool("had_before")),
      .organization_taken = row.Bool("organization_taken"),
      .never_together = round.conflict.Parts(candidate.expert.id, row.IdArray<ExpertId>("holders")),
      .senior_held = row.Bool("senior_held")};
  return candidate;
}

void ChangeAssignment(pg::Changes& changes, const Assignment& before, const Assignment& after,
                      absl::string_view verb, PersonId actor) {
  changes.RunExactly(1, sql::kUpdateAssignment, after.season, after.id, NameOf(after.state),
                     OrNull(after.offer_time), OrNull(after.response_due_time),
                     OrNull(after.due_time), OrNull(after.late_until_time), after.end_reason,
                     before.version);
  changes.Run(sql::kInsertAssignmentTransition, after.season, after.id, NameOf(before.state),
              NameOf(after.state), verb, OrNull(actor), after.end_reason);
  changes.Emit(AssignmentEvent(after));
}

void AddAssignment(pg::Changes& changes, const Assignment& assignment) {
  changes.RunExactly(1, sql::kInsertAssignment, assignment.season, assignment.stage, assignment.id,
                     assignment.application, assignment.nomination, assignment.slot,
                     assignment.code, NameOf(assignment.origin), NameOf(assignment.state),
                     OrNull(assignment.run), OrNull(assignment.offer_time),
                     OrNull(assignment.response_due_time), assignment.create_time);
  if (!assignment.expert.IsNil()) {
    changes.RunExactly(1, sql::kInsertAssignmentParty, assignment.season, assignment.stage,
                       assignment.id, assignment.application, assignment.expert);
  }
  changes.Run(sql::kInsertAssignmentTransition, assignment.season, assignment.id, "",
              NameOf(assignment.state), "refill", std::nullopt, "");
  changes.Emit(AssignmentEvent(assignment));
}

void InsertConflict(pg::Changes& changes, const Conflict& conflict) {
  changes.RunExactly(1, sql::kInsertConflict, conflict.season, conflict.id, conflict.expert,
                     NameOf(conflict.kind), OrNull(conflict.application),
                     OrNull(conflict.organization), OrNull(conflict.person),
                     OrNull(conflict.assignment), conflict.reason, conflict.create_time);
  changes.Emit(ConflictOpened(conflict));
}

void RevokeAll(pg::Changes& changes, const pg::Rows& rows, absl::string_view reason,
               PersonId actor) {
  for (const pg::Row row : rows) {
    const Assignment before = AssignmentFrom(row);
    const absl::StatusOr<Assignment> after = Revoke(before, reason);
    if (!after.ok()) continue;
    ChangeAssignment(changes, before, *after, "revoke", actor);
    changes.Run(sql::kUpdateReviewDiscarded, after->season, after->id);
  }
}

}  // namespace nastavnik::review
