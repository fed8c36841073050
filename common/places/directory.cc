#include "common/places/directory.h"

#include "absl/strings/strip.h"

#include "common/status/macros.h"

namespace nastavnik::places {

namespace pb = registration::v1;

namespace {

template <typename Id>
void EraseKnown(const absl::flat_hash_set<Id>& known, std::set<Id>& ids) {
  std::erase_if(ids, [&](const Id& id) { return known.contains(id); });
}

}  // namespace

absl::StatusOr<Places> Directory::FindUnknown(Places asked, absl::Time deadline) {
  LeaveOutKnown(asked);
  if (!asked.organizations.empty())
    RETURN_IF_ERROR(LearnOrganizations(asked.organizations, deadline));
  if (!asked.regions.empty()) {
    RETURN_IF_ERROR(LearnRegions(deadline));
    LeaveOutKnown(asked);
  }
  return asked;
}

absl::StatusOr<std::map<RegionId, std::string>> Directory::GetDistricts(absl::Time deadline) {
  {
    const absl::MutexLock lock(&mutex_);
    if (!regions_.empty()) return districts_;
  }
  RETURN_IF_ERROR(LearnRegions(deadline));
  const absl::MutexLock lock(&mutex_);
  return districts_;
}

void Directory::LeaveOutKnown(Places& places) {
  const absl::MutexLock lock(&mutex_);
  EraseKnown(regions_, places.regions);
  EraseKnown(organizations_, places.organizations);
}

// Leaves in `asked` those that are unknown. What was just told counts, whatever is kept.
absl::Status Directory::LearnOrganizations(std::set<OrganizationId>& asked, absl::Time deadline) {
  pb::BatchGetOrganizationsRequest request;
  for (const OrganizationId& id : asked) request.add_organizations(id.ToString());
  ASSIGN_OR_RETURN(const auto answer,
                   internal_.Call(&pb::RegistrationInternalService::Stub::BatchGetOrganizations,
                                  request, deadline));
  const absl::MutexLock lock(&mutex_);
  if (organizations_.size() > kMostKept) organizations_.clear();
  for (const auto& known : answer.organizations()) {
    const auto id = OrganizationId::Parse(known.organization());
    if (!id) return absl::InternalError("unreadable organization of registration");
    organizations_.insert(*id);
    asked.erase(*id);
  }
  return absl::OkStatus();
}

absl::Status Directory::LearnRegions(absl::Time deadline) {
  pb::ListRegionsRequest request;
  request.set_page_size(1000);
  ASSIGN_OR_RETURN(const auto answer,
                   seasons_.Call(&pb::SeasonPublicService::Stub::ListRegions, request, deadline));
  const absl::MutexLock lock(&mutex_);
  for (const auto& region : answer.regions()) {
    const RegionId id(absl::StripPrefix(region.name(), "regions/"));
    regions_.insert(id);
    if (!region.district().empty()) districts_[id] = region.district();
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::places
