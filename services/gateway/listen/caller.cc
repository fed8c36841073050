#include "services/gateway/listen/caller.h"

#include "absl/strings/match.h"

#include "common/auth/token.h"

namespace nastavnik::gateway {
namespace {

constexpr absl::string_view kScheme = "bearer ";

}  // namespace

absl::StatusOr<auth::Identity> IdentifyCaller(absl::string_view authorization, const Method& method,
                                              const auth::Authenticator& authenticator) {
  if (authorization.empty() && method.open_to_all) return auth::Identity();
  if (!absl::StartsWithIgnoreCase(authorization, kScheme)) return auth::Unauthenticated();
  auth::Credentials credentials;
  credentials.bearer = authorization.substr(kScheme.size());
  if (credentials.bearer.empty()) return auth::Unauthenticated();
  return authenticator.Identify(credentials);
}

}  // namespace nastavnik::gateway
