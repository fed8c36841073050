#pragma once

#include <string>
#include <vector>

#include "common/outbox/event.h"
#include "services/review/domain/assignment.h"
#include "services/review/domain/expert.h"
#include "services/review/domain/ids.h"
#include "services/review/domain/review.h"
#include "services/review/domain/run.h"
#include "services/review/domain/stage.h"

// What this service tells: ids, states, times. An event with recipients is for those people; it
// never carries the id of an application, which an expert may not learn.
namespace nastavnik::review {

// "expert.invited", ".accepted", ".activated".
Event ExpertEvent(const Expert& expert, absl::string_view verb);
Event ConflictOpened(const Conflict& conflict);
// "assignment_run.proposed", ".failed", ".deployed".
Event RunEvent(const AssignmentRun& run, absl::string_view verb);
// What a deployed run brings one expert: one event an expert, for one mail.
Event AssignmentsOffered(const std::string& season, ExpertId expert, PersonId person, RunId run,
                         int count);
// "assignment.offered", ".accepted", ".declined", ".expired", ".revoked", ".queued" ...
Event AssignmentEvent(const Assignment& assignment, absl::string_view verb);
// For the services alone: names the application.
Event ReviewCompleted(const Review& review, const Assignment& assignment);
// "stage.opened", ".frozen".
Event StageEvent(const Stage& stage, absl::string_view verb);

std::string ExpertName(absl::string_view season, ExpertId expert);
std::string AssignmentName(absl::string_view season, AssignmentId assignment);
std::string RunName(absl::string_view season, RunId run);
std::string ApplicationName(absl::string_view season, ApplicationId application);

}  // namespace nastavnik::review
