#include "services/submission/handlers/staff.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"

#include "common/json/proto/struct.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/submission/domain/eligibility.h"
#include "services/submission/handlers/convert.h"

namespace nastavnik::submission {
namespace {

using Role = auth::Role;
using Nominations = std::optional<std::vector<std::string>>;

constexpr absl::string_view kCheckPattern = "seasons/*/applications/*/formalCheck";

// Nominations of the season that the caller may list; absent: all.
Nominations VisibleTo(const auth::Caller& caller, const std::string& season) {
  for (const Role role :
       {access::v1::Grant::EXAMINER, access::v1::Grant::OPERATOR, access::v1::Grant::ORGANIZER}) {
    if (caller.Has(role, season)) return std::nullopt;
  }
  const auto own = caller.Nominations(access::v1::Grant::CHAIR, season);
  return own == std::vector<std::string>{""} ? std::nullopt : Nominations(own);
}

Nominations Narrowed(Nominations visible, const std::string& wanted) {
  if (wanted.empty()) return visible;
  const bool may =
      !visible || std::find(visible->begin(), visible->end(), wanted) != visible->end();
  return may ? std::vector<std::string>{wanted} : std::vector<std::string>{};
}

absl::StatusOr<StaffStore::Admission> ReadAdmission(const pb::AdmitApplicationRequest& request,
                                                    const SeasonId& season,
                                                    const std::string& field) {
  ASSIGN_OR_RETURN(const ApplicationName name,
                   ParseApplicationName(kCheckPattern, request.name(), field));
  if (name.season != season) return FieldsInvalid({{field, "CONFLICTS", "Заявка другого сезона."}});
  return StaffStore::Admission{name.id, [&request](int version) {
                                 return rpc::CheckEtag(version, "staff", request.etag());
                               }};
}

// What registration knows now of everybody behind the applications, in one question.
absl::StatusOr<Applicants> AskApplicants(const Call& call, const SeasonId& season,
                                         const std::vector<StaffStore::Admission>& admissions) {
  ASSIGN_OR_RETURN(const auto people,
                   call.env.staff.ListApplicants(season, admissions, call.deadline));
  return call.env.people.AskAll(season, people, call.deadline);
}

}  // namespace

absl::StatusOr<pb::ListStaffApplicationsResponse> ListStaffApplications(
    const Call& call, const pb::ListStaffApplicationsRequest& request) {
  constexpr absl::string_view kMethod = "submission.staff.ListApplications";
  ASSIGN_OR_RETURN(const PersonId person, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  ASSIGN_OR_RETURN(const page::Page page,
                   page::Read(call.env.pages, kMethod, person.uuid(), request));
  StaffStore::Filter filter;
  if (request.state() != pb::StaffApplication::STATE_UNSPECIFIED) {
    filter.state = pb::StaffApplication::State_Name(request.state());
  }
  filter.nominations = Narrowed(VisibleTo(call.caller, parts[0]), request.nomination());
  filter.filter = request.filter();
  filter.order_by = request.order_by();
  ASSIGN_OR_RETURN(const auto listed, call.env.staff.List(SeasonId(parts[0]), filter, page.after,
                                                          page.size + 1, call.deadline));
  pb::ListStaffApplicationsResponse response;
  for (const StaffStore::Listed& entry : listed) {
    if (response.applications_size() == page.size) {
      const page::Key& last = listed[page.size - 1].key;
      response.set_next_page_token(
          page::Next(call.env.pages, kMethod, person.uuid(), request, last));
      break;
    }
    *response.add_applications() = ToStaff(entry.application);
  }
  return response;
}

absl::StatusOr<pb::StaffApplication> GetStaffApplication(
    const Call& call, const pb::GetStaffApplicationRequest& request) {
  ASSIGN_OR_RETURN(const ApplicationName name,
                   ParseApplicationName("seasons/*/applications/*", request.name()));
  ASSIGN_OR_RETURN(const auto season, call.env.seasons.Get(name.season, call.deadline));
  ASSIGN_OR_RETURN(const StaffView view, call.env.staff.Get(*season, name.id, call.deadline));
  pb::StaffApplication message = ToStaff(view);
  const Content content = ContentOf(view.application);
  *message.mutable_content() = json::ToStruct(content);
  if (const Nomination* nomination = season->Find(view.application.nomination)) {
    const absl::CivilDay day = absl::ToCivilDay(*view.application.submit_time, season->zone);
    ASSIGN_OR_RETURN(const Applicant applicant,
                     call.env.people.Ask(name.season, view.application.applicant, call.deadline));
    for (const auto& failed :
         FailedRules(*nomination, Eligibility::Gate::kFlag, applicant, content, day)) {
      message.add_flags(failed.message);
    }
  }
  return message;
}

absl::StatusOr<pb::StaffApplication> AdmitApplication(const Call& call,
                                                      const pb::AdmitApplicationRequest& request) {
  ASSIGN_OR_RETURN(const PersonId examiner, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName(kCheckPattern, request.name()));
  const SeasonId season_id(parts[0]);
  std::vector<StaffStore::Admission> admissions(1);
  ASSIGN_OR_RETURN(admissions[0], ReadAdmission(request, season_id, "name"));
  ASSIGN_OR_RETURN(const Applicants applicants, AskApplicants(call, season_id, admissions));
  return WithSeason(
      call, season_id, [&](const Season& season) -> absl::StatusOr<pb::StaffApplication> {
        const auto encode = [](const std::vector<StaffView>& views) {
          return ToStaff(views[0]).SerializeAsString();
        };
        ASSIGN_OR_RETURN(const pg::Answer answer,
                         call.env.staff.Admit(call.write, season, admissions, applicants, examiner,
                                              call.receive_time, encode));
        return Decode<pb::StaffApplication>(answer);
      });
}

absl::StatusOr<pb::BatchAdmitApplicationsResponse> BatchAdmitApplications(
    const Call& call, const pb::BatchAdmitApplicationsRequest& request) {
  ASSIGN_OR_RETURN(const PersonId examiner, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*", request.parent(), "parent"));
  const SeasonId season_id(parts[0]);
  std::vector<StaffStore::Admission> admissions;
  std::set<std::string> names;
  std::vector<FieldViolation> twice;
  for (int i = 0; i < request.requests_size(); ++i) {
    const std::string field = absl::StrCat("requests[", i, "].name");
    ASSIGN_OR_RETURN(auto admission, ReadAdmission(request.requests(i), season_id, field));
    admissions.push_back(std::move(admission));
    if (!names.insert(request.requests(i).name()).second)
      twice.push_back({field, "CONFLICTS", "Эта заявка названа дважды."});
  }
  if (!twice.empty()) return FieldsInvalid(std::move(twice));
  ASSIGN_OR_RETURN(const Applicants applicants, AskApplicants(call, season_id, admissions));
  return WithSeason(
      call, season_id,
      [&](const Season& season) -> absl::StatusOr<pb::BatchAdmitApplicationsResponse> {
        const auto encode = [](const std::vector<StaffView>& views) {
          pb::BatchAdmitApplicationsResponse response;
          for (const StaffView& view : views) *response.add_applications() = ToStaff(view);
          return response.SerializeAsString();
        };
        ASSIGN_OR_RETURN(const pg::Answer answer,
                         call.env.staff.Admit(call.write, season, admissions, applicants, examiner,
                                              call.receive_time, encode));
        return Decode<pb::BatchAdmitApplicationsResponse>(answer);
      });
}

}  // namespace nastavnik::submission
