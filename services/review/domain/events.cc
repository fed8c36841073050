#include "services/review/domain/events.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/time/civil.h"

namespace nastavnik::review {
namespace {

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

Event ExpertEvent(const Expert& expert, absl::string_view verb) {
  return {.type = absl::StrCat("expert.", verb),
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

Event RunEvent(const AssignmentRun& run, absl::string_view verb) {
  return {
      .type = absl::StrCat("assignment_run.", verb),
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

Event AssignmentEvent(const Assignment& assignment, absl::string_view verb) {
  Event event{.type = absl::StrCat("assignment.", verb),
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

Event StageEvent(const Stage& stage, absl::string_view verb) {
  return {.type = absl::StrCat("stage.", verb),
          .season = stage.season,
          .subject = absl::StrCat("seasons/", stage.season, "/stages/", stage.id.text()),
          .data = {{"kind", stage.kind}, {"state", std::string(NameOf(stage.state))}}};
}

}  // namespace nastavnik::review
