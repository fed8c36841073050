// What registration tells the other services.
#include "services/registration/handlers/internal.h"

#include <algorithm>

#include "common/outbox/feed.h"
#include "common/status/macros.h"
#include "services/registration/domain/errors.h"

namespace nastavnik::registration {
namespace {

// A name is published only under a live consent to distribution that covers it.
bool MayPublishName(const PersonFacts& facts) {
  return std::any_of(facts.consents.begin(), facts.consents.end(), [](const Consent& consent) {
    if (consent.purpose != "DISTRIBUTION") return false;
    return consent.fields.empty() ||
           std::find(consent.fields.begin(), consent.fields.end(), "name") != consent.fields.end();
  });
}

pb::PersonFacts ToProto(const PersonFacts& facts, bool with_name) {
  pb::PersonFacts message;
  message.set_person(facts.person.ToString());
  message.set_state(std::string(Name(facts.state)));
  message.set_region(facts.region.text());
  message.set_birth_date(facts.birth_date);
  message.set_registered(facts.registered);
  message.set_facts_version(facts.facts_version);
  for (const Consent& consent : facts.consents) {
    pb::LiveConsent& live = *message.add_consents();
    live.set_consent(consent.consent);
    live.set_purpose(consent.purpose);
    live.set_version(consent.text_version);
    for (const std::string& field : consent.fields) live.add_fields(field);
  }
  if (with_name && MayPublishName(facts)) {
    message.mutable_name()->set_family_name(facts.name.family_name);
    message.mutable_name()->set_given_name(facts.name.given_name);
    message.mutable_name()->set_patronymic(facts.name.patronymic);
  }
  return message;
}

}  // namespace

absl::StatusOr<pb::GetConfigResponse> GetConfig(const Call& call,
                                                const pb::GetConfigRequest& request) {
  pb::GetConfigResponse response;
  response.set_season(request.season());
  const auto opened = call.env.book.Find(request.season());
  if (opened != nullptr &&
      (request.version() == 0 || request.version() == opened->facts.in_force_version)) {
    response.set_version(opened->facts.in_force_version);
    response.set_document(opened->canonical);
    response.set_sha256(opened->sha256);
    return response;
  }
  if (request.version() == 0) return call.env.book.Loaded() ? NotFound() : SeasonsNotLoaded();
  ASSIGN_OR_RETURN(
      const auto stored,
      call.env.seasons.GetDocument(SeasonId(request.season()), request.version(), call.deadline));
  response.set_version(request.version());
  response.set_document(stored.canonical);
  response.set_sha256(stored.sha256);
  return response;
}

absl::StatusOr<pb::GetPrincipalResponse> GetPrincipal(const Call& call,
                                                      const pb::GetPrincipalRequest& request) {
  const auto person = PersonId::Parse(request.person());
  if (!person) return NotFound();
  ASSIGN_OR_RETURN(const Principal principal, call.env.roles.GetPrincipal(*person, call.deadline));
  pb::GetPrincipalResponse response;
  response.set_state(std::string(Name(principal.state)));
  response.set_epoch(principal.epoch);
  for (const RoleGrant& grant : principal.grants) {
    pb::PrincipalGrant& added = *response.add_grants();
    access::v1::Grant::Role role = access::v1::Grant::ROLE_UNSPECIFIED;
    access::v1::Grant::Role_Parse(grant.scope.role, &role);
    added.set_role(role);
    added.set_season(grant.scope.season.text());
    added.set_nomination(grant.scope.nomination.text());
    added.set_region(grant.scope.region.text());
  }
  for (const SessionId session : principal.ended_sessions)
    response.add_ended_sessions(session.ToString());
  return response;
}

absl::StatusOr<pb::BatchGetPeopleResponse> BatchGetPeople(
    const Call& call, const pb::BatchGetPeopleRequest& request) {
  std::vector<PersonId> people;
  for (const std::string& text : request.people()) {
    if (const auto person = PersonId::Parse(text)) people.push_back(*person);
  }
  ASSIGN_OR_RETURN(const auto known, call.env.roles.BatchGetPeople(
                                         people, SeasonId(request.season()), call.deadline));
  pb::BatchGetPeopleResponse response;
  int64_t facts_version = 0;
  for (const PersonFacts& facts : known) {
    *response.add_people() = ToProto(facts, request.names_for_publication());
    facts_version += facts.facts_version;
  }
  response.set_facts_version(facts_version);
  return response;
}

absl::StatusOr<pb::BatchGetOrganizationsResponse> BatchGetOrganizations(
    const Call& call, const pb::BatchGetOrganizationsRequest& request) {
  std::vector<OrganizationId> asked;
  for (const std::string& text : request.organizations()) {
    if (const auto organization = OrganizationId::Parse(text)) asked.push_back(*organization);
  }
  ASSIGN_OR_RETURN(const auto known, call.env.organizations.BatchGet(asked, call.deadline));
  pb::BatchGetOrganizationsResponse response;
  for (const Organization& organization : known) {
    pb::OrganizationFacts& facts = *response.add_organizations();
    facts.set_organization(organization.id.ToString());
    facts.set_region(organization.region.text());
  }
  return response;
}

absl::StatusOr<pb::CreateInvitationResponse> CreateInvitation(
    const Call& call, const pb::CreateInvitationRequest& request) {
  const auto email = NormalizeEmail(request.email());
  if (!email) return FieldsInvalid({{"email", "INVALID_FORMAT", "Адрес вида «имя@example.ru»."}});
  if (request.kind() != "EXPERT")
    return FieldsInvalid({{"kind", "UNKNOWN_VALUE", "Ожидается EXPERT."}});
  ParticipationStore::Invitation invitation;
  invitation.id = NewUuid();
  invitation.season = SeasonId(request.season());
  invitation.kind = request.kind();
  invitation.email = *email;
  invitation.object = request.object();
  invitation.service = call.caller.service;
  if (request.has_expire_time()) invitation.expire_time = FromTimestamp(request.expire_time());
  pb::CreateInvitationResponse response;
  response.set_invitation(invitation.id.ToString());
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.participation.Invite(call.write, invitation, Encode(response)));
  call.env.send_messages();
  return Decode<pb::CreateInvitationResponse>(answer);
}

absl::StatusOr<pb::RedeemInvitationResponse> RedeemInvitation(
    const Call& call, const pb::RedeemInvitationRequest& request) {
  const auto person = PersonId::Parse(request.person());
  if (!person) return NotFound();
  const auto encode = [](const Uuid& invitation) {
    pb::RedeemInvitationResponse response;
    response.set_invitation(invitation.ToString());
    return Encode(response);
  };
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.participation.Redeem(call.write, request.secret(), *person,
                                                 request.object(), encode));
  return Decode<pb::RedeemInvitationResponse>(answer);
}

absl::StatusOr<pb::GetSigningKeysResponse> GetSigningKeys(const Call& call,
                                                          const pb::GetSigningKeysRequest&) {
  pb::GetSigningKeysResponse response;
  for (const auto& [kid, key] : call.env.token_keys) {
    pb::SigningKey& added = *response.add_keys();
    added.set_kid(kid);
    added.set_public_key(std::string(key.begin(), key.end()));
  }
  return response;
}

absl::StatusOr<events::v1::ReadFeedResponse> ReadFeed(
    const Call& call, const events::v1::ReadFeedRequest& request) {
  return outbox::ReadFeed(call.env.db, request, call.deadline);
}

}  // namespace nastavnik::registration
