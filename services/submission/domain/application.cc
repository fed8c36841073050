#include "services/submission/domain/application.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "services/submission/domain/errors.h"
#include "services/submission/domain/form/check.h"
#include "services/submission/domain/limits.h"

namespace nastavnik::submission {
namespace {

using State = Application::State;

constexpr std::pair<State, absl::string_view> kNames[] = {{State::kDraft, "DRAFT"},
                                                          {State::kSubmitted, "SUBMITTED"},
                                                          {State::kAdmitted, "ADMITTED"},
                                                          {State::kWithdrawn, "WITHDRAWN"}};

absl::Status IllegalIn(const Application& application, absl::string_view verb) {
  return IllegalTransition(NameOf(application.state), verb);
}

// Cleans and checks what the patch brings and puts the result into the working copy.
absl::Status Save(const Season& season, const Nomination& nomination, Content before, Patch patch,
                  absl::Time now, Application& application) {
  json::Violations violations;
  patch.values = Clean(nomination.form, patch.values, "application.content", violations);
  const Content content = Merge(std::move(before), patch);
  RETURN_IF_ERROR(RefuseFiles(nomination.form, content, patch.fields));
  for (FieldViolation& violation :
       CheckSave(nomination.form, content, patch.fields, patch.unknown)) {
    violations.push_back(std::move(violation));
  }
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  application.content = json::Canonical(content);
  if (application.content.size() > kMaxContentBytes) return ContentTooLarge();
  application.title = TitleOf(nomination.form, content);
  application.config_version = season.version;
  application.update_time = now;
  return absl::OkStatus();
}

}  // namespace

absl::string_view NameOf(State state) {
  for (const auto& [known, name] : kNames) {
    if (known == state) return name;
  }
  return "";
}

std::optional<State> StateOf(absl::string_view name) {
  for (const auto& [state, known] : kNames) {
    if (known == name) return state;
  }
  return std::nullopt;
}

std::string ResourceName(const SeasonId& season, const ApplicationId& id) {
  return absl::StrCat("seasons/", season.text(), "/applications/", id.ToString());
}

Content ContentOf(const Application& application) {
  const auto value = json::Parse(application.content);
  return value.ok() && value->is_object() ? value->get_object() : Content();
}

Step Move(Application application, State to, absl::string_view verb, PersonId actor,
          absl::Time now) {
  Transition transition{.seq = ++application.transitions,
                        .from = application.state,
                        .to = to,
                        .verb = std::string(verb),
                        .actor = actor,
                        .time = now};
  application.state = to;
  application.update_time = now;
  ++application.row_version;
  return {std::move(application), std::move(transition)};
}

absl::StatusOr<Step> Start(const Season& season, const Nomination& nomination, ApplicationId id,
                           PersonId applicant, const Patch& patch, absl::Time now) {
  if (nomination.closed_to_new) return NominationClosed();
  Application application{.season = season.id,
                          .id = id,
                          .applicant = applicant,
                          .nomination = nomination.id,
                          .stage = nomination.application_stage,
                          .transitions = 1,
                          .create_time = now};
  RETURN_IF_ERROR(Save(season, nomination, Content(), patch, now, application));
  Transition transition{
      .seq = 1, .to = State::kDraft, .verb = "create", .actor = applicant, .time = now};
  return Step{std::move(application), std::move(transition)};
}

absl::StatusOr<Application> Edit(const Season& season, Application application, const Patch& patch,
                                 absl::Time now) {
  if (application.state != State::kDraft && application.state != State::kSubmitted) {
    return IllegalIn(application, "update");
  }
  const bool moves = !patch.nomination.empty() && patch.nomination != application.nomination;
  if (moves && application.state != State::kDraft) return NominationFixed();
  const Nomination* nomination = season.Find(moves ? patch.nomination : application.nomination);
  if (nomination == nullptr) return NominationUnknown();
  if (moves && nomination->closed_to_new) return NominationClosed();
  RETURN_IF_ERROR(Save(season, *nomination, ContentOf(application), patch, now, application));
  application.nomination = nomination->id;
  application.stage = nomination->application_stage;
  application.changed = application.version > 0;
  ++application.row_version;
  return application;
}

absl::StatusOr<Step> Withdraw(Application application, PersonId actor, absl::string_view reason,
                              absl::Time now) {
  if (application.state == State::kWithdrawn) return IllegalIn(application, "withdraw");
  Step step = Move(std::move(application), State::kWithdrawn, "withdraw", actor, now);
  step.transition.reason = std::string(reason);
  step.application.withdraw_time = now;
  ++step.application.check_version;
  return step;
}

absl::StatusOr<Step> Admit(const Season& season, const Nomination& nomination,
                           Application application, const Applicant& applicant, PersonId examiner,
                           absl::Time now) {
  if (application.state != State::kSubmitted) return IllegalIn(application, "admit");
  // Age counts on the day of the submission, as it did then.
  const absl::CivilDay day = absl::ToCivilDay(*application.submit_time, season.zone);
  RETURN_IF_ERROR(CheckApplicant(season, nomination, Eligibility::Gate::kSubmit, applicant,
                                 ContentOf(application), day));
  Step step = Move(std::move(application), State::kAdmitted, "admit", examiner, now);
  step.application.decide_time = now;
  ++step.application.check_version;
  return step;
}

}  // namespace nastavnik::submission
