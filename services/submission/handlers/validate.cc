#include "absl/strings/strip.h"

#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/submission/domain/errors.h"
#include "services/submission/handlers/applications.h"
#include "services/submission/handlers/convert.h"

namespace nastavnik::submission {
namespace {

using Response = pb::ValidateApplicationResponse;

// "content.metrics[1].before" belongs to the section of the field "metrics".
std::string SectionOf(const Form& form, absl::string_view path) {
  if (!absl::ConsumePrefix(&path, "content.")) return "";
  const Field* field = form.Find(path.substr(0, path.find_first_of(".[")));
  return field == nullptr ? "" : field->section;
}

void Add(const Form& form, const json::Violations& violations, Response& response) {
  for (const FieldViolation& violation : violations) {
    Response::Problem& problem = *response.add_problems();
    problem.set_section(SectionOf(form, violation.field));
    problem.set_field(violation.field);
    problem.set_reason(violation.reason);
    problem.set_message(violation.message);
  }
}

json::Violations OfPerson(const Problems& problems, const Season& season) {
  json::Violations violations;
  if (!problems.registered)
    violations.push_back({"registration", "REQUIRED", "Сначала зарегистрируйтесь на сезон."});
  for (const std::string& id : problems.consents) {
    std::string title = id;
    for (const ConsentRule& consent : season.consents) {
      if (consent.id == id) title = consent.title;
    }
    violations.push_back({"consents." + id, "CONSENT_REQUIRED", "Дайте согласие: " + title + "."});
  }
  return violations;
}

}  // namespace

absl::StatusOr<Response> ValidateApplication(const Call& call,
                                             const pb::ValidateApplicationRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const ApplicationName name,
                   ParseApplicationName("seasons/*/applications/*", request.name()));
  ASSIGN_OR_RETURN(const OwnerView view,
                   call.env.applications.Get(name.season, name.id, person, call.deadline));
  ASSIGN_OR_RETURN(const auto season, call.env.seasons.Get(name.season, call.deadline));
  const Nomination* nomination = season->Find(view.application.nomination);
  if (nomination == nullptr) return NominationUnknown();
  RETURN_IF_ERROR(CheckAnswerable(*nomination, Eligibility::Gate::kSubmit));
  ASSIGN_OR_RETURN(const Applicant applicant,
                   call.env.people.Ask(name.season, person, call.deadline));
  const Content content = ContentOf(view.application);
  const Problems problems = FindProblems(*season, *nomination, content, applicant, view.now);

  Response response;
  Add(nomination->form, problems.fields, response);
  Add(nomination->form, problems.eligibility, response);
  Add(nomination->form, OfPerson(problems, *season), response);
  for (std::string& field : UnusedFields(nomination->form, content))
    response.add_unused_fields(std::move(field));
  *response.mutable_server_time() = ToTimestamp(view.now);
  *response.mutable_close_time() = ToTimestamp(view.stage.close_time);
  *response.mutable_grace_until_time() = ToTimestamp(view.stage.GraceUntil());
  return response;
}

}  // namespace nastavnik::submission
