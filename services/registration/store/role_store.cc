#include "services/registration/store/role_store.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"

#include "registration_sql/sql.h"
#include "services/registration/domain/errors.h"
#include "services/registration/domain/events.h"
#include "services/registration/store/rows.h"

namespace nastavnik::registration {
namespace {

constexpr int kFirstAdministrators =
    2;  // two persons from the start: one proposes, the other carries out

std::vector<pg::Query> GrantReads(PersonId person, const pg::Proposal& act) {
  return {pg::Query(sql::kSelectPersonForUpdate, person), pg::Query(sql::kSelectGrants, person),
          pg::SelectProposal(act.season, act.object, act.verb)};
}

// Only making and ending administrators takes two.
absl::StatusOr<bool> CarryOut(const std::string& role, const pg::Rows& stored,
                              const pg::Proposal& act, absl::Time now, pg::Changes& changes,
                              RoleStore::Outcome& outcome) {
  if (role != "ADMINISTRATOR") return true;
  ASSIGN_OR_RETURN(const pg::Approval approval, pg::Approve(pg::ProposalFrom(stored), act, now));
  if (approval.carry_out) {
    pg::DeleteProposal(changes, act);
  } else {
    pg::StoreProposal(changes, approval.proposal);
    outcome.pending = approval.proposal;
  }
  return approval.carry_out;
}

std::vector<RoleGrant>::iterator FindScope(std::vector<RoleGrant>& grants, const RoleScope& scope) {
  return std::find_if(grants.begin(), grants.end(),
                      [&](const RoleGrant& grant) { return grant.scope == scope; });
}

void InsertGrant(const RoleGrant& grant, pg::Changes& changes) {
  changes.Run(sql::kInsertGrant, grant.id, grant.person, grant.scope.role, grant.scope.season,
              grant.scope.nomination, grant.scope.region, grant.granter, grant.start_time,
              grant.end_time);
  changes.Emit(RoleGranted(grant));
}

void EndGrant(const RoleGrant& grant, std::optional<PersonId> revoker, absl::Time now,
              pg::Changes& changes) {
  changes.RunExactly(1, sql::kRevokeGrant, grant.id, now, revoker);
  changes.Emit(RoleRevoked(grant));
}

}  // namespace

absl::StatusOr<pg::Answer> RoleStore::Grant(const pg::WriteKey& write, const RoleGrant& grant,
                                            const pg::Proposal& act, const Encode& encode) {
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
    Outcome outcome{PersonStateFrom(row.View("state")), GrantsFrom(rows[1]), std::nullopt};
    if (FindScope(outcome.grants, grant.scope) != outcome.grants.end()) return encode(outcome);
    RETURN_IF_ERROR(CheckSeparation(outcome.grants, DutiesFrom(rows[4]), grant.scope));
    ASSIGN_OR_RETURN(const bool carry_out,
                     CarryOut(grant.scope.role, rows[2], act, rows.Now(), changes, outcome));
    if (!carry_out) return encode(outcome);
    for (const RoleGrant& expired : GrantsFrom(rows[3])) {
      EndGrant(expired, grant.granter, rows.Now(), changes);
    }
    RoleGrant given = grant;
    given.start_time = rows.Now();
    InsertGrant(given, changes);
    outcome.grants.push_back(given);
    return encode(outcome);
  };
  std::vector<pg::Query> reads = GrantReads(grant.person, act);
  reads.push_back(pg::Query(sql::kSelectExpiredGrants, grant.person));
  reads.push_back(pg::Query(sql::kSelectDuties, grant.person));
  return db_.Write(write, reads, decide);
}

absl::StatusOr<pg::Answer> RoleStore::Revoke(const pg::WriteKey& write, PersonId person,
                                             const RoleScope& scope, PersonId revoker,
                                             const pg::Proposal& act, const Encode& encode) {
  const auto decide = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
    Outcome outcome{PersonStateFrom(row.View("state")), GrantsFrom(rows[1]), std::nullopt};
    const auto held = FindScope(outcome.grants, scope);
    if (held == outcome.grants.end()) return NotFound();
    ASSIGN_OR_RETURN(const bool carry_out,
                     CarryOut(scope.role, rows[2], act, rows.Now(), changes, outcome));
    if (!carry_out) return encode(outcome);
    EndGrant(*held, revoker, rows.Now(), changes);
    changes.Run(sql::kUpdatePersonEpoch, person);
    outcome.grants.erase(held);
    return encode(outcome);
  };
  return db_.Write(write, GrantReads(person, act), decide);
}

absl::StatusOr<Principal> RoleStore::GetPrincipal(PersonId person, absl::Time deadline) {
  ASSIGN_OR_RETURN(const auto rows, db_.ReadAll({pg::Query(sql::kSelectPrincipal, person),
                                                 pg::Query(sql::kSelectGrants, person),
                                                 pg::Query(sql::kSelectEndedSessions, person)},
                                                deadline));
  ASSIGN_OR_RETURN(const pg::Row row, rows[0].One(NotFound()));
  Principal principal{
      PersonStateFrom(row.View("state")), row.Int("epoch"), GrantsFrom(rows[1]), {}};
  for (const pg::Row ended : rows[2])
    principal.ended_sessions.push_back(ended.IdOf<SessionId>("session_id"));
  return principal;
}

absl::StatusOr<std::vector<PersonFacts>> RoleStore::BatchGetPeople(
    const std::vector<PersonId>& people, const SeasonId& season, absl::Time deadline) {
  ASSIGN_OR_RETURN(const auto rows,
                   db_.ReadAll({pg::Query(sql::kSelectPeople, people, season),
                                pg::Query(sql::kSelectLiveConsents, people, season)},
                               deadline));
  std::map<PersonId, PersonFacts> known;
  for (const pg::Row row : rows[0]) {
    const PersonId id = row.IdOf<PersonId>("person_id");
    known[id] = {id,
                 PersonStateFrom(row.View("state")),
                 row.IdOf<RegionId>("region_id"),
                 vault_.Open(id, row.Bytes("birth_date")),
                 row.Bool("registered"),
                 row.Int64("facts_version"),
                 NameFrom(vault_, id, row),
                 {}};
  }
  for (const pg::Row row : rows[1]) {
    Consent consent;
    consent.id = row.IdOf<ConsentId>("consent_id");
    consent.consent = row.Text("consent");
    consent.purpose = row.Text("purpose");
    consent.text_version = row.Int("text_version");
    consent.fields = row.TextArray("fields");
    known[row.IdOf<PersonId>("person_id")].consents.push_back(std::move(consent));
  }
  std::vector<PersonFacts> answer;
  for (const PersonId person : people) {
    if (const auto facts = known.find(person); facts != known.end())
      answer.push_back(facts->second);
  }
  return answer;
}

absl::Status CreateAdministrator(pg::Database& db, const Vault& vault,
                                 const NewAdministrator& administrator, absl::Time deadline) {
  const PersonId id = administrator.id;
  const std::string index = vault.EmailIndex(administrator.email);
  const auto seal = [&](absl::string_view text) { return pg::Bytes{vault.Seal(id, text)}; };
  const auto create = [&](const pg::ReadRows& rows,
                          pg::Changes& changes) -> absl::StatusOr<std::string> {
    if (!rows[2].empty()) return std::string();  // written already, and the answer got lost
    if (!rows[1].empty()) return AlreadyExists("");
    if (rows[0].size() >= kFirstAdministrators) return AdministratorsExist();
    const absl::Time now = rows.Now();
    const PersonName& name = administrator.profile.name;
    changes.Run(sql::kInsertPerson, id, seal(name.family_name), seal(name.given_name),
                seal(name.patronymic), seal(administrator.profile.birth_date),
                administrator.profile.region, now);
    changes.Run(sql::kInsertPersonTransition, id, "", "ACTIVE", "create", id, "", now);
    changes.Run(sql::kInsertContact, id, NewUuid(), seal(administrator.email), pg::Bytes{index},
                now);
    changes.Run(sql::kInsertIdentity, id, administrator.password_hash, now);
    changes.Emit(PersonCreated(id));
    InsertGrant({GrantId::New(), id, {.role = "ADMINISTRATOR"}, std::nullopt, now, std::nullopt},
                changes);
    return "";
  };
  pg::WriteKey key = pg::WriteKey::Job("createAdministrator");
  key.deadline = deadline;
  return db
      .Write(key,
             {pg::Query(sql::kSelectAdministratorsForUpdate),
              pg::Query(sql::kSelectPersonByContact, pg::Bytes{index}),
              pg::Query(sql::kSelectPrincipal, id)},
             create)
      .status();
}

}  // namespace nastavnik::registration
