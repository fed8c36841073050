#include "services/gateway/listen/operations.h"

#include <algorithm>

#include "absl/strings/strip.h"
#include "google/longrunning/operations.pb.h"

#include "services/gateway/listen/errors.h"

namespace nastavnik::gateway {

absl::StatusOr<std::string> RouteOperation(google::protobuf::Message& request,
                                           const Backends& backends, absl::Duration longest) {
  if (auto* wait =
          google::protobuf::DynamicCastToGenerated<google::longrunning::WaitOperationRequest>(
              &request)) {
    const int64_t most = absl::ToInt64Seconds(longest);
    const bool asked = wait->has_timeout() && wait->timeout().seconds() < most;
    if (!asked) {
      wait->mutable_timeout()->set_seconds(most);
      wait->mutable_timeout()->set_nanos(0);
    }
  }
  const auto* field = request.GetDescriptor()->FindFieldByName("name");
  return ServiceOfOperation(request.GetReflection()->GetString(request, field), backends);
}

absl::StatusOr<std::string> ServiceOfOperation(absl::string_view name, const Backends& backends) {
  if (!absl::ConsumePrefix(&name, "operations/")) return OperationNotFound();
  const std::string service(name.substr(0, name.find('.')));
  if (!backends.Has(service)) return OperationNotFound();
  return service;
}

}  // namespace nastavnik::gateway
