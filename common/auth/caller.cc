#include "common/auth/caller.h"

namespace nastavnik::auth {
namespace {

bool Covers(absl::string_view scope, absl::string_view wanted) {
  return scope.empty() || scope == wanted;
}

}  // namespace

bool Caller::Has(Role role, absl::string_view season, absl::string_view nomination) const {
  for (const Grant& grant : grants) {
    if (grant.role == role && Covers(grant.season, season) &&
        (nomination.empty() || Covers(grant.nomination, nomination))) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> Caller::Nominations(Role role, absl::string_view season) const {
  std::vector<std::string> nominations;
  for (const Grant& grant : grants) {
    if (grant.role != role || !Covers(grant.season, season)) continue;
    if (grant.nomination.empty()) return {""};
    nominations.push_back(grant.nomination);
  }
  return nominations;
}

}  // namespace nastavnik::auth
