#include "services/review/peers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/status/macros.h"
#include "services/review/domain/errors.h"
#include "services/review/domain/events.h"

namespace nastavnik::review {
namespace {

using Registration = registration::v1::RegistrationInternalService::Stub;
using Submission = submission::v1::SubmissionInternalService::Stub;

absl::StatusOr<FetchedItem> ItemFrom(const submission::v1::RoundItem& proto) {
  const auto application = ApplicationId::Parse(proto.application());
  if (!application) return absl::InternalError("unreadable application of a round item");
  FetchedItem item{
      .application = *application,
      .nomination = NominationId(proto.nomination()),
      .organization = OrganizationId::Parse(proto.organization()).value_or(OrganizationId()),
      .region = proto.region(),
      .people = {proto.people().begin(), proto.people().end()},
      .keywords = {proto.keywords().begin(), proto.keywords().end()},
      .state = proto.state(),
      .version = proto.version()};
  return item;
}

}  // namespace

absl::StatusOr<std::vector<FetchedItem>> Peers::GetAdmitted(
    const std::string& season, const std::vector<NominationId>& nominations, absl::Time deadline) {
  std::vector<FetchedItem> items;
  for (const NominationId& nomination : nominations) {
    submission::v1::BatchGetRoundItemsRequest request;
    request.set_season(season);
    request.set_nomination(nomination.text());
    while (true) {
      ASSIGN_OR_RETURN(const auto page,
                       submission_.Call(&Submission::BatchGetRoundItems, request, deadline));
      for (const auto& proto : page.items()) {
        ASSIGN_OR_RETURN(FetchedItem item, ItemFrom(proto));
        items.push_back(std::move(item));
      }
      if (!page.more() || page.items().empty()) break;
      request.set_after(page.items().rbegin()->application());
    }
  }
  return items;
}

absl::StatusOr<submission::v1::BlindContent> Peers::GetBlind(const std::string& season,
                                                             ApplicationId application,
                                                             absl::Time deadline) {
  const absl::Time now = absl::Now();
  {
    const absl::MutexLock lock(&mutex_);
    const auto found = blind_.find(application);
    if (found != blind_.end() && now - found->second.read_time < kBlindLife)
      return found->second.content;
  }
  submission::v1::BatchGetBlindApplicationsRequest request;
  request.set_season(season);
  request.add_applications(application.ToString());
  ASSIGN_OR_RETURN(const auto answer,
                   submission_.Call(&Submission::BatchGetBlindApplications, request, deadline));
  if (answer.applications().empty()) return NotFound();
  const absl::MutexLock lock(&mutex_);
  if (blind_.size() >= kMostBlind) {
    std::erase_if(blind_,
                  [&](const auto& entry) { return now - entry.second.read_time >= kBlindLife; });
    if (blind_.size() >= kMostBlind) blind_.clear();
  }
  blind_[application] = {answer.applications(0), now};
  return answer.applications(0);
}

void Peers::DropBlind(ApplicationId application) {
  const absl::MutexLock lock(&mutex_);
  blind_.erase(application);
}

absl::Status Peers::CreateInvitation(const WaitingInvitation& invitation, const std::string& email,
                                     absl::Time deadline) {
  registration::v1::CreateInvitationRequest request;
  request.set_request_id(invitation.expert.ToString());
  request.set_season(invitation.season);
  request.set_kind("EXPERT");
  request.set_email(email);
  request.set_object(ExpertName(invitation.season, invitation.expert));
  return registration_.Call(&Registration::CreateInvitation, request, deadline).status();
}

absl::Status Peers::RedeemInvitation(const std::string& season, ExpertId expert,
                                     const std::string& secret, PersonId person,
                                     const std::string& key, absl::Time deadline) {
  registration::v1::RedeemInvitationRequest request;
  request.set_request_id(key);
  request.set_secret(secret);
  request.set_person(person.ToString());
  request.set_object(ExpertName(season, expert));
  return registration_.Call(&Registration::RedeemInvitation, request, deadline).status();
}

absl::StatusOr<bool> Peers::HasProcessingConsent(const std::string& season, PersonId person,
                                                 absl::Time deadline) {
  registration::v1::BatchGetPeopleRequest request;
  request.add_people(person.ToString());
  request.set_season(season);
  ASSIGN_OR_RETURN(const auto answer,
                   registration_.Call(&Registration::BatchGetPeople, request, deadline));
  return std::any_of(answer.people().begin(), answer.people().end(), [](const auto& facts) {
    const auto& consents = facts.consents();
    return facts.state() == "ACTIVE" &&
           std::any_of(consents.begin(), consents.end(),
                       [](const auto& consent) { return consent.purpose() == "PROCESSING"; });
  });
}

absl::StatusOr<Districts> Peers::GetDistricts(absl::Time deadline) {
  return places_.GetDistricts(deadline);
}

absl::StatusOr<bool> Peers::AreKnown(places::Places places, absl::Time deadline) {
  ASSIGN_OR_RETURN(const places::Places unknown, places_.FindUnknown(std::move(places), deadline));
  return unknown.regions.empty() && unknown.organizations.empty();
}

absl::Status Peers::CheckRegion(const RegionId& region, absl::string_view field,
                                std::vector<FieldViolation>& violations, absl::Time deadline) {
  ASSIGN_OR_RETURN(const bool known, AreKnown({.regions = {region}}, deadline));
  if (!known)
    violations.push_back({std::string(field), "UNKNOWN_VALUE",
                          "Такого региона нет; все регионы: GET /v1/public/regions."});
  return absl::OkStatus();
}

absl::Status Peers::CheckOrganization(OrganizationId organization, absl::string_view field,
                                      std::vector<FieldViolation>& violations,
                                      absl::Time deadline) {
  if (organization.IsNil()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool known, AreKnown({.organizations = {organization}}, deadline));
  if (!known)
    violations.push_back({std::string(field), "UNKNOWN_VALUE",
                          "Такой организации нет; добавить её: POST /v1/organizations."});
  return absl::OkStatus();
}

}  // namespace nastavnik::review
