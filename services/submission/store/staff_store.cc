#include "services/submission/store/staff_store.h"

#include <map>

#include "common/filter/filter.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/submission/domain/errors.h"
#include "services/submission/domain/events.h"
#include "services/submission/store/rows.h"
#include "submission_sql/sql.h"

namespace nastavnik::submission {
namespace {

using pg::Query;

// What a decision on a batch looks at.
struct Batch {
  const Season& season;
  const Applicants& applicants;
  std::map<ApplicationId, Application> applications;
  std::map<StageId, Stage> stages;
  PersonId examiner;
  std::optional<absl::Time> stamp;
  absl::Time now;
};

absl::StatusOr<Step> AdmitOne(const Batch& batch, const StaffStore::Admission& admission) {
  const auto found = batch.applications.find(admission.id);
  if (found == batch.applications.end()) return ApplicationNotFound();
  const Application& application = found->second;
  RETURN_IF_ERROR(admission.etag(application.check_version));
  const Nomination* nomination = batch.season.Find(application.nomination);
  if (nomination == nullptr) return NominationUnknown();
  const auto stage = batch.stages.find(nomination->check_stage);
  if (stage == batch.stages.end())
    return StageClosed(batch.season.Find(nomination->check_stage)->close_time);
  const absl::Duration grace = stage->second.grace;
  RETURN_IF_ERROR(
      CheckOpen(stage->second, ReceiveTime(batch.stamp, grace, batch.now), batch.now, grace));
  // An application that was not there when registration was asked is not there yet.
  const auto applicant = batch.applicants.find(application.applicant);
  if (applicant == batch.applicants.end()) return ApplicationNotFound();
  return submission::Admit(batch.season, *nomination, application, applicant->second,
                           batch.examiner, batch.now);
}

// The steps of all, or one refusal: of a single act its own, of a batch all of them with their
// places.
absl::StatusOr<std::vector<Step>> AdmitAll(const Batch& batch,
                                           const std::vector<StaffStore::Admission>& admissions) {
  std::vector<Step> steps;
  std::optional<Error> refusal;
  for (size_t i = 0; i < admissions.size(); ++i) {
    absl::StatusOr<Step> step = AdmitOne(batch, admissions[i]);
    if (step.ok()) {
      steps.push_back(*std::move(step));
    } else if (admissions.size() == 1) {
      return step.status();
    } else {
      Error error = ErrorFrom(InBatch(i, step.status()));
      if (!refusal) {
        refusal = std::move(error);
      } else {
        for (FieldViolation& violation : error.violations)
          refusal->violations.push_back(std::move(violation));
      }
    }
  }
  if (refusal) return ToStatus(*refusal);
  return steps;
}

std::vector<ApplicationId> IdsOf(const std::vector<StaffStore::Admission>& admissions) {
  std::vector<ApplicationId> ids;
  for (const StaffStore::Admission& admission : admissions) ids.push_back(admission.id);
  return ids;
}

// The nominations whose applications are read with their contents; those of a large batch are many
// megabytes.
std::vector<NominationId> CheckedByContent(const Season& season) {
  std::vector<NominationId> nominations;
  for (const auto& [id, nomination] : season.nominations) {
    if (NeedsContent(nomination, Eligibility::Gate::kSubmit)) nominations.push_back(nomination.id);
  }
  return nominations;
}

// What the offices' list may be filtered and ordered by: what its entries show.
const filter::Fields& ListFields() {
  using filter::Type;
  static const auto& fields = *new filter::Fields{
      {"state", Type::kEnum, "a.state", {"SUBMITTED", "ADMITTED", "WITHDRAWN"}},
      {"nomination", Type::kText, "a.nomination_id"},
      {"number", Type::kText, "a.number", {}, true},
      {"title", Type::kText, "v.title", {}, true},
      {"submitTime", Type::kTime, "a.submit_time", {}, true},
      {"decideTime", Type::kTime, "a.decide_time"},
  };
  return fields;
}

}  // namespace

absl::StatusOr<std::vector<StaffStore::Listed>> StaffStore::List(const SeasonId& season,
                                                                 const Filter& filter,
                                                                 const page::Key& after, int limit,
                                                                 absl::Time deadline) {
  Query query(sql::kSelectStaffApplications, season, filter.state, filter.nominations, limit);
  RETURN_IF_ERROR(filter::Fill({filter.filter, filter.order_by, after}, ListFields(),
                               "a.application_id", query));
  ASSIGN_OR_RETURN(const pg::Rows rows, db_.Read(query, deadline));
  std::vector<Listed> listed;
  for (const pg::Row row : rows) listed.push_back({ReadApplication(row), row.TextArray("key")});
  return listed;
}

absl::StatusOr<StaffView> StaffStore::Get(const Season& season, ApplicationId id,
                                          absl::Time deadline) {
  ASSIGN_OR_RETURN(const auto rows, db_.ReadAll({Query(sql::kSelectStaffApplication, season.id, id),
                                                 Query(sql::kSelectStages, season.id)},
                                                deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(ApplicationNotFound()));
  StaffView view{ReadApplication(row), std::nullopt, absl::InfinitePast()};
  const Nomination* nomination = season.Find(view.application.nomination);
  for (const pg::Row stage : rows[1]) {
    view.now = stage.Time("now");
    if (nomination != nullptr && stage.View("stage_id") == nomination->check_stage.text())
      view.stage = ReadStage(stage);
  }
  return view;
}

absl::StatusOr<std::set<PersonId>> StaffStore::ListApplicants(
    const SeasonId& season, const std::vector<Admission>& admissions, absl::Time deadline) {
  ASSIGN_OR_RETURN(const pg::Rows rows,
                   db_.Read(Query(sql::kSelectApplicants, season, IdsOf(admissions)), deadline));
  std::set<PersonId> applicants;
  for (const pg::Row row : rows) applicants.insert(row.IdOf<PersonId>("person_id"));
  return applicants;
}

absl::StatusOr<pg::Answer> StaffStore::Admit(const pg::WriteKey& key, const Season& season,
                                             const std::vector<Admission>& admissions,
                                             const Applicants& applicants, PersonId examiner,
                                             std::optional<absl::Time> stamp, Encode encode) {
  const std::vector<ApplicationId> ids = IdsOf(admissions);
  const std::vector<Query> reads = {
      Query(sql::kSelectCheckStagesForShare, season.id),
      Query(sql::kSelectApplicationsToAdmit, season.id, ids, examiner, CheckedByContent(season))};
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    Batch batch{season, applicants, {}, {}, examiner, stamp, rows.Now()};
    for (const pg::Row row : rows[0]) {
      if (ConfigVersionOf(row) != season.version) return StageChanging();
      batch.stages.emplace(row.IdOf<StageId>("stage_id"), ReadStage(row));
    }
    for (const pg::Row row : rows[1]) {
      batch.applications.emplace(row.IdOf<ApplicationId>("application_id"), ReadApplication(row));
    }
    ASSIGN_OR_RETURN(const std::vector<Step> steps, AdmitAll(batch, admissions));
    changes.RunExactly(static_cast<int>(steps.size()), sql::kAdmitApplications, season.id, ids,
                       examiner, rows.Now());
    std::vector<StaffView> views;
    for (const Step& step : steps) {
      changes.Emit(ApplicationEvent(step));
      const Nomination& nomination = *season.Find(step.application.nomination);
      views.push_back({step.application, batch.stages.at(nomination.check_stage), rows.Now()});
    }
    return encode(views);
  };
  return db_.Write(key, reads, decide);
}

}  // namespace nastavnik::submission
