#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "services/submission/domain/eligibility.h"
#include "services/submission/domain/form/content.h"
#include "services/submission/domain/season.h"

// The application and its state machine. Every function here is pure: what is needed comes in, what
// is decided goes out.
namespace nastavnik::submission {

struct Application {
  enum class State { kDraft, kSubmitted, kAdmitted, kWithdrawn };

  SeasonId season;
  ApplicationId id;
  PersonId applicant;
  NominationId nomination;
  StageId stage;  // the window that it is submitted in
  State state = State::kDraft;
  std::string number;    // from the first submission on
  std::string title;     // of the working copy
  std::string content;   // canonical JSON of the working copy
  bool changed = false;  // the working copy differs from the version in force
  int version = 0;       // in force; 0: none
  int row_version = 1;   // the owner's etag
  int check_version =
      0;  // the offices' etag: moves with submissions and decisions, never with edits
  int transitions = 0;
  int config_version = 0;  // of the last save or submission
  absl::Time create_time;
  absl::Time update_time;
  std::optional<absl::Time> submit_time;  // of the version in force
  std::optional<absl::Time> withdraw_time;
  std::optional<absl::Time> decide_time;  // of the formal check
};

absl::string_view NameOf(Application::State state);  // "DRAFT" ...
std::optional<Application::State> StateOf(absl::string_view name);
std::string ResourceName(const SeasonId& season,
                         const ApplicationId& id);  // "seasons/2027/applications/0192..."

// One step of an application's life; rows of them are never changed.
struct Transition {
  int seq = 0;
  std::optional<Application::State> from;  // absent: created
  Application::State to;
  std::string verb;
  PersonId actor;  // nil: the platform
  std::string reason;
  absl::Time time;
};

struct Step {
  Application application;
  Transition transition;
};

// The content of the working copy. It was written by this service, so it always parses.
Content ContentOf(const Application& application);

// A new draft, checked as any save. Errors: NOMINATION_CLOSED, FIELD_INVALID.
absl::StatusOr<Step> Start(const Season& season, const Nomination& nomination, ApplicationId id,
                           PersonId applicant, const Patch& patch, absl::Time now);

// Saves a patch. Errors: ILLEGAL_TRANSITION, FIELD_INVALID, NOMINATION_CLOSED.
absl::StatusOr<Application> Edit(const Season& season, Application application, const Patch& patch,
                                 absl::Time now);

// Takes it out of the contest. `actor` is nil when the platform acts by `reason`. Errors:
// ILLEGAL_TRANSITION.
absl::StatusOr<Step> Withdraw(Application application, PersonId actor, absl::string_view reason,
                              absl::Time now);

// The formal check lets it through, if what bound its submission still holds. `application` has the
// content of the version in force. Errors: ILLEGAL_TRANSITION and those of CheckApplicant.
absl::StatusOr<Step> Admit(const Season& season, const Nomination& nomination,
                           Application application, const Applicant& applicant, PersonId examiner,
                           absl::Time now);

// The application moved to `to` by `verb`; no checks. For submit.h.
Step Move(Application application, Application::State to, absl::string_view verb, PersonId actor,
          absl::Time now);

}  // namespace nastavnik::submission
