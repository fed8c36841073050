#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/places/directory.h"
#include "services/submission/domain/form/content.h"

namespace nastavnik::submission {

// The ids that stand as "organizations/..." or "regions/..." somewhere in the values and that
// registration does not know.
absl::StatusOr<UnknownPlaces> FindUnknown(places::Directory& directory, const Content& values,
                                          absl::Time deadline);

}  // namespace nastavnik::submission
