#pragma once

#include "services/gateway/listen/front.h"

namespace nastavnik::gateway {

// Adds /docs/errors and /docs/errors/REASON for every reason of errors.proto: title in the language
// of Accept-Language, HTTP status, gRPC code, what a developer can do. Plain HTML without scripts.
void AddErrorPages(Front& front);

}  // namespace nastavnik::gateway
