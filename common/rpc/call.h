#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/auth/caller.h"
#include "common/pg/database.h"
#include "common/status/error.h"

namespace nastavnik::rpc {

// What every handler knows of the call that it answers. By the time a handler runs, the caller is
// authenticated, the method's access rule holds (roles, freshness), every text of the request is
// NFC and inside its limits, required fields are there, and the idempotency key and etag that the
// rule asks for are present. Conditions on the object (OWN, ASSIGNED, NOMINATION ...) are the
// store's, inside the SQL.
struct Call {
  auth::Caller caller;
  pg::WriteKey write;   // pass to Database::Write; .deadline is the call's
  absl::Time deadline;  // pass to every Read and to calls of other services
  std::optional<absl::Time>
      receive_time;    // database time when the request's headers reached the gateway, if stamped
  std::string season;  // season id in the request's name, parent or season field; may be ""
  std::string trace_id;
};

// A call together with the service's own environment: `using Call = rpc::CallOf<Env>`.
template <typename Env>
struct CallOf : Call {
  CallOf(Call call, Env& e) : Call(std::move(call)), env(e) {}
  Env& env;
};

// The person who calls, or UNAUTHENTICATED.
absl::StatusOr<PersonId> CallingPerson(const Call& call);

}  // namespace nastavnik::rpc
