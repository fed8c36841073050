#include "common/rpc/call.h"

#include "common/auth/token.h"

namespace nastavnik::rpc {

absl::StatusOr<PersonId> CallingPerson(const Call& call) {
  if (!call.caller.IsPerson()) return auth::Unauthenticated();
  return call.caller.person;
}

}  // namespace nastavnik::rpc
