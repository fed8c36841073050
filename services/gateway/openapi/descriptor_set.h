#pragma once

#include "absl/strings/string_view.h"

namespace nastavnik::gateway {

// The build's FileDescriptorSet with comments, as it stands in the program.
absl::string_view EmbeddedDescriptorSet();

}  // namespace nastavnik::gateway
