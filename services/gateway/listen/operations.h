#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

#include "services/gateway/calls/backends.h"

namespace nastavnik::gateway {

// The service that a request about "operations/<service>.<uuid>" goes to; NOT_FOUND when there is
// none. A wait is cut to `longest`, so that its answer comes before the deadline.
absl::StatusOr<std::string> RouteOperation(google::protobuf::Message& request,
                                           const Backends& backends, absl::Duration longest);
// The same of a name alone.
absl::StatusOr<std::string> ServiceOfOperation(absl::string_view name, const Backends& backends);

}  // namespace nastavnik::gateway
