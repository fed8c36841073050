#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/pg/rows.h"
#include "services/registration/domain/config_version.h"
#include "services/registration/store/season_store.h"

// Rows of seasons and versions as the domain knows them.
namespace nastavnik::registration {

SeasonFacts FactsFrom(const pg::Row& row);
// `season` is the locked row, `documents` the answer of select_standing_documents.
absl::StatusOr<Standing> StandingFrom(const pg::Row& season, const pg::Rows& documents,
                                      absl::Time now);
ConfigVersion ConfigFrom(const pg::Row& row);
ConfigVersion ConfigFrom(const PlannedVersion& planned, const ConfigDraft& draft, absl::Time now);

std::string EncodeFormVersions(const FormVersions& versions);
FormVersions DecodeFormVersions(absl::string_view text);
std::string EncodeChanges(const std::vector<ConfigVersion::Change>& changes);

}  // namespace nastavnik::registration
