#include "services/submission/domain/submit.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "common/crypto/hash.h"
#include "services/submission/domain/errors.h"
#include "services/submission/domain/form/check.h"
#include "services/submission/domain/number.h"

namespace nastavnik::submission {
namespace {

using State = Application::State;
using Gate = Eligibility::Gate;

// `text` is the canonical JSON of `content`.
Version MakeVersion(const Season& season, const Nomination& nomination,
                    const Application& application, const Content& content, std::string text,
                    const Applicant& applicant, const Stage& stage) {
  Version version{.version = application.version,
                  .nomination = nomination.id,
                  .content = std::move(text),
                  .config_version = season.version,
                  .facts_version = applicant.facts_version,
                  .stage = stage.id,
                  .stage_version = stage.version,
                  .title = TitleOf(nomination.form, content),
                  .region = RegionOf(nomination.form, content),
                  .keywords = KeywordsOf(nomination.form, content)};
  version.content_sha256 = crypto::Sha256(version.content);
  if (version.region.empty()) version.region = applicant.region;
  version.organization = OrganizationId::Parse(OrganizationOf(nomination.form, content));
  return version;
}

Version MakeVersion(const Season& season, const Nomination& nomination,
                    const Application& application, const Content& working_copy,
                    const Applicant& applicant, const Stage& stage) {
  // Mostly the form shows every field that is filled: then the version is the working copy as it
  // is.
  if (UnusedFields(nomination.form, working_copy).empty()) {
    return MakeVersion(season, nomination, application, working_copy, application.content,
                       applicant, stage);
  }
  const Content submitted = Submitted(nomination.form, working_copy);
  return MakeVersion(season, nomination, application, submitted, json::Canonical(submitted),
                     applicant, stage);
}

}  // namespace

Problems FindProblems(const Season& season, const Nomination& nomination, const Content& content,
                      const Applicant& applicant, absl::Time now) {
  const absl::CivilDay today = absl::ToCivilDay(now, season.zone);
  return {.fields = CheckSubmit(nomination.form, content, {applicant.person}),
          .eligibility = FailedRules(nomination, Gate::kSubmit, applicant, content, today),
          .consents = MissingConsents(season, Gate::kSubmit, applicant),
          .registered = applicant.active && applicant.registered};
}

absl::StatusOr<Submission> Submit(const Season& season, Application application,
                                  const Applicant& applicant, const Stage& stage, int64_t sequence,
                                  absl::Time receive_time, absl::Time now) {
  if (application.state == State::kWithdrawn)
    return IllegalTransition(NameOf(application.state), "submit");
  const Nomination* nomination = season.Find(application.nomination);
  if (nomination == nullptr) return NominationUnknown();
  const Content working_copy = ContentOf(application);
  const absl::CivilDay today = absl::ToCivilDay(now, season.zone);
  RETURN_IF_ERROR(
      CheckApplicant(season, *nomination, Gate::kSubmit, applicant, working_copy, today));
  json::Violations missing = CheckSubmit(nomination->form, working_copy, {applicant.person});
  if (!missing.empty()) return ApplicationIncomplete(std::move(missing));

  if (application.number.empty())
    application.number = FormatNumber(season.number_pattern, sequence);
  application.changed = false;
  application.config_version = season.version;
  application.submit_time = now;
  application.decide_time.reset();
  ++application.version;
  ++application.check_version;
  Version version = MakeVersion(season, *nomination, application, working_copy, applicant, stage);
  version.receive_time = receive_time;
  version.submit_time = now;
  Receipt receipt{.season = season.id,
                  .application = application.id,
                  .version = version.version,
                  .content_sha256 = version.content_sha256,
                  .receive_time = receive_time,
                  .decide_time = now,
                  .stage = stage.id,
                  .stage_version = stage.version};
  return Submission{
      Move(std::move(application), State::kSubmitted, "submit", applicant.person, now),
      std::move(version), std::move(receipt)};
}

}  // namespace nastavnik::submission
