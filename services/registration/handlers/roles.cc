// Offices: given and taken by administrators.
#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "common/crypto/hash.h"
#include "common/rpc/name.h"
#include "common/status/macros.h"
#include "services/registration/domain/errors.h"
#include "services/registration/handlers/accounts.h"

namespace nastavnik::registration {
namespace {

using access::v1::Grant;

constexpr Grant::Role kOffices[] = {Grant::CHAIR,   Grant::EXAMINER,      Grant::COORDINATOR,
                                    Grant::APPEALS, Grant::OPERATOR,      Grant::ORGANIZER,
                                    Grant::PRIVACY, Grant::ADMINISTRATOR, Grant::AUDITOR};

// The office that GrantRole and RevokeRole speak of.
template <typename Request>
absl::StatusOr<RoleScope> ScopeOf(const Call& call, const Request& request) {
  std::vector<FieldViolation> violations;
  RoleScope scope;
  scope.role = Grant::Role_Name(request.role());
  if (std::find(std::begin(kOffices), std::end(kOffices), request.role()) == std::end(kOffices)) {
    violations.push_back({"role", "UNKNOWN_VALUE", "Такую роль нельзя назначить."});
  }
  absl::string_view season = request.season();
  if (!season.empty() && (!absl::ConsumePrefix(&season, "seasons/") || !IsDocumentId(season))) {
    violations.push_back({"season", "INVALID_FORMAT", "Ожидается имя вида «seasons/2027»."});
  }
  scope.season = SeasonId(season);
  scope.nomination = NominationId(request.nomination());
  if (!scope.nomination.empty() && (scope.season.empty() || request.role() != Grant::CHAIR)) {
    violations.push_back(
        {"nomination", "CONFLICTS", "Номинация бывает только у председателя в сезоне."});
  }
  ASSIGN_OR_RETURN(scope.region, RegionOf(call, request.region(), "region", violations));
  if (!scope.region.empty() && request.role() != Grant::COORDINATOR) {
    violations.push_back({"region", "CONFLICTS", "Регион бывает только у координатора."});
  }
  RETURN_IF_ERROR(FieldsInvalid(std::move(violations)));
  return scope;
}

// `end_time`: of the grant that is proposed; the second person agrees to its term, too.
pg::Proposal ActOf(absl::string_view verb, PersonId person, const RoleScope& scope,
                   std::optional<absl::Time> end_time, PersonId by) {
  const std::string term =
      end_time ? absl::FormatTime(absl::RFC3339_full, *end_time, absl::UTCTimeZone()) : "";
  const std::string payload =
      absl::StrCat(verb, "\n", scope.role, "\n", scope.season.text(), "\n", scope.nomination.text(),
                   "\n", scope.region.text(), "\n", term);
  return {"", UserName(person),      absl::StrCat(verb, "/", scope.role), crypto::Sha256(payload),
          by, absl::InfiniteFuture()};
}

// Sends the outcome for `person` to bytes.
RoleStore::Encode Encoder(PersonId person) {
  return [person](const RoleStore::Outcome& outcome) {
    pb::StaffUser user;
    user.set_name(UserName(person));
    user.set_state(outcome.state == Person::State::kActive ? pb::User::ACTIVE : pb::User::LOCKED);
    for (const RoleGrant& grant : outcome.grants) *user.add_grants() = ToProto(grant);
    if (outcome.pending) *user.mutable_pending_approval() = ToProto(*outcome.pending);
    return Encode(user);
  };
}

}  // namespace

absl::StatusOr<pb::StaffUser> GrantRole(const Call& call, const pb::GrantRoleRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto name, rpc::ParseChildName<PersonId>("users/*", request.name()));
  if (name.id == caller) return NotOwnGrant();
  ASSIGN_OR_RETURN(const RoleScope scope, ScopeOf(call, request));
  RoleGrant grant;
  grant.id = GrantId::New();
  grant.person = name.id;
  grant.scope = scope;
  grant.granter = caller;
  if (request.has_end_time()) {
    grant.end_time = FromTimestamp(request.end_time());
    if (*grant.end_time <= absl::Now())
      return FieldsInvalid({{"endTime", "OUT_OF_RANGE", "Срок роли должен быть в будущем."}});
  }
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.roles.Grant(call.write, grant,
                                        ActOf("grantRole", name.id, scope, grant.end_time, caller),
                                        Encoder(name.id)));
  call.env.principals.Drop(name.id);
  return Decode<pb::StaffUser>(answer);
}

absl::StatusOr<pb::StaffUser> RevokeRole(const Call& call, const pb::RevokeRoleRequest& request) {
  ASSIGN_OR_RETURN(const PersonId caller, rpc::CallingPerson(call));
  ASSIGN_OR_RETURN(const auto name, rpc::ParseChildName<PersonId>("users/*", request.name()));
  if (name.id == caller) return NotOwnGrant();
  ASSIGN_OR_RETURN(const RoleScope scope, ScopeOf(call, request));
  ASSIGN_OR_RETURN(const pg::Answer answer,
                   call.env.roles.Revoke(call.write, name.id, scope, caller,
                                         ActOf("revokeRole", name.id, scope, std::nullopt, caller),
                                         Encoder(name.id)));
  call.env.principals.Drop(name.id);
  return Decode<pb::StaffUser>(answer);
}

}  // namespace nastavnik::registration
