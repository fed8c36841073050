#include "services/review/domain/events.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/time/civil.h"

namespace nastavnik::review {
namespace {

// States that are told when they are reached, each with its type of event.
template <typename State>
using Type = std::pair<State, absl::string_view>;

constexpr Type<Expert::State> kExpertTypes[] = {
    {Expert::State::kInvited, "expert.invited"},
    {Expert::State::kCandidate, "expert.accepted"},
    {Expert::State::kActive, "expert.activated"},
};
constexpr Type<AssignmentRun::State> kRunTypes[] = {
    {AssignmentRun::State::kProposed, "assignment_run.proposed"},
    {AssignmentRun::State::kDeployed, "assignment_run.deployed"},
    {AssignmentRun::State::kFailed, "assignment_run.failed"},
};
constexpr Type<Assignment::State> kAssignmentTypes[] = {
    {Assignment::State::kQueued, "assignment.queued"},
    {Assignment::State::kOffered, "assignment.offered"},
    {Assignment::State::kAccepted, "assignment.accepted"},
    {Assignment::State::kInProgress, "assignment.started"},
    {Assignment::State::kCompleted, "assignment.completed"},
    {Assignment::State::kDeclined, "assignment.declined"},
    {Assignment::State::kExpired, "assignment.expired"},
    {Assignment::State::kRevoked, "assignment.revoked"},
    {Assignment::State::kDead, "assignment.dead"},
};
constexpr Type<Stage::State> kStageTypes[] = {
    {Stage::State::kOpen, "stage.opened"},
    {Stage::State::kFrozen, "stage.frozen"},
};

template <typename State, size_t kCount>
std::string TypeOf(State state, const Type<State> (&types)[kCount]) {
  for (const auto& [told, type] : types) {
    if (told == state) return std::string(type);
  }
  return "";
}

std::vector<PersonId> Only(PersonId person) {
  return person.IsNil() ? std::vector<PersonId>{} : std::vector<PersonId>{person};
}

}  // namespace

std::string ExpertName(absl::string_view season, ExpertId expert) {
  return absl::StrCat("seasons/", season, "/experts/", expert.ToString());
}

std::string AssignmentName(absl::string_view season, AssignmentId assignment) {
  return absl::StrCat("seasons/", season, "/assignments/", assignment.ToString());
}

std::string RunName(absl::string_view season, RunId run) {
  return absl::StrCat("seasons/", season, "/assignmentRuns/", run.ToString());
}

std::string ApplicationName(absl::string_view season, ApplicationId application) {
  return absl::StrCat("seasons/", season, "/applications/", application.ToString());
}

Event ExpertEvent(const Expert& expert) {
  return {.type = TypeOf(expert.state, kExpertTypes),
          .season = expert.season,
          .subject = ExpertName(expert.season, expert.id),
          .data = {{"state", std::string(NameOf(expert.state))}},
          .recipients = Only(expert.person)};
}

Event ConflictOpened(const Conflict& conflict) {
  return {.type = "conflict.opened",
          .season = conflict.season,
          .subject = absl::StrCat(ExpertName(conflict.season, conflict.expert), "/conflicts/",
                                  conflict.id.ToString()),
          .data = {{"expert", conflict.expert.ToString()},
                   {"kind", std::string(NameOf(conflict.kind))}}};
}

Event RunEvent(const AssignmentRun& run) {
  return {
      .type = TypeOf(run.state, kRunTypes),
      .season = run.season,
      .subject = RunName(run.season, run.id),
      .data = {{"stage", run.stage.text()},
               {"number", absl::StrCat(run.number)},
               {"nominations", absl::StrJoin(run.nominations, ",",
                                             [](std::string* out, const NominationId& nomination) {
                                               absl::StrAppend(out, nomination.text());
                                             })}}};
}

Event AssignmentsOffered(const std::string& season, ExpertId expert, PersonId person, RunId run,
                         int count) {
  return {.type = "assignment.offered",
          .season = season,
          .subject = ExpertName(season, expert),
          .data = {{"run", run.ToString()}, {"count", absl::StrCat(count)}},
          .recipients = Only(person)};
}

Event AssignmentEvent(const Assignment& assignment) {
  Event event{.type = TypeOf(assignment.state, kAssignmentTypes),
              .season = assignment.season,
              .subject = AssignmentName(assignment.season, assignment.id),
              .data = {{"stage", assignment.stage.text()},
                       {"nomination", assignment.nomination.text()},
                       {"state", std::string(NameOf(assignment.state))}},
              .recipients = Only(assignment.person)};
  if (!assignment.end_reason.empty()) event.data.emplace_back("reason", assignment.end_reason);
  if (assignment.state == Assignment::State::kOffered) {
    event.data.emplace_back("responseDueTime", time::FormatMicros(assignment.response_due_time));
  }
  return event;
}

Event ReviewCompleted(const Review& review, const Assignment& assignment) {
  return {.type = "review.completed",
          .season = review.season,
          .subject = absl::StrCat(AssignmentName(review.season, review.assignment), "/review"),
          .data = {{"review", review.id.ToString()},
                   {"application", assignment.application.ToString()},
                   {"stage", assignment.stage.text()},
                   {"nomination", assignment.nomination.text()},
                   {"revision", absl::StrCat(review.revision)}}};
}

Event StageEvent(const Stage& stage) {
  return {.type = TypeOf(stage.state, kStageTypes),
          .season = stage.season,
          .subject = absl::StrCat("seasons/", stage.season, "/stages/", stage.id.text()),
          .data = {{"kind", stage.kind}, {"state", std::string(NameOf(stage.state))}}};
}

}  // namespace nastavnik::review
