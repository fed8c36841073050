#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace nastavnik::pg {

// Facts of an event as rows keep them: one flat JSON object of texts.
using Facts = std::vector<std::pair<std::string, std::string>>;
absl::StatusOr<Facts> ParsePayload(absl::string_view payload);
std::string FormatPayload(const Facts& facts);

}  // namespace nastavnik::pg
