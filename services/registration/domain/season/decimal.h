#pragma once

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace nastavnik::season {

// A decimal as the document writes it ("12.50", "-3"), in units of 10^-scale; nullopt when it is
// none, has more than `scale` digits after the point (scale is 0 to 4), or leaves +-2^53 units.
std::optional<int64_t> ParseDecimal(absl::string_view text, int scale);

}  // namespace nastavnik::season
