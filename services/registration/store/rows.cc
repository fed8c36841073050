#include "services/registration/store/rows.h"

namespace nastavnik::registration {

PersonName NameFrom(const Vault& vault, PersonId person, const pg::Row& row) {
  return {vault.Open(person, row.Bytes("family_name")), vault.Open(person, row.Bytes("given_name")),
          vault.Open(person, row.Bytes("patronymic"))};
}

Person PersonFrom(const Vault& vault, const pg::Row& row) {
  Person person;
  person.id = row.IdOf<PersonId>("person_id");
  person.state = PersonStateFrom(row.View("state"));
  person.profile = {NameFrom(vault, person.id, row), vault.Open(person.id, row.Bytes("birth_date")),
                    row.IdOf<RegionId>("region_id")};
  person.email = vault.Open(person.id, row.Bytes("email"));
  person.version = row.Int("version");
  person.name_version = row.Int("name_version");
  person.epoch = row.Int("epoch");
  person.facts_version = row.Int64("facts_version");
  person.create_time = row.Time("create_time");
  person.update_time = row.Time("update_time");
  return person;
}

RoleGrant GrantFrom(const pg::Row& row) {
  RoleGrant grant;
  grant.id = row.IdOf<GrantId>("grant_id");
  grant.person = row.IdOf<PersonId>("person_id");
  grant.scope = {row.Text("role"), row.IdOf<SeasonId>("season_id"),
                 row.IdOf<NominationId>("nomination_id"), row.IdOf<RegionId>("region_id")};
  grant.granter = row.OptionalIdOf<PersonId>("granter_id");
  grant.start_time = row.Time("start_time");
  grant.end_time = row.OptionalTime("end_time");
  return grant;
}

std::vector<RoleGrant> GrantsFrom(const pg::Rows& rows) {
  std::vector<RoleGrant> grants;
  for (const pg::Row row : rows) grants.push_back(GrantFrom(row));
  return grants;
}

std::vector<RoleScope> DutiesFrom(const pg::Rows& rows) {
  std::vector<RoleScope> duties;
  for (const pg::Row row : rows) {
    duties.push_back({.role = row.Text("role"),
                      .season = row.IdOf<SeasonId>("season_id"),
                      .nomination = row.IdOf<NominationId>("nomination_id")});
  }
  return duties;
}

Consent ConsentFrom(const pg::Row& row) {
  Consent consent;
  consent.id = row.IdOf<ConsentId>("consent_id");
  consent.season = row.IdOf<SeasonId>("season_id");
  consent.consent = row.Text("consent");
  consent.text_version = row.Int("text_version");
  consent.purpose = row.Text("purpose");
  consent.partner = row.Text("partner");
  consent.fields = row.TextArray("fields");
  consent.text_sha256 = row.Bytes("text_sha256");
  consent.give_time = row.Time("give_time");
  consent.end_act = row.Text("end_act");
  consent.end_time = row.OptionalTime("end_time");
  return consent;
}

Organization OrganizationFrom(const pg::Row& row) {
  return {row.IdOf<OrganizationId>("organization_id"),
          row.Text("title"),
          row.Text("short_title"),
          row.Text("inn"),
          row.Text("ogrn"),
          row.IdOf<RegionId>("region_id"),
          row.Time("create_time")};
}

}  // namespace nastavnik::registration
