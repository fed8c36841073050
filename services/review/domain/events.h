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

// The state that was reached decides the type, here and below.
Event ExpertEvent(const Expert& expert);
Event ConflictOpened(const Conflict& conflict);
Event RunEvent(const AssignmentRun& run);
// What a deployed run brings one expert: one event an expert, for one mail.
Event AssignmentsOffered(const std::string& season, ExpertId expert, PersonId person, RunId run,
                         int count);
Event AssignmentEvent(const Assignment& assignment);
// For the services alone: names the application.
Event ReviewCompleted(const Review& review, const Assignment& assignment);
Event StageEvent(const Stage& stage);

std::string ExpertName(absl::string_view season, ExpertId expert);
std::string AssignmentName(absl::string_view season, AssignmentId assignment);
std::string RunName(absl::string_view season, RunId run);
std::string ApplicationName(absl::string_view season, ApplicationId application);

}  // namespace nastavnik::review
