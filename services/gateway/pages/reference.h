#pragma once

#include <string>

#include "absl/status/status.h"

#include "services/gateway/listen/front.h"

namespace nastavnik::gateway {

// Adds the pages of the API reference: the descriptions and the proto files as the listener's
// reader may know them, /docs and /docs/swagger, and the catalogue of errors. `docs_dir` holds the
// files that `./dev docs` puts together; empty: /docs says how to get them. FAILED_PRECONDITION
// names a file that is not there.
absl::Status AddReferencePages(Front& front, const std::string& docs_dir);

}  // namespace nastavnik::gateway
