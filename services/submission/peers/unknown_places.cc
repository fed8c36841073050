#include "services/submission/peers/unknown_places.h"

#include <utility>

#include "absl/strings/strip.h"

#include "common/id/id.h"
#include "common/status/macros.h"
#include "services/submission/domain/form/formats.h"

namespace nastavnik::submission {

absl::StatusOr<UnknownPlaces> FindUnknown(places::Directory& directory, const Content& values,
                                          absl::Time deadline) {
  places::Places named;
  for (const auto& member : values) {
    if (!member.value().is_string()) continue;
    const auto& raw = member.value().get_string();
    const absl::string_view text(raw.data(), raw.size());
    const auto organization = OrganizationId::Parse(absl::StripPrefix(text, "organizations/"));
    const std::string region(absl::StripPrefix(text, "regions/"));
    if (organization) named.organizations.insert(*organization);
    if (IsRegionId(region)) named.regions.insert(RegionId(region));
  }
  ASSIGN_OR_RETURN(const places::Places unknown, directory.FindUnknown(std::move(named), deadline));
  UnknownPlaces ids;
  for (const OrganizationId& id : unknown.organizations) ids.insert(id.ToString());
  for (const RegionId& id : unknown.regions) ids.insert(id.text());
  return ids;
}

}  // namespace nastavnik::submission
