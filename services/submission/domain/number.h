#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace nastavnik::submission {

// The human number of an application: FormatNumber("NM27-{seq:6}-{check}", 417) is "NM27-000417-"
// and the check character (ISO 7064 MOD 37,36) of what stands before it. A sequence longer than its
// places is written in full.
std::string FormatNumber(absl::string_view pattern, int64_t sequence);

}  // namespace nastavnik::submission
