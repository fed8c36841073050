#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/id/id.h"
#include "nastavnik/access/v1/access.pb.h"

namespace nastavnik::auth {

using Role = access::v1::Grant::Role;

// A role somebody holds, within a scope; an empty part of the scope means all of it.
struct Grant {
  Role role;
  std::string season;
  std::string nomination;
  std::string region;
};

// Who calls. Exactly one of: nobody, a person, a service.
struct Caller {
  PersonId person;      // nil for nobody and for services
  std::string service;  // "submission", "gateway" ...; "" for people
  std::string session;  // session id of a person
  std::vector<Grant> grants;
  absl::Time password_time = absl::InfinitePast();  // when the person last entered the password

  bool IsPerson() const { return !person.IsNil(); }
  // Whether a grant of `role` covers the season (and nomination, when not empty).
  bool Has(Role role, absl::string_view season, absl::string_view nomination = "") const;
  // Nominations of `season` in which the caller holds `role`; {""} means every one, {} none.
  std::vector<std::string> Nominations(Role role, absl::string_view season) const;
};

}  // namespace nastavnik::auth
