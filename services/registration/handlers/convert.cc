#include "services/registration/handlers/convert.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/crypto/encoding.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/registration/domain/errors.h"
#include "services/registration/handlers/permissions.h"

namespace nastavnik::registration {
namespace {

access::v1::Grant::Role RoleOf(const std::string& role) {
  access::v1::Grant::Role parsed = access::v1::Grant::ROLE_UNSPECIFIED;
  access::v1::Grant::Role_Parse(role, &parsed);
  return parsed;
}

pb::SeasonConfig::State ToProto(ConfigVersion::State state) {
  using State = ConfigVersion::State;
  switch (state) {
    case State::kChecked:
      return pb::SeasonConfig::CHECKED;
    case State::kStored:
      return pb::SeasonConfig::STORED;
    case State::kWaiting:
      return pb::SeasonConfig::WAITING;
    case State::kInstalling:
      return pb::SeasonConfig::INSTALLING;
    case State::kInForce:
      return pb::SeasonConfig::IN_FORCE;
    case State::kSuperseded:
      return pb::SeasonConfig::SUPERSEDED;
  }
  return pb::SeasonConfig::STATE_UNSPECIFIED;
}

pb::Consent::State StateOf(const Consent& consent) {
  if (consent.IsLive()) return pb::Consent::GIVEN;
  return consent.end_act == "REPLACED" ? pb::Consent::REPLACED : pb::Consent::WITHDRAWN;
}

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t micros = absl::ToUnixMicros(time);
  timestamp.set_seconds(micros / 1'000'000);
  timestamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
  return timestamp;
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

std::string UserName(PersonId person) { return absl::StrCat("users/", person.ToString()); }

std::string SeasonName(const SeasonId& season) {
  return season.empty() ? "" : absl::StrCat("seasons/", season.text());
}

std::string RegionName(const RegionId& region) {
  return region.empty() ? "" : absl::StrCat("regions/", region.text());
}

common::v1::PendingApproval ToProto(const pg::Proposal& proposal) {
  common::v1::PendingApproval message;
  message.set_verb(proposal.verb);
  message.set_payload_hash(crypto::HexEncode(proposal.payload_hash));
  message.set_proposer(UserName(proposal.proposer));
  *message.mutable_expire_time() = ToTimestamp(proposal.expire_time);
  return message;
}

pb::User ToProto(const AccountStore::Account& account) {
  const Person& person = account.person;
  pb::User user;
  user.set_name(UserName(person.id));
  user.set_uid(person.id.ToString());
  user.set_etag(rpc::Etag(person.version, "owner"));
  user.set_state(person.state == Person::State::kActive ? pb::User::ACTIVE : pb::User::LOCKED);
  user.mutable_person_name()->set_family_name(person.profile.name.family_name);
  user.mutable_person_name()->set_given_name(person.profile.name.given_name);
  user.mutable_person_name()->set_patronymic(person.profile.name.patronymic);
  user.set_birth_date(person.profile.birth_date);
  user.set_region(RegionName(person.profile.region));
  user.set_email(person.email);
  *user.mutable_create_time() = ToTimestamp(person.create_time);
  *user.mutable_update_time() = ToTimestamp(person.update_time);
  for (const RoleGrant& grant : account.grants) {
    pb::Permission& permission = *user.add_permissions();
    permission.set_role(RoleOf(grant.scope.role));
    permission.set_season(SeasonName(grant.scope.season));
    permission.set_nomination(grant.scope.nomination.text());
    permission.set_region(RegionName(grant.scope.region));
    for (const std::string& action : ActionsOf(permission.role())) permission.add_actions(action);
  }
  return user;
}

pb::RoleGrant ToProto(const RoleGrant& grant) {
  pb::RoleGrant message;
  message.set_role(RoleOf(grant.scope.role));
  message.set_season(SeasonName(grant.scope.season));
  message.set_nomination(grant.scope.nomination.text());
  message.set_region(RegionName(grant.scope.region));
  if (grant.granter) message.set_granter(UserName(*grant.granter));
  *message.mutable_start_time() = ToTimestamp(grant.start_time);
  if (grant.end_time) *message.mutable_end_time() = ToTimestamp(*grant.end_time);
  return message;
}

pb::Consent ToProto(const Consent& consent) {
  pb::Consent message;
  message.set_name(absl::StrCat(UserName(consent.person), "/consents/", consent.id.ToString()));
  message.set_season(SeasonName(consent.season));
  message.set_consent(consent.consent);
  message.set_version(consent.text_version);
  message.set_state(StateOf(consent));
  message.set_purpose(consent.purpose);
  message.set_partner(consent.partner);
  for (const std::string& field : consent.fields) message.add_fields(field);
  message.set_text_sha256(crypto::HexEncode(consent.text_sha256));
  *message.mutable_give_time() = ToTimestamp(consent.give_time);
  if (consent.end_time) *message.mutable_end_time() = ToTimestamp(*consent.end_time);
  return message;
}

pb::Organization ToProto(const Organization& organization) {
  pb::Organization message;
  message.set_name(absl::StrCat("organizations/", organization.id.ToString()));
  message.set_title(organization.title);
  message.set_short_title(organization.short_title);
  message.set_inn(organization.inn);
  message.set_ogrn(organization.ogrn);
  message.set_region(RegionName(organization.region));
  *message.mutable_create_time() = ToTimestamp(organization.create_time);
  return message;
}

pb::Registration ToProto(const Registration& registration) {
  pb::Registration message;
  message.set_name(
      absl::StrCat(SeasonName(registration.season), "/registrations/", registration.id.ToString()));
  message.set_user(UserName(registration.person));
  message.set_region(RegionName(registration.region));
  message.set_state(registration.withdraw_time ? pb::Registration::WITHDRAWN
                                               : pb::Registration::REGISTERED);
  *message.mutable_create_time() = ToTimestamp(registration.register_time);
  return message;
}

pb::SeasonConfig ToProto(const ConfigVersion& config) {
  pb::SeasonConfig message;
  message.set_name(absl::StrCat(SeasonName(config.season), "/configs/", config.version));
  message.set_version(config.version);
  message.set_base_version(config.base_version);
  message.set_state(ToProto(config.state));
  message.set_sha256(crypto::HexEncode(config.sha256));
  message.set_author(UserName(config.author));
  if (config.second_person) message.set_second_person(UserName(*config.second_person));
  message.set_reason(config.reason);
  *message.mutable_create_time() = ToTimestamp(config.create_time);
  if (config.activate_time) *message.mutable_activate_time() = ToTimestamp(*config.activate_time);
  for (const ConfigVersion::Change& change : config.changes) {
    pb::SeasonConfig::Change& added = *message.add_changes();
    added.set_path(change.path);
    added.set_change_class(change.change_class);
    added.set_kind(change.kind);
  }
  for (const std::string& warning : config.warnings) message.add_warnings(warning);
  for (const std::string& service : config.missing_services) message.add_missing_services(service);
  if (config.pending) *message.mutable_pending_approval() = ToProto(*config.pending);
  return message;
}

absl::StatusOr<PersonId> OwnUser(const Call& call, absl::string_view name,
                                 absl::string_view field) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const std::vector<std::string> parts, rpc::ParseName("users/*", name, field));
  if (parts[0] == "me" || parts[0] == caller.ToString()) return caller;
  return NotFound();
}

absl::StatusOr<RegionId> RegionOf(const Call& call, absl::string_view name, absl::string_view field,
                                  std::vector<FieldViolation>& violations) {
  if (name.empty()) return RegionId();
  if (!call.env.book.Loaded()) return SeasonsNotLoaded();
  const RegionId region(absl::ConsumePrefix(&name, "regions/") ? name : "");
  if (region.empty() || !call.env.book.HasRegion(region)) {
    violations.push_back({std::string(field), "UNKNOWN_VALUE",
                          "Такого региона нет. Ожидается имя вида «regions/ru-77»."});
  }
  return region;
}

absl::StatusOr<std::shared_ptr<const OpenedSeason>> AnnouncedSeason(const Call& call,
                                                                    absl::string_view name,
                                                                    absl::string_view field) {
  ASSIGN_OR_RETURN(const std::vector<std::string> parts, rpc::ParseName("seasons/*", name, field));
  return AnnouncedById(call, parts[0]);
}

absl::StatusOr<std::shared_ptr<const OpenedSeason>> AnnouncedById(const Call& call,
                                                                  absl::string_view season) {
  if (!call.env.book.Loaded()) return SeasonsNotLoaded();
  auto opened = call.env.book.Find(season);
  if (opened == nullptr || !opened->facts.announce_time) return NotFound();
  return opened;
}

}  // namespace nastavnik::registration
