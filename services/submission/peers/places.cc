#include "services/submission/peers/places.h"

#include "absl/strings/strip.h"

#include "common/id/id.h"
#include "common/status/macros.h"
#include "services/submission/domain/form/formats.h"

namespace nastavnik::submission {
namespace {

namespace registration = nastavnik::registration::v1;

// The text without what makes it a resource's name.
std::string Shortened(absl::string_view text, absl::string_view collection) {
  return std::string(absl::StripPrefix(text, collection));
}

}  // namespace

absl::StatusOr<UnknownPlaces> Places::FindUnknown(const Content& values, absl::Time deadline) {
  std::set<std::string> organizations, regions;
  {
    const absl::MutexLock lock(&mutex_);
    for (const auto& member : values) {
      if (!member.value().is_string()) continue;
      const auto& raw = member.value().get_string();
      const absl::string_view text(raw.data(), raw.size());
      const std::string organization = Shortened(text, "organizations/");
      const std::string region = Shortened(text, "regions/");
      if (ParseUuid(organization) && !organizations_.contains(organization))
        organizations.insert(organization);
      if (IsRegionId(region) && !regions_.contains(region)) regions.insert(region);
    }
  }
  UnknownPlaces unknown;
  if (!organizations.empty()) RETURN_IF_ERROR(AskOrganizations(organizations, unknown, deadline));
  if (!regions.empty()) RETURN_IF_ERROR(AskRegions(regions, unknown, deadline));
  return unknown;
}

absl::Status Places::AskOrganizations(const std::set<std::string>& ids, UnknownPlaces& unknown,
                                      absl::Time deadline) {
  registration::BatchGetOrganizationsRequest request;
  for (const std::string& id : ids) request.add_organizations(id);
  ASSIGN_OR_RETURN(
      const auto answer,
      internal_.Call(&registration::RegistrationInternalService::Stub::BatchGetOrganizations,
                     request, deadline));
  const absl::MutexLock lock(&mutex_);
  if (organizations_.size() > kMostKept) organizations_.clear();
  for (const auto& known : answer.organizations()) organizations_.insert(known.organization());
  for (const std::string& id : ids) {
    if (!organizations_.contains(id)) unknown.insert(id);
  }
  return absl::OkStatus();
}

absl::Status Places::AskRegions(const std::set<std::string>& ids, UnknownPlaces& unknown,
                                absl::Time deadline) {
  registration::ListRegionsRequest request;
  request.set_page_size(1000);
  ASSIGN_OR_RETURN(
      const auto answer,
      seasons_.Call(&registration::SeasonPublicService::Stub::ListRegions, request, deadline));
  const absl::MutexLock lock(&mutex_);
  for (const auto& region : answer.regions()) regions_.insert(Shortened(region.name(), "regions/"));
  for (const std::string& id : ids) {
    if (!regions_.contains(id)) unknown.insert(id);
  }
  return absl::OkStatus();
}

}  // namespace nastavnik::submission
