#pragma once

#include <string>
#include <vector>

#include "common/pg/rows.h"
#include "services/registration/domain/consent.h"
#include "services/registration/domain/organization.h"
#include "services/registration/domain/person.h"
#include "services/registration/store/vault.h"

// Rows as the domain knows them.
namespace nastavnik::registration {

// Sealed columns family_name, given_name, patronymic.
PersonName NameFrom(const Vault& vault, PersonId person, const pg::Row& row);
Person PersonFrom(const Vault& vault, const pg::Row& row);
RoleGrant GrantFrom(const pg::Row& row);
std::vector<RoleGrant> GrantsFrom(const pg::Rows& rows);
std::vector<RoleScope> DutiesFrom(const pg::Rows& rows);
Consent ConsentFrom(const pg::Row& row);  // but for the person
Organization OrganizationFrom(const pg::Row& row);

}  // namespace nastavnik::registration
