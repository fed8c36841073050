#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/auth/authenticator.h"
#include "services/gateway/routes/route.h"

namespace nastavnik::gateway {

// Who calls a method, by the value of `authorization`; nobody when it is empty and the method is
// open to all. UNAUTHENTICATED.
absl::StatusOr<auth::Identity> IdentifyCaller(absl::string_view authorization, const Method& method,
                                              const auth::Authenticator& authenticator);

}  // namespace nastavnik::gateway
