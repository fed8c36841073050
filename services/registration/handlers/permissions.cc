#include "services/registration/handlers/permissions.h"

#include <map>
#include <set>

#include <google/protobuf/descriptor.h>

namespace nastavnik::registration {
namespace {

using Role = access::v1::Grant::Role;
using Actions = std::map<Role, std::vector<std::string>>;

constexpr const char* kOfficeServices[] = {"nastavnik.registration.v1.AccountStaffService",
                                           "nastavnik.registration.v1.SeasonStaffService",
                                           "nastavnik.submission.v1.ApplicationStaffService",
                                           "nastavnik.review.v1.ExpertStaffService",
                                           "nastavnik.review.v1.AssignmentStaffService",
                                           "nastavnik.results.v1.RankingStaffService"};

Actions Collect() {
  std::map<Role, std::set<std::string>> collected;
  for (const char* name : kOfficeServices) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    if (service == nullptr) continue;
    for (int i = 0; i < service->method_count(); ++i) {
      const access::v1::AccessRule& rule =
          service->method(i)->options().GetExtension(access::v1::rule);
      for (const access::v1::Grant& grant : rule.any_of())
        collected[grant.role()].insert(rule.action());
    }
  }
  Actions actions;
  for (const auto& [role, names] : collected) actions[role].assign(names.begin(), names.end());
  return actions;
}

}  // namespace

const std::vector<std::string>& ActionsOf(Role role) {
  static const Actions& actions = *new Actions(Collect());
  static const auto& none = *new std::vector<std::string>;
  const auto found = actions.find(role);
  return found == actions.end() ? none : found->second;
}

}  // namespace nastavnik::registration
