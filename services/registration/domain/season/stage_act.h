#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/json/json.h"
#include "services/registration/domain/season/document.h"

namespace nastavnik::season {

// An instant as the document writes it, to the whole second: "2027-04-29T18:00:07 Europe/Moscow".
std::string CivilText(absl::Time instant, absl::string_view zone_name, absl::TimeZone zone);

// The merge patch that opens or closes a stage at `now` (cut to the second). Errors: NOT_FOUND for
// an unknown stage, ILLEGAL_TRANSITION for one that is open already, over, or not open yet.
absl::StatusOr<json::Value> OpenNow(const Document& document, absl::string_view stage,
                                    absl::Time now);
absl::StatusOr<json::Value> CloseNow(const Document& document, absl::string_view stage,
                                     absl::Time now);

}  // namespace nastavnik::season
