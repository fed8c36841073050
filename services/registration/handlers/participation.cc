// Consents, organizations, registrations.
#include "services/registration/handlers/participation.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "common/text/text.h"
#include "common/time/civil.h"
#include "services/registration/domain/errors.h"
#include "services/registration/domain/season/eligibility.h"

namespace nastavnik::registration {
namespace {

constexpr absl::string_view kListConsents = "nastavnik.registration.v1.ConsentService/ListConsents";

ConsentStore::Encode EncodeConsent() {
  return [](const Consent& consent) { return Encode(ToProto(consent)); };
}

pb::CheckEligibilityResponse::Failure::Gate GateOf(const std::string& gate) {
  pb::CheckEligibilityResponse::Failure::Gate parsed =
      pb::CheckEligibilityResponse::Failure::GATE_UNSPECIFIED;
  pb::CheckEligibilityResponse::Failure::Gate_Parse(gate, &parsed);
  return parsed;
}

}  // namespace

absl::StatusOr<pb::ListConsentsResponse> ListConsents(const Call& call,
                                                      const pb::ListConsentsRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, OwnUser(call, request.parent(), "parent"));
  ASSIGN_OR_RETURN(const page::Page page,
                   page::Read(call.env.pages, kListConsents, person.uuid(), request));
  const auto after = page.after.empty() ? std::nullopt : ConsentId::Parse(page.after[0]);
  ASSIGN_OR_RETURN(auto consents,
                   call.env.consents.List(person, after, page.size + 1, call.deadline));
  pb::ListConsentsResponse response;
  if (static_cast<int>(consents.size()) > page.size) {
    consents.pop_back();
    response.set_next_page_token(page::Next(call.env.pages, kListConsents, person.uuid(), request,
                                            {consents.back().id.ToString()}));
  }
  for (const Consent& consent : consents) *response.add_consents() = ToProto(consent);
  return response;
}

absl::StatusOr<pb::Consent> CreateConsent(const Call& call,
                                          const pb::CreateConsentRequest& request) {
  ASSIGN_OR_RETURN(const PersonId person, OwnUser(call, request.parent(), "parent"));
  ASSIGN_OR_RETURN(const auto season,
                   AnnouncedSeason(call, request.consent().season(), "consent.season"));
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      call.env.consents.Give(call.write, person, season->document, request.consent().consent(),
                             request.consent().version(), EncodeConsent()));
  return Decode<pb::Consent>(answer);
}

absl::StatusOr<pb::Consent> WithdrawConsent(const Call& call,
                                            const pb::WithdrawConsentRequest& request) {
  ASSIGN_OR_RETURN(const auto name,
                   rpc::ParseChildName<ConsentId>("users/*/consents/*", request.name()));
  ASSIGN_OR_RETURN(const PersonId person,
                   OwnUser(call, absl::StrCat("users/", name.parent), "name"));
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.consents.Withdraw(call.write, person, name.id, EncodeConsent()));
  return Decode<pb::Consent>(answer);
}

absl::StatusOr<pb::Organization> CreateOrganization(const Call& call,
                                                    const pb::CreateOrganizationRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  const pb::Organization& given = request.organization();
  std::vector<FieldViolation> violations;
  Organization organization;
  organization.id = OrganizationId::New();
  organization.title = std::string(text::Trim(given.title()));
  organization.short_title = std::string(text::Trim(given.short_title()));
  organization.inn = given.inn();
  organization.ogrn = given.ogrn();
  ASSIGN_OR_RETURN(organization.region,
                   RegionOf(call, given.region(), "organization.region", violations));
  CheckNumbers(organization, violations);
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  const auto encode = [](const Organization& created) { return Encode(ToProto(created)); };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.organizations.Create(call.write, organization, caller, encode));
  return Decode<pb::Organization>(answer);
}

absl::StatusOr<pb::Organization> GetOrganization(const Call& call,
                                                 const pb::GetOrganizationRequest& request) {
  ASSIGN_OR_RETURN(const auto name,
                   rpc::ParseChildName<OrganizationId>("organizations/*", request.name()));
  ASSIGN_OR_RETURN(const Organization organization,
                   call.env.organizations.Get(name.id, call.deadline));
  return ToProto(organization);
}

absl::StatusOr<pb::CheckEligibilityResponse> CheckEligibility(
    const Call& call, const pb::CheckEligibilityRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto season, AnnouncedSeason(call, request.parent(), "parent"));
  const auto nomination = season->document.nominations.find(request.nomination());
  if (nomination == season->document.nominations.end()) {
    return FieldsInvalid({{"nomination", "UNKNOWN_VALUE", "Такой номинации нет."}});
  }
  const std::vector<PersonId> one = {caller};
  ASSIGN_OR_RETURN(const auto people,
                   call.env.roles.BatchGetPeople(one, season->facts.id, call.deadline));
  ASSIGN_OR_RETURN(const absl::Time now, call.env.db.Now(call.deadline));
  season::Applicant applicant;
  if (!request.applicant_kind().empty()) applicant.kind = request.applicant_kind();
  applicant.birth_date = people.empty() ? std::nullopt : time::ParseDay(people[0].birth_date);
  applicant.region = people.empty() ? "" : people[0].region.text();
  applicant.today = absl::ToCivilDay(now, season->document.zone);
  pb::CheckEligibilityResponse response;
  response.set_can_start(!nomination->second.closed_to_new);
  for (const auto& failure :
       season::CheckEligibility(season->document, nomination->second, applicant)) {
    pb::CheckEligibilityResponse::Failure& added = *response.add_failures();
    added.set_rule(failure.rule);
    added.set_gate(GateOf(failure.gate));
    added.set_message(failure.message);
    if (failure.gate == "DRAFT") response.set_can_start(false);
  }
  return response;
}

absl::StatusOr<pb::Registration> CreateRegistration(const Call& call,
                                                    const pb::CreateRegistrationRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto season, AnnouncedSeason(call, request.parent(), "parent"));
  std::vector<FieldViolation> violations;
  ASSIGN_OR_RETURN(const RegionId region, RegionOf(call, request.registration().region(),
                                                   "registration.region", violations));
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  const auto encode = [](const Registration& registration) {
    return Encode(ToProto(registration));
  };
  ASSIGN_OR_RETURN(
      const pg::Answer answer,
      call.env.participation.Register(call.write, caller, season->document, region, encode));
  if (!answer.replayed) call.env.registrations.With({season->facts.id.text()}).Increment();
  return Decode<pb::Registration>(answer);
}

absl::StatusOr<pb::Registration> GetRegistration(const Call& call,
                                                 const pb::GetRegistrationRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto parts, rpc::ParseName("seasons/*/registrations/*", request.name()));
  const auto id = RegistrationId::Parse(parts[1]);
  if (!id && parts[1] != "me") return NotFound();
  ASSIGN_OR_RETURN(const Registration registration,
                   call.env.participation.Get(SeasonId(parts[0]), caller, id, call.deadline));
  return ToProto(registration);
}

}  // namespace nastavnik::registration
